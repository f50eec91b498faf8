import type { IExecuteFunctions } from 'n8n-workflow';
import { quote } from '../api/errors/refusal';
import { WiroError } from '../api/errors/wiroError';
import { encodedUrl, unwrapped } from '../api/urls';
import { isDataObject, isWebUrl, number, text } from '../api/values';

/** The error of a parameter that will not do. `nextStep` names a value that would. */
export function badParameter(message: string, nextStep: string): WiroError {
	return new WiroError(message, { nextStep, isUserInput: true });
}

function isMissing(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** A value that will not do, as an error shows it: short, whatever an expression has given. */
export function shown(value: unknown): string {
	return isMissing(value) ? 'empty' : quote(JSON.stringify(value));
}

/**
 * Reads parameters by their name; errors use the label that the editor shows. Every method throws a
 * WiroError where the value will not do: an expression can give anything.
 */
export class ParameterReader {
	/** @param raw gives a parameter as it is, its expression evaluated */
	constructor(protected readonly raw: (name: string) => unknown) {}

	/** A text, white space around it taken off; empty where it is missing. */
	text(name: string, label: string): string {
		const given = this.raw(name);
		const value = text(given);
		if (value !== undefined) return value;
		if (isMissing(given)) return '';
		throw badParameter(`${label} is ${shown(given)}, which is no text`, 'Give a text.');
	}

	requiredText(name: string, label: string, nextStep: string): string {
		const value = this.text(name, label);
		if (value === '') throw badParameter(`${label} is empty`, nextStep);
		return value;
	}

	/** A switch; forms and sheets give its text. */
	boolean(name: string, label: string, fallback: boolean): boolean {
		const given = this.raw(name);
		if (isMissing(given)) return fallback;
		const value = typeof given === 'string' ? given.trim().toLowerCase() : given;
		if (value === true || value === 'true') return true;
		if (value === false || value === 'false') return false;
		throw badParameter(`${label} is ${shown(given)}`, 'Give true or false.');
	}

	/** One of the values that the editor offers. */
	choice<const T extends string>(name: string, label: string, choices: readonly T[]): T {
		const value = this.text(name, label);
		const choice = choices.find((candidate) => candidate === value);
		if (choice !== undefined) return choice;
		throw badParameter(
			`${label} is ${shown(value)}, which is no choice`,
			`Choose one of: ${choices.join(', ')}.`,
		);
	}

	/** A number of at least `least`. */
	number(
		name: string,
		label: string,
		least: number,
		nextStep = `Give a number of ${least} or more.`,
	): number {
		const given = this.raw(name);
		const value = number(given);
		if (value === undefined || value < least)
			throw badParameter(`${label} is ${shown(given)}`, nextStep);
		return value;
	}

	wholeNumber(name: string, label: string, least: number): number {
		const value = this.number(name, label, least);
		if (Number.isInteger(value)) return value;
		throw badParameter(
			`${label} is ${value}, but must be a whole number`,
			`Use ${Math.round(value)}.`,
		);
	}

	/** A number above 0, or the fallback where there is none. */
	positiveNumber<T>(name: string, label: string, fallback: T): number | T {
		const given = this.raw(name);
		if (isMissing(given)) return fallback;
		const value = number(given);
		if (value !== undefined && value > 0) return value;
		throw badParameter(
			`${label} is ${shown(given)}`,
			'Give a number above 0, or remove the option.',
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
