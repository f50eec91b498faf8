import type { GenericValue, IDataObject } from 'n8n-workflow';
import { number, text } from '../api/values';
import { badParameter, checkWhole, notText, readNumber, readSwitch } from '../fields/parameters';
import { takesTextOnly, type ModelInput } from './schema';

/** A value in the body of a Run. */
export type SentValue = GenericValue | IDataObject | GenericValue[] | IDataObject[];

/** A number within the range of the input that shows how to write it. */
function exampleOf({ min, max, default: given }: ModelInput): number {
	return number(given) ?? min ?? max ?? 1;
}

function rangeOf({ min, max }: ModelInput): string {
	if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
	return min === undefined ? `up to ${max ?? ''}` : `of ${min} or more`;
}

/** Checks a number and its range. The step is not checked: Wiro takes values between steps too. */
function numberOf(input: ModelInput, given: unknown): number {
	const { label, kind, min = -Infinity, max = Infinity } = input;
	const value = readNumber(label, given, `Use a number such as ${exampleOf(input)}.`);
	if (kind === 'integer') checkWhole(label, value);
	if (value >= min && value <= max) return value;
	throw badParameter(
		`'${label}' is ${value}, but must be a number ${rangeOf(input)}`,
		`Use ${value < min ? min : max}, or another number ${rangeOf(input)}.`,
	);
}

/** A number in the form in which the schema writes its own: as a text, or as a number. */
function sentNumber(input: ModelInput, given: unknown): SentValue {
	const value = numberOf(input, given);
	const { default: usual } = input;
	if (typeof usual !== 'string') return value;
	// "5.0" stays as it is while its value does not change.
	return number(usual) === value ? usual : String(value);
}

/** The choice that a value or a label means; anything else goes to Wiro as it is. */
function sentChoice({ options }: ModelInput, given: unknown): SentValue {
	const written = plainText(given);
	if (written === undefined) return asSent(given);
	const bare = (words: string) => words.trim().toLowerCase();
	const found =
		options.find(({ value }) => String(value) === written) ??
		options.find(({ value }) => bare(String(value)) === bare(written)) ??
		options.find(({ label }) => bare(label) === bare(written));
	return found === undefined ? asSent(given) : found.value;
}

function sentSwitch(input: ModelInput, given: unknown): SentValue {
	const { label, default: usual, options } = input;
	if (options.length > 0) return sentChoice(input, given);
	const value = readSwitch(label, given);
	if (typeof usual === 'number') return value ? 1 : 0;
	return typeof usual === 'boolean' ? value : String(value);
}

function sentJson({ label, default: usual }: ModelInput, given: unknown): SentValue {
	if (typeof given !== 'string') return asSent(given);
	try {
		const value: unknown = JSON.parse(given);
		return typeof usual === 'string' ? given : asSent(value);
	} catch {
		throw badParameter(
			`'${label}' is not valid JSON`,
			'Enter a JSON object such as { "name": "value" }, or a list such as ["one", "two"].',
		);
	}
}

function sentText(input: ModelInput, given: unknown): SentValue {
	const written = plainText(given);
	if (written !== undefined) return written;
	if (!takesTextOnly(input)) return asSent(given);
	throw notText(input.label, given);
}

/** A text, number or boolean as text. Texts keep their white space. */
function plainText(given: unknown): string | undefined {
	if (typeof given === 'string') return given;
	return typeof given === 'boolean' ? String(given) : text(given);
}

/** A value that JSON can hold. Dates and the like become texts. */
export function asSent(value: unknown): SentValue {
	const json: unknown = JSON.parse(JSON.stringify(value ?? ''));
	return json ?? '';
}

/**
 * A given value as it is sent, in the form in which the model's schema writes it. Whether a model
 * has such a choice is Wiro's to judge.
 * @throws WiroError that names the input and a valid value
 */
export function sentValue(input: ModelInput, given: unknown): SentValue {
	switch (input.kind) {
		case 'number':
		case 'integer':
			return sentNumber(input, given);
		case 'choice':
			return sentChoice(input, given);
		case 'switch':
			return sentSwitch(input, given);
		case 'json':
			return sentJson(input, given);
		default:
			return sentText(input, given);
	}
}
