import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, number, text } from '../api/values';
import { typedSwitch } from '../fields/choice';
import { readableHelp, readableLabel } from './labels';

/** What kind of value an input takes. Several files go to Wiro in one of two ways. */
export type InputKind =
	| 'text'
	| 'longText'
	| 'number'
	| 'integer'
	| 'choice'
	| 'switch'
	| 'json'
	| 'file'
	/** The URL of a file. The file itself travels in a field whose name has no `Url`. */
	| 'fileUrl'
	| 'files'
	| 'combinedFiles';

/** The name of a text that is the URL of a file: `inputImageUrl`. */
const FILE_URL = /(image|photo|mask|video|audio|document|file)\w*Url$/i;

/** What a file input is meant for, as far as its names tell. */
export type FileKind = 'image' | 'video' | 'audio' | 'any';

/** A value as Wiro's schema writes it. */
export type PlainValue = string | number | boolean;

/** A choice of an input. */
export interface InputOption {
	label: string;
	/** What is sent. */
	value: PlainValue;
}

/** An input of a model. */
export interface ModelInput {
	/** Its name in a Run. */
	id: string;
	/** Its type in Wiro's words. */
	type: string;
	kind: InputKind;
	/** Readable, such as `Inference Steps`. */
	label: string;
	required: boolean;
	/** What the model takes if nothing is given, as the schema writes it; undefined if nothing. */
	default?: PlainValue | IDataObject | unknown[];
	options: InputOption[];
	/** Limits of a number, or `max` of the number of files. */
	min?: number;
	max?: number;
	/** Files only. */
	fileKind?: FileKind;
}

/** Wiro's types. Source: Wiro's documentation of model parameters, and answers of its API. */
const KINDS: ReadonlyMap<string, InputKind> = new Map([
	['text', 'text'],
	['textarea', 'longText'],
	['select', 'choice'],
	['selectwithcover', 'choice'],
	['radio', 'choice'],
	['range', 'number'],
	['number', 'number'],
	['numeric', 'number'],
	['float', 'number'],
	['integer', 'integer'],
	['int', 'integer'],
	['fileinput', 'file'],
	['multifileinput', 'files'],
	['combinefileinput', 'combinedFiles'],
	['json', 'json'],
	['checkbox', 'switch'],
	['switch', 'switch'],
	['toggle', 'switch'],
	['boolean', 'switch'],
]);

/** Types whose value is a text and nothing else. Unknown types take whatever is given. */
export function takesTextOnly({ type }: ModelInput): boolean {
	return type === 'text' || type === 'textarea';
}

const FILE_KINDS: ReadonlyArray<readonly [kind: FileKind, words: RegExp]> = [
	['image', /image|photo|picture|portrait|selfie|\bmask\b|\bframe\b/i],
	['video', /video|\bclip\b|movie/i],
	['audio', /audio|voice|sound|speech|music|song/i],
	['any', /document|\bpdf\b|\bcsv\b|3d|\bmesh|\bglb\b/i],
];

/** The kind of file that a text is about, if it is about one kind only. */
function fileKindIn(words: string): FileKind | undefined {
	const kinds = FILE_KINDS.filter(([, pattern]) => pattern.test(words)).map(([kind]) => kind);
	return kinds.length > 1 ? 'any' : kinds[0];
}

function fileKindOf(id: string, label: string, help: string): FileKind {
	// The words of an id in camel case, so that their borders count.
	const named = `${id.replace(/([a-z])([A-Z])/g, '$1 $2')} ${label}`;
	const byName = fileKindIn(named);
	const byHelp = fileKindIn(help);
	if (byName === undefined || byHelp === undefined) return byName ?? byHelp ?? 'any';
	return byName === byHelp ? byName : 'any';
}

function isPlain(value: unknown): value is PlainValue {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function optionOf(entry: unknown): InputOption[] {
	if (isPlain(entry)) return [{ label: String(entry), value: entry }];
	if (!isDataObject(entry)) return [];
	const { label, value } = entry;
	// Some choices have no value: then the label is what Wiro takes.
	const sent = isPlain(value) ? value : text(label);
	if (sent === undefined) return [];
	return [{ label: text(label) ?? String(sent), value: sent }];
}

function defaultOf(value: unknown): ModelInput['default'] {
	if (isPlain(value)) return value;
	return isDataObject(value) || Array.isArray(value) ? value : undefined;
}

/** The kind of an input whose type is not known, by its look. */
function kindByLook(type: string, options: InputOption[], value: ModelInput['default']): InputKind {
	// How a list of choices is sent is not known, so the user writes it.
	if (options.length > 0) return type.includes('multi') ? 'text' : 'choice';
	if (/file|upload/.test(type)) return type.includes('multi') ? 'files' : 'file';
	if (typeof value === 'boolean') return 'switch';
	if (typeof value === 'number') return 'number';
	if (typeof value === 'object' || /object|array/.test(type)) return 'json';
	return 'text';
}

/** The kind of an input whose type is known. */
function kindByName(known: InputKind, id: string, options: InputOption[]): InputKind {
	// A choice without choices can only be written.
	if (known === 'choice' && options.length === 0) return 'text';
	return known === 'text' && FILE_URL.test(id) ? 'fileUrl' : known;
}

/** One input of Wiro's schema; undefined without a name. */
export function readInput(item: IDataObject): ModelInput | undefined {
	const id = text(item.id);
	if (id === undefined) return undefined;
	const type = (text(item.type) ?? '').toLowerCase();
	const entries: unknown[] = Array.isArray(item.options) ? item.options : [];
	const options = entries.flatMap(optionOf);
	const value = defaultOf(item.default);
	const known = KINDS.get(type);
	const kind =
		known === undefined ? kindByLook(type, options, value) : kindByName(known, id, options);
	const label = readableLabel(text(item.label), id);
	const help = [item.description, item.note, item.placeholder]
		.map((words) => readableHelp(text(words)) ?? '')
		.join(' ');
	return {
		id,
		type,
		kind,
		label,
		required: typedSwitch(item.required) === true,
		...(value !== undefined && { default: value }),
		options,
		min: number(item.min),
		max: number(item.max),
		...(isFileKind(kind) && { fileKind: fileKindOf(id, label, help) }),
	};
}

/** Whether an input of this kind takes files. */
export function isFileKind(kind: InputKind): boolean {
	return ['file', 'fileUrl', 'files', 'combinedFiles'].includes(kind);
}

/**
 * The inputs of a model, in Wiro's order, each once.
 * @param raw Wiro's object, as Tool/Detail gives it. Without `parameters`, the list is empty.
 */
export function readSchema(raw: IDataObject): ModelInput[] {
	const inputs = dataObjects(raw.parameters)
		.flatMap((group) => dataObjects(group.items))
		.flatMap((item) => readInput(item) ?? []);
	return inputs
		.filter(({ id }, index) => inputs.findIndex((other) => other.id === id) === index)
		.map((input) => (hasFileInput(input, inputs) ? { ...input, kind: 'text' } : input));
}

/** Whether a URL belongs to a file input of the same schema. */
function hasFileInput({ id, kind }: ModelInput, inputs: ModelInput[]): boolean {
	return kind === 'fileUrl' && inputs.some((other) => `${other.id}Url` === id);
}
