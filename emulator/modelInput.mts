/** What a Run of any model asks for: the checks of its body against the model's schema. */
import type { Body, UploadedFile } from './bodies.mts';
import type { JsonObject, JsonValue } from './json.mts';
import { inputsOf } from './models/model.mts';
import type { Model, ModelInput } from './models/model.mts';

/** A file that a Run brings: its bytes, or where they are. */
export type InputFile = { upload: UploadedFile } | { url: string };

/** What a run is asked to make. */
export interface ModelRequest {
	model: Model;
	/** The inputs that are not files, as texts; the default of each that was left out. */
	values: Record<string, string>;
	/** The input files, in the order of the schema. */
	files: InputFile[];
}

/** The types of inputs that are files. */
const FILE_TYPES = ['fileinput', 'multifileinput', 'combinefileinput'];

/** The types of inputs that are numbers. */
const NUMBER_TYPES = ['number', 'float', 'numeric', 'integer', 'range'];

/** The types of inputs with options. */
const SELECT_TYPES = ['select', 'selectwithcover'];

/** Checks the body of a Run as Wiro does; gives the request or the message of the refusal. */
export function readModelRequest(model: Model, body: Body): ModelRequest | { refusal: string } {
	const fields = body.fields ?? {};
	const request: ModelRequest = { model, values: {}, files: [] };
	for (const input of inputsOf(model)) {
		const files = isFileInput(input) ? filesOf(input, body) : [];
		const refusal =
			(model.wantsEveryKey === true && !isNamed(input, body) ? missing(input) : null) ??
			(isFileInput(input) ? problemOfFiles(input, files) : problemOfValue(input, fields[input.id]));
		if (refusal !== null) return { refusal };
		request.files.push(...files);
		if (!isFileInput(input)) request.values[input.id] = valueOf(input, fields[input.id]);
	}
	return request;
}

/** The body's fields as the task shows them: links stand for the files that came with it. */
export function shownParameters(body: Body, linkTo: (file: UploadedFile) => string): JsonObject {
	const shown = { ...body.fields };
	for (const file of realFiles(body)) {
		const before = shown[file.field];
		const link = linkTo(file);
		if (Array.isArray(before)) shown[file.field] = [...before, link];
		else shown[file.field] = before === undefined || before === '' ? link : [before, link];
	}
	return shown;
}

function isFileInput({ type }: ModelInput): boolean {
	return FILE_TYPES.includes(type);
}

/** A part with an empty file name does not count as a file. */
function realFiles(body: Body): UploadedFile[] {
	return body.files.filter(({ fileName }) => fileName !== '');
}

/**
 * The files of an input: uploads in `{id}`, URLs in `{id}Url` (a list has commas) or in `{id}` (a
 * list is JSON, or the field stands several times).
 */
function filesOf({ id, type }: ModelInput, body: Body): InputFile[] {
	const fields = body.fields ?? {};
	const uploads = realFiles(body).filter(({ field }) => field === id);
	const beside = type === 'combinefileinput' ? [] : urlsIn(fields[`${id}Url`]);
	const urls = [...beside, ...urlsIn(fields[id])].flatMap((url) =>
		type === 'multifileinput' ? url.split(',').map((part) => part.trim()) : url,
	);
	return [
		...uploads.map((upload) => ({ upload })),
		...urls.filter((url) => url !== '').map((url) => ({ url })),
	];
}

function urlsIn(value: JsonValue | undefined): string[] {
	if (Array.isArray(value)) return value.flatMap((each) => urlsIn(each));
	const text = plain(value).trim();
	if (!text.startsWith('[')) return [text];
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list.map(plain) : [text];
	} catch {
		return [text];
	}
}

/** Whether the body has a key or a file for the input. */
function isNamed(input: ModelInput, { fields, files }: Body): boolean {
	const { id } = input;
	return (
		(fields !== null && (id in fields || (isFileInput(input) && `${id}Url` in fields))) ||
		files.some(({ field }) => field === id)
	);
}

function missing(input: ModelInput): string {
	return `Request ${isFileInput(input) ? 'files' : 'parameter'} [${input.id}] required`;
}

function problemOfFiles(input: ModelInput, files: InputFile[]): string | null {
	if (files.length === 0) return input.required === true ? missing(input) : null;
	const most = input.type === 'fileinput' ? 1 : Number(input.max ?? Infinity);
	return files.length > most ? `Request files [${input.id}] must be at most ${most}` : null;
}

/** What is wrong with a value; nothing when it is left out or empty and may be. */
function problemOfValue(input: ModelInput, value: JsonValue | undefined): string | null {
	const { id, type, required = false } = input;
	if (typeof value === 'object' && value !== null) {
		return [...NUMBER_TYPES, ...SELECT_TYPES, 'text', 'textarea'].includes(type)
			? 'Request parameters are invalid.'
			: null;
	}
	const text = plain(value).trim();
	if (text === '') return required ? missing(input) : null;
	if (NUMBER_TYPES.includes(type)) return problemOfNumber(input, Number(text));
	if (!SELECT_TYPES.includes(type)) return null;
	const allowed = (input.options ?? []).map(({ label, value: own = label }) => own);
	if (allowed.includes(text)) return null;
	return `Request parameter [${id}] must be one of ${allowed.join(', ')}`;
}

function problemOfNumber({ id, type, min, max }: ModelInput, value: number): string | null {
	if (!Number.isFinite(value)) return `Request parameter [${id}] must be integer or float`;
	if (type === 'integer' && !Number.isInteger(value)) {
		return `Request parameter [${id}] must be integer`;
	}
	const [least, most] = [Number(min ?? -Infinity), Number(max ?? Infinity)];
	return value < least || value > most
		? `Request parameter [${id}] must be between ${least} and ${most}`
		: null;
}

/** The value as text; an empty one leaves the model its default. */
function valueOf(input: ModelInput, value: JsonValue | undefined): string {
	const given = typeof value === 'object' ? JSON.stringify(value ?? '') : plain(value);
	return given === '' ? plain(input.default) : given;
}

/** A text, number or boolean as text; the empty string for all else. */
function plain(value: unknown): string {
	return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}
