import type { IExecuteFunctions } from 'n8n-workflow';
import { WiroError } from '../api/wiroError';
import { encodedUrl, unwrapped } from '../api/urls';
import { isDataObject, isWebUrl, text } from '../api/values';
import { typedChoice, typedSwitch, type Choice } from './choice';
import { typedNumber } from './number';
import { isMissing, shown } from './text';

export { shown };

/** The error of a parameter that will not do. `nextStep` names a value that would. */
export function badParameter(message: string, nextStep: string): WiroError {
	return new WiroError(message, { nextStep, isUserInput: true });
}

/** The error of a parameter that has none of its values. */
export function notOneOf(label: string, given: unknown, values: string[]): WiroError {
	return badParameter(
		isMissing(given)
			? `'${label}' is empty`
			: `'${label}' is ${shown(given)}, which is not one of its values`,
		`Choose one of: ${values.join(', ')}.`,
	);
}

/**
 * Reads parameters by their name; errors use the label that the editor shows. Every method throws a
 * WiroError where the value will not do: an expression can give anything.
 */
export class ParameterReader {
	/** @param raw gives a parameter as it is, its expression evaluated */
	constructor(readonly raw: (name: string) => unknown) {}

	/** A text, white space around it taken off; empty where it is missing. */
	text(name: string, label: string): string {
		const given = this.raw(name);
		const value = text(given);
		if (value !== undefined) return value;
		if (isMissing(given)) return '';
		throw badParameter(`'${label}' must be text, but is ${shown(given)}`, 'Give a text.');
	}

	/** The same, but never empty. */
	requiredText(name: string, label: string, nextStep: string): string {
		const value = this.text(name, label);
		if (value === '') throw badParameter(`'${label}' is empty`, nextStep);
		return value;
	}

	/** A switch: true and false, yes and no, on and off, 1 and 0; the fallback where it is missing. */
	boolean(name: string, label: string, fallback: boolean): boolean {
		const given = this.raw(name);
		if (isMissing(given)) return fallback;
		const value = typedSwitch(given);
		if (value !== undefined) return value;
		throw badParameter(
			`'${label}' must be true or false, but is ${shown(given)}`,
			'Give true or false.',
		);
	}

	/** One of the values that the editor offers, however people write it. */
	choice<const C extends Choice>(name: string, label: string, choices: readonly C[]): C['value'] {
		const given = this.raw(name);
		const choice = typedChoice(text(given) ?? '', choices);
		if (choice !== undefined) return choice.value;
		throw notOneOf(
			label,
			given,
			choices.map(({ value }) => value),
		);
	}

	/** A number of at least `least`. */
	number(
		name: string,
		label: string,
		least: number,
		nextStep = `Give a number of ${least} or more.`,
	): number {
		const value = this.anyNumber(name, label, nextStep);
		if (value >= least) return value;
		throw badParameter(`'${label}' is ${value}, but must be ${least} or more`, nextStep);
	}

	/** A whole number of at least `least`. */
	wholeNumber(name: string, label: string, least: number): number {
		const value = this.number(name, label, least);
		if (Number.isInteger(value)) return value;
		throw badParameter(
			`'${label}' is ${value}, but must be a whole number`,
			`Use ${Math.round(value)}.`,
		);
	}

	/** A number above 0, or the fallback where there is none. */
	positiveNumber<T>(name: string, label: string, fallback: T): number | T {
		if (isMissing(this.raw(name))) return fallback;
		const nextStep = 'Give a number above 0, or remove the option.';
		const value = this.anyNumber(name, label, nextStep);
		if (value > 0) return value;
		throw badParameter(`'${label}' is ${value}, but must be above 0`, nextStep);
	}

	/** A number as people write it, such as 7,5 or 1,000.5. */
	private anyNumber(name: string, label: string, nextStep: string): number {
		const given = this.raw(name);
		const read = typedNumber(given);
		if (read === undefined) {
			throw badParameter(
				isMissing(given)
					? `'${label}' is empty`
					: `'${label}' must be a number, but is ${shown(given)}`,
				nextStep,
			);
		}
		if ('value' in read) return read.value;
		const either = read.either.join(' or ');
		throw badParameter(
			`'${label}' is ${shown(given)}, which can mean ${either}`,
			`Write ${either}.`,
		);
	}

	/**
	 * A URL that Wiro can open, encoded where it needs that, quotation marks around it taken off; empty
	 * where it is missing.
	 */
	webUrl(name: string, label: string): string {
		const given = unwrapped(this.text(name, label));
		const url = encodedUrl(given);
		if (url === '' || isWebUrl(url)) return url;
		throw badParameter(
			`'${label}' is ${shown(given)}, which is not a web address`,
			'Give a URL that begins with https:// or http:// and that Wiro can open without signing in.',
		);
	}

	/** The node's Options: only those that the user has added. */
	options(): ParameterReader {
		const options = this.raw('options');
		return new ParameterReader((name) => (isDataObject(options) ? options[name] : undefined));
	}
}

/** The parameters of one item. */
export class ItemParameters extends ParameterReader {
	constructor(
		readonly context: IExecuteFunctions,
		readonly itemIndex: number,
	) {
		super((name) => context.getNodeParameter(name, itemIndex, null));
	}
}
