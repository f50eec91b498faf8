import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { encodedUrl, unwrapped } from '../api/urls';
import { isDataObject, isWebUrl, text } from '../api/values';
import { WiroError } from '../api/wiroError';
import { typedChoice, typedSwitch, type Choice } from './choice';
import { withObjects } from './expression';
import { typedNumber } from './number';
import { isMissing, shown } from './text';
import { isTool } from './tool';

export { shown };

/** The error of an invalid parameter. `nextStep` names a valid value. */
export function badParameter(message: string, nextStep: string): WiroError {
	return new WiroError(message, { nextStep, isUserInput: true });
}

/** The error of a parameter whose value is not in its list. */
export function notOneOf(label: string, given: unknown, values: string[]): WiroError {
	return badParameter(
		isMissing(given)
			? `'${label}' is empty`
			: `'${label}' is ${shown(given)}, which is not one of its values`,
		`Choose one of: ${values.join(', ')}.`,
	);
}

/** The error of a value that must be text. */
export function notText(label: string, given: unknown): WiroError {
	return badParameter(`'${label}' must be text, but is ${shown(given)}`, 'Enter text.');
}

/**
 * A number as people write it, such as 7,5 or 1,000.5.
 * @param nextStep names a valid number
 * @throws WiroError
 */
export function readNumber(label: string, given: unknown, nextStep: string): number {
	const read = typedNumber(given);
	if (read === undefined) {
		const message = isMissing(given)
			? `'${label}' is empty`
			: `'${label}' must be a number, but is ${shown(given)}`;
		throw badParameter(message, nextStep);
	}
	if ('value' in read) return read.value;
	const either = read.either.join(' or ');
	throw badParameter(`'${label}' is ${shown(given)}, which can mean ${either}`, `Write ${either}.`);
}

/** @throws WiroError if the number is not whole */
export function checkWhole(label: string, value: number): void {
	if (Number.isInteger(value)) return;
	throw badParameter(
		`'${label}' is ${value}, but must be a whole number`,
		`Use ${Math.round(value)}.`,
	);
}

/** A boolean: true or false, yes or no, on or off, 1 or 0. @throws WiroError */
export function readSwitch(label: string, given: unknown): boolean {
	const value = typedSwitch(given);
	if (value !== undefined) return value;
	throw badParameter(
		`'${label}' must be true or false, but is ${shown(given)}`,
		'Use true or false.',
	);
}

/** The choices as the editor lists them. */
export function entriesOf(choices: readonly Choice[]): INodePropertyOptions[] {
	return choices.map(({ name, value, description }) => ({
		name,
		value,
		...(description !== undefined && { description }),
	}));
}

/**
 * Reads parameters by name, with the labels, defaults and limits of their properties. Every method
 * throws a WiroError if the value is invalid, since an expression can return anything.
 */
export class ParameterReader {
	/**
	 * @param raw returns a parameter's value, its expression evaluated
	 * @param properties the parameters that can be read
	 */
	constructor(
		readonly raw: (name: string) => unknown,
		private readonly properties: INodeProperties[],
	) {}

	/** Whether the operation has the parameter. */
	has(name: string): boolean {
		return this.properties.some((property) => property.name === name);
	}

	/** The parameter's label in the editor, without the unit. */
	label(name: string): string {
		return this.property(name).displayName.replace(/ \((Minutes|Seconds|USD)\)$/, '');
	}

	/** A trimmed text; empty if missing. */
	text(name: string): string {
		const given = this.raw(name);
		const value = text(given);
		if (value !== undefined) return value;
		if (isMissing(given)) return '';
		throw notText(this.label(name), given);
	}

	/** The same, but never empty. */
	requiredText(name: string, nextStep: string): string {
		const value = this.text(name);
		if (value === '') throw badParameter(`'${this.label(name)}' is empty`, nextStep);
		return value;
	}

	/** A boolean; the default if missing. */
	boolean(name: string): boolean {
		const given = this.raw(name);
		if (isMissing(given)) return this.property(name).default === true;
		return readSwitch(this.label(name), given);
	}

	/** One of the choices in the editor's list, however it is written. */
	choice<const C extends Choice>(name: string, choices: readonly C[]): C['value'] {
		const given = this.raw(name);
		const choice = typedChoice(given, choices);
		if (choice !== undefined) return choice.value;
		throw notOneOf(
			this.label(name),
			given,
			choices.map(({ value }) => value),
		);
	}

	/** A number within the limits of its property. */
	number(name: string, nextStep?: string): number {
		const label = this.label(name);
		const { minValue = -Infinity, maxValue = Infinity } = this.property(name).typeOptions ?? {};
		const atLeast = nextStep ?? `Use a number of ${minValue} or more.`;
		const value = readNumber(label, this.raw(name), atLeast);
		if (value < minValue) {
			throw badParameter(`'${label}' is ${value}, but must be ${minValue} or more`, atLeast);
		}
		if (value <= maxValue) return value;
		throw badParameter(
			`'${label}' is ${value}, but must be ${maxValue} or less`,
			`Use ${maxValue} or less.`,
		);
	}

	/** A whole number within the limits of its property. */
	wholeNumber(name: string): number {
		const value = this.number(name);
		checkWhole(this.label(name), value);
		return value;
	}

	/** A number above 0, however small; the default if missing. */
	positiveNumber(name: string): number {
		return this.optionalNumber(name) ?? Number(this.property(name).default);
	}

	/** A number above 0; undefined if missing. */
	optionalNumber(name: string): number | undefined {
		const given = this.raw(name);
		if (isMissing(given)) return undefined;
		const nextStep = 'Use a number above 0, or remove the option.';
		const value = readNumber(this.label(name), given, nextStep);
		if (value > 0) return value;
		throw badParameter(`'${this.label(name)}' is ${value}, but must be above 0`, nextStep);
	}

	/**
	 * A URL that Wiro can open, encoded where necessary and without quotation marks around it; empty if
	 * missing.
	 */
	webUrl(name: string): string {
		const given = unwrapped(this.text(name));
		const url = encodedUrl(given);
		if (url === '' || isWebUrl(url)) return url;
		throw badParameter(
			`'${this.label(name)}' is ${shown(given)}, which is not a web address`,
			'Use a URL that begins with https:// or http:// and that Wiro can open without signing in.',
		);
	}

	/** A collection, with only those options that the user has added. */
	collection(name: string): ParameterReader {
		const added = this.raw(name);
		const { options = [] } = this.property(name);
		return new ParameterReader(
			(entry) => (isDataObject(added) ? added[entry] : undefined),
			options.filter((entry): entry is INodeProperties => 'type' in entry),
		);
	}

	private property(name: string): INodeProperties {
		const found = this.properties.find((property) => property.name === name);
		if (found === undefined)
			throw new WiroError(`The node has no parameter "${name}"`, { nextStep: '' });
		return found;
	}
}

/** The parameters of one item. */
export class ItemParameters extends ParameterReader {
	constructor(
		readonly context: IExecuteFunctions,
		readonly itemIndex: number,
		properties: INodeProperties[],
	) {
		super((name) => {
			const value: unknown = context.getNodeParameter(name, itemIndex, null);
			return withObjects(context, itemIndex, value, context.getNode().parameters[name]);
		}, properties);
	}

	/** Whether the node is a tool, whose caller fills in parameters. */
	get isTool(): boolean {
		return isTool(this.context.getNode());
	}
}
