import type { IDataObject } from 'n8n-workflow';
import type { RunInputs } from '../api/client';
import { isDataObject, isWebUrl } from '../api/values';
import { badParameter, type ItemParameters } from '../fields/parameters';
import { withObjects } from '../fields/expression';
import { isMissing } from '../fields/text';
import { fileFields, readFiles, urlFieldOf } from './fileInputs';
import { readInputsJson } from './inputsJson';
import { asSent, sentValue, type SentValue } from './inputValue';
import { isFileKind, type ModelInput } from './schema';
import type { FileSource } from './usableUrl';

/** What the user gives, by input. */
interface Given {
	/** In the fields. Empty ones count as missing. */
	fields: Record<string, unknown>;
	/** As JSON. An empty text there is what the user wants. */
	json: IDataObject;
}

/** The values of the fields, without n8n's own checks: it knows no label, and refuses new choices. */
function readFields({ context, itemIndex }: ItemParameters): Given['fields'] {
	const path = 'modelInputs.value';
	const given: unknown = context.getNodeParameter(path, itemIndex, {}, { skipValidation: true });
	const written: unknown = context.getNodeParameter(path, itemIndex, {}, { rawExpressions: true });
	if (!isDataObject(given)) return {};
	if (!isDataObject(written)) return given;
	return Object.fromEntries(
		Object.entries(given).map(([id, value]) => [
			id,
			withObjects(context, itemIndex, value, written[id]),
		]),
	);
}

/** The value for an input: as JSON, from its field, or undefined. */
function givenFor({ fields, json }: Given, id: string): unknown {
	if (Object.hasOwn(json, id) && json[id] !== null) return json[id];
	return Object.hasOwn(fields, id) && !isMissing(fields[id]) ? fields[id] : undefined;
}

function missingInput({ label, kind, fileKind = 'any', options }: ModelInput) {
	if (isFileKind(kind)) {
		const what = fileKind === 'any' ? 'file' : `${fileKind} file`;
		return badParameter(
			`'${label}' is empty`,
			`Enter a URL that begins with https:// and opens the ${what}, or the name of the binary field that holds it, usually data.`,
		);
	}
	const values = options.slice(0, 10).map(({ value }) => String(value));
	return badParameter(
		`'${label}' is empty`,
		values.length > 0
			? `Choose a value, such as ${values.join(', ')}.`
			: 'The model needs a value for it. Enter one.',
	);
}

/** How inputs are read. */
export interface Reading {
	/** Whether they are for a price only: then nothing is required, and files are not read. */
	isForPrice: boolean;
}

/** The value of an input that takes no file. @throws WiroError */
function valueOf(input: ModelInput, given: unknown, { isForPrice }: Reading): SentValue {
	const isEmpty = isMissing(given);
	const isLeftOut = given === undefined || (isEmpty && input.required);
	if (isLeftOut) {
		const { default: usual } = input;
		if (input.required && isMissing(usual) && !isForPrice) throw missingInput(input);
		return usual ?? '';
	}
	// An empty text in the JSON means none, even if there is a default.
	return isEmpty ? '' : sentValue(input, given);
}

/** The URL that a file input has if nothing is given. */
function defaultUrl({ default: usual }: ModelInput): string | undefined {
	return typeof usual === 'string' && isWebUrl(usual) ? usual : undefined;
}

/** Inputs of the JSON that the model's schema does not have. */
function othersIn(json: IDataObject, inputs: ModelInput[]): IDataObject {
	const others = Object.entries(json).filter(([id]) => !inputs.some((input) => input.id === id));
	return Object.fromEntries(others.map(([id, value]) => [id, asSent(value)]));
}

/**
 * Reads and validates an item's inputs for a Run of any model, after its schema. Every input is sent,
 * since some models refuse a Run without their optional ones: as given, else its default, else empty.
 * @param name the model as `owner/model`
 * @throws WiroError
 */
export async function readAnyModel(
	parameters: ItemParameters,
	name: string,
	inputs: ModelInput[],
	reading: Reading,
): Promise<RunInputs> {
	const given: Given = { fields: readFields(parameters), json: readInputsJson(parameters) };
	const fileInputs = inputs.filter(({ kind }) => isFileKind(kind) && !reading.isForPrice);
	const entries = new Map<string, FileSource[]>(
		await Promise.all(
			fileInputs.map(
				async (input): Promise<[string, FileSource[]]> => [
					input.id,
					await readFiles(parameters, input, givenFor(given, input.id) ?? defaultUrl(input)),
				],
			),
		),
	);
	const run: RunInputs = { model: name, fields: {}, files: [] };
	for (const input of inputs) {
		const { id, required } = input;
		const files = entries.get(id);
		if (files === undefined) {
			// A model may list the URL of a file as an input of its own.
			const isGivenThere = [...entries].some(
				([fileId, sources]) => urlFieldOf(fileId) === id && sources.length > 0,
			);
			if (isGivenThere && givenFor(given, id) === undefined) run.fields[id] ??= '';
			else run.fields[id] = valueOf(input, givenFor(given, id), reading);
			continue;
		}
		const url = givenFor(given, urlFieldOf(id));
		if (required && files.length === 0 && url === undefined) throw missingInput(input);
		const sent = fileFields(input, files);
		run.files.push(...sent.files);
		for (const [field, value] of Object.entries(sent.fields)) {
			// What the user gives for the URL itself counts more than that it is empty here.
			if (value !== '' || run.fields[field] === undefined) run.fields[field] = value;
		}
	}
	Object.assign(run.fields, othersIn(given.json, inputs));
	return run;
}
