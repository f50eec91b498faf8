import type { IDataObject } from 'n8n-workflow';
import type { RunFile, RunInputs } from '../api/client';
import { isDataObject, text } from '../api/values';
import { badParameter, shown, type ItemParameters } from '../fields/parameters';
import { typedNumber } from '../fields/number';
import { isMissing } from '../fields/text';
import { hasNoFile, readFileInput } from './fileInputs';
import { PRICE_LINE } from './inputs';
import { readJson } from './inputsJson';
import { labelOf } from './labels';
import type { ModelInput } from './schema';

/** How strictly inputs are read. */
export interface Reading {
	/** Whether they are for a price only: then nothing is required, and files are not read. */
	isForPrice: boolean;
}

/**
 * Reads and validates an item's inputs for any model. Every input of the model is sent: as given, else
 * its default, else empty, since some models refuse a Run that leaves out an optional one.
 * @param inputs as the model describes them
 * @throws WiroError
 */
export async function readAnyModel(
	parameters: ItemParameters,
	model: string,
	inputs: ModelInput[],
	{ isForPrice }: Reading,
): Promise<RunInputs> {
	const given = givenInputs(parameters);
	const fields: IDataObject = {};
	const files: RunFile[] = [];
	for (const input of inputs) {
		const { id } = input;
		const value: unknown = given[id];
		if (!isFileInput(input)) {
			// A file input may have set it: `inputImageUrl` beside `inputImage`.
			if (id in fields && isMissing(value)) continue;
			fields[id] = readValue(input, value, isForPrice);
		} else if (isForPrice) {
			fields[id] = text(value) ?? '';
		} else {
			if (input.isRequired && hasNoFile(value) && isMissing(given[`${id}Url`]))
				throw missing(input);
			const read = await readFileInput(parameters, input, value);
			Object.assign(fields, read.fields);
			files.push(...read.files);
		}
	}
	const isKnown = (id: string) => inputs.some((input) => input.id === id);
	const others = Object.entries(given).filter(([id, value]) => !isKnown(id) && !isMissing(value));
	return { model, fields: { ...fields, ...Object.fromEntries(others) }, files };
}

/** The inputs of the form, and those given as JSON in their place. @throws WiroError */
function givenInputs(parameters: ItemParameters): IDataObject {
	const form = parameters.raw('modelInputs');
	const values = isDataObject(form) && isDataObject(form.value) ? form.value : {};
	const inForm = Object.entries(values).filter(([id]) => id !== PRICE_LINE);
	return { ...Object.fromEntries(inForm), ...readJson(parameters) };
}

function isFileInput({ kind }: ModelInput): boolean {
	return kind === 'file' || kind === 'files' || kind === 'combinedFiles';
}

function missing(input: ModelInput) {
	return badParameter(
		`'${labelOf(input)}' is empty`,
		isFileInput(input)
			? 'Enter the URL of the file, or the name of the binary field that holds it.'
			: 'Enter a value: the model requires it.',
	);
}

/** The value of an input that is not a file. @throws WiroError */
function readValue(input: ModelInput, given: unknown, isForPrice: boolean): IDataObject[string] {
	if (isMissing(given)) {
		const value = input.default ?? '';
		if (input.isRequired && isMissing(value) && !isForPrice) throw missing(input);
		return value;
	}
	switch (input.kind) {
		case 'number':
			return readNumber(input, given);
		case 'choice':
			return readChoice(input, given);
		case 'json':
			return typeof given === 'string' ? readJsonText(input, given) : plain(given);
		default:
			return plain(given);
	}
}

/** A value as n8n's items can hold it. */
function plain(given: unknown): IDataObject[string] {
	if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') {
		return given;
	}
	return isDataObject(given)
		? given
		: Array.isArray(given)
			? given.map(plain).flat()
			: String(given);
}

function readNumber(input: ModelInput, given: unknown): number | string {
	const { min = -Infinity, max = Infinity, isWhole } = input;
	const label = labelOf(input);
	const read = typedNumber(given);
	const nextStep = `Use ${isWhole ? 'a whole number' : 'a number'}${boundsOf(input)}.`;
	if (read === undefined) {
		throw badParameter(`'${label}' must be a number, but is ${shown(given)}`, nextStep);
	}
	if ('either' in read) {
		const either = read.either.join(' or ');
		throw badParameter(
			`'${label}' is ${shown(given)}, which can mean ${either}`,
			`Write ${either}.`,
		);
	}
	const { value } = read;
	if (value < min)
		throw badParameter(`'${label}' is ${value}, but must be ${min} or more`, nextStep);
	if (value > max)
		throw badParameter(`'${label}' is ${value}, but must be ${max} or less`, nextStep);
	if (isWhole && !Number.isInteger(value)) {
		throw badParameter(`'${label}' is ${value}, but must be a whole number`, nextStep);
	}
	// In the type in which Wiro itself writes the input.
	return typeof input.default === 'string' ? String(value) : value;
}

function boundsOf({ min, max }: ModelInput): string {
	if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
	if (min !== undefined) return ` of ${min} or more`;
	return max === undefined ? '' : ` up to ${max}`;
}

/** The value of a choice, also if its label is given. Wiro decides whether it takes others. */
function readChoice({ options }: ModelInput, given: unknown): IDataObject[string] {
	const written = typeof given === 'boolean' ? String(given) : text(given);
	if (written === undefined) return plain(given);
	const bare = (words: string) => words.trim().toLowerCase();
	const found =
		options.find(({ value }) => value === written) ??
		options.find(({ value, label }) => [value, label].map(bare).includes(bare(written)));
	return found?.value ?? written;
}

function readJsonText(input: ModelInput, given: string): IDataObject[string] {
	try {
		return plain(JSON.parse(given));
	} catch {
		throw badParameter(
			`'${labelOf(input)}' is ${shown(given)}, which is not JSON`,
			'Enter JSON, such as { "key": "value" }.',
		);
	}
}
