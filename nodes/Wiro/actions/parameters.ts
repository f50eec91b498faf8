import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { WiroError } from '../api/errors/wiroError';
import { isDataObject, isWebUrl, number, text } from '../api/values';

/** The error of a parameter that will not do. `nextStep` names a value that would. */
export function badParameter(message: string, nextStep: string): WiroError {
	return new WiroError(message, { nextStep, isUserInput: true });
}

/** A value that will not do, as an error shows it. */
function shown(value: unknown): string {
	return value === undefined ? 'empty' : JSON.stringify(value);
}

/** One parameter of one item: its name in the API, and its label in the editor. */
interface Parameter {
	name: string;
	label: string;
}

/** Reads the parameters of one item. Every method throws a WiroError where the value will not do. */
export class ItemParameters {
	constructor(
		readonly context: IExecuteFunctions,
		readonly itemIndex: number,
	) {}

	/** The parameter as it is, its expression evaluated. */
	raw(name: string, fallback?: string): unknown {
		return this.context.getNodeParameter(name, this.itemIndex, fallback);
	}

	/** A text, white space around it taken off; may be empty. */
	text(name: string): string {
		return text(this.raw(name, '')) ?? '';
	}

	requiredText({ name, label }: Parameter, nextStep: string): string {
		const value = this.text(name);
		if (value === '') throw badParameter(`${label} is empty`, nextStep);
		return value;
	}

	boolean(name: string): boolean {
		return this.raw(name) === true;
	}

	/** One of the values that the editor offers; an expression can give others. */
	choice<const T extends string>({ name, label }: Parameter, choices: readonly T[]): T {
		const value = this.text(name);
		const choice = choices.find((candidate) => candidate === value);
		if (choice === undefined) {
			throw badParameter(
				`${label} is "${value}", which is no choice`,
				`Choose one of: ${choices.join(', ')}.`,
			);
		}
		return choice;
	}

	/** A number of at least `least`. */
	number({ name, label }: Parameter, least: number): number {
		const given = this.raw(name);
		const value = number(given);
		if (value === undefined || value < least) {
			throw badParameter(`${label} is ${shown(given)}`, `Give a number of ${least} or more.`);
		}
		return value;
	}

	wholeNumber(parameter: Parameter, least: number): number {
		const value = this.number(parameter, least);
		if (!Number.isInteger(value)) {
			throw badParameter(
				`${parameter.label} is ${value}, but must be a whole number`,
				`Use ${Math.round(value)}.`,
			);
		}
		return value;
	}

	webUrl({ name, label }: Parameter, nextStep: string): string {
		return webUrl(this.requiredText({ name, label }, nextStep), label);
	}

	/** The node's Options: only those that the user has added. */
	options(): IDataObject {
		const options = this.context.getNodeParameter('options', this.itemIndex, {});
		return isDataObject(options) ? options : {};
	}
}

/** Checks that a text is a URL that Wiro can open. */
export function webUrl(value: string, label: string): string {
	if (isWebUrl(value)) return value;
	throw badParameter(
		`${label} is "${value}", which is no web address`,
		'Give a URL that begins with https:// or http:// and that Wiro can open without signing in.',
	);
}

const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1_000;

/** A positive number of an options collection, or the fallback where the user left it out. */
export function positiveOption(
	options: IDataObject,
	name: string,
	label: string,
): number | undefined {
	const given = options[name];
	if (given === undefined || given === null || given === '') return undefined;
	const value = number(given);
	if (value === undefined || value <= 0) {
		throw badParameter(
			`${label} is ${shown(given)}`,
			'Give a number above 0, or remove the option.',
		);
	}
	return value;
}

/** The option in minutes as milliseconds. */
export function minutesOption(
	options: IDataObject,
	name: string,
	label: string,
): number | undefined {
	const minutes = positiveOption(options, name, label);
	return minutes === undefined ? undefined : minutes * MS_PER_MINUTE;
}

/** The option in seconds as milliseconds. */
export function secondsOption(
	options: IDataObject,
	name: string,
	label: string,
): number | undefined {
	const seconds = positiveOption(options, name, label);
	return seconds === undefined ? undefined : seconds * MS_PER_SECOND;
}
