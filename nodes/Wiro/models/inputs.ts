import type { IDataObject, INodeProperties, ResourceMapperField } from 'n8n-workflow';
import { dataObjects, isDataObject } from '../api/values';
import { isFileKind, readInput, type FileKind, type ModelInput } from './schema';

/** The line above the fields that shows the price. Its value is never sent. */
export const PRICE_LINE = 'wiroPriceLine';
/** The line above the fields that says what to enter for a file. Its value is never sent. */
export const FILES_LINE = 'wiroFilesLine';

// Labels of fields are cut off after some 25 characters, so that this stands above them.
const ONE_FILE = 'Files: a URL or the name of a binary field';
const SEVERAL_FILES = 'Files: URLs or names of binary fields, with commas';

const INPUTS_LABEL = 'Inputs';
/** The label of the inputs as JSON, for errors. */
export const INPUTS_JSON_LABEL = 'Inputs as JSON';

/** Told in place of the fields if the model does not describe its inputs. */
export const NO_INPUTS = `Wiro does not list the inputs of this model. Enter them in '${INPUTS_JSON_LABEL}', as its page on wiro.ai names them.`;

/** The inputs of any model: as fields, and as JSON. */
export const modelInputsProperties: INodeProperties[] = [
	{
		displayName: INPUTS_LABEL,
		name: 'modelInputs',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: {
			loadOptionsDependsOn: ['model.value'],
			resourceMapper: {
				resourceMapperMethod: 'getModelInputs',
				// Not 'add', in which n8n refuses to run without the required fields, even if the JSON has them.
				mode: 'map',
				valuesLabel: INPUTS_LABEL,
				fieldWords: { singular: 'input', plural: 'inputs' },
				addAllFields: true,
				allowEmptyValues: true,
				multiKeyMatch: false,
				supportAutoMap: false,
				noFieldsError: NO_INPUTS,
			},
		},
	},
	{
		displayName: INPUTS_JSON_LABEL,
		name: 'inputsJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "prompt": "A red fox in the snow" }',
		description:
			'Inputs by the names that the page of the model on wiro.ai gives them. They replace those of the fields above. For a model chosen by an expression, for agents, and for what the fields cannot hold.',
	},
];

const FILE_WORDS: Record<FileKind, readonly [one: string, several: string]> = {
	image: ['Image File', 'Images'],
	video: ['Video File', 'Videos'],
	audio: ['Audio File', 'Audio Files'],
	any: ['File', 'Files'],
};

/** What a file input takes: the kind, unless the label has it, and how many. */
function fileRemark({ label, kind, fileKind = 'any', max }: ModelInput): string {
	const isNamed = new RegExp(`\\b${fileKind}s?\\b`, 'i').test(label);
	const [one, several] = FILE_WORDS[isNamed ? 'any' : fileKind];
	if (kind === 'file' || kind === 'fileUrl') return one;
	return `${max === undefined ? 'Several' : `Up to ${max}`} ${several}`;
}

/** What the mapper cannot show of an input, as a part of its label; empty if there is nothing. */
function remark(input: ModelInput): string {
	const { kind, min, max, options } = input;
	switch (kind) {
		case 'file':
		case 'fileUrl':
		case 'files':
		case 'combinedFiles':
			return fileRemark(input);
		case 'number':
		case 'integer':
			return rangeRemark(min, max);
		case 'json':
			return 'JSON';
		case 'text':
			return options.length === 0
				? ''
				: `Several of: ${options.map(({ value }) => String(value)).join(', ')}`;
		default:
			return '';
	}
}

function rangeRemark(min: number | undefined, max: number | undefined): string {
	if (min !== undefined && max !== undefined) return `${min} to ${max}`;
	if (min !== undefined) return `${min} or More`;
	return max === undefined ? '' : `Up to ${max}`;
}

/**
 * Whether the editor would take a text for an expression. A schema comes from a model's owner, who
 * must not put code into the user's workflow.
 */
function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

function withoutExpression(words: string): string {
	return words.replace(/^[\s=]+/, '');
}

/** The list of a switch without choices of its own. */
const YES_OR_NO = [
	{ name: 'Yes', value: 'true' },
	{ name: 'No', value: 'false' },
];

/** The entries of an input's list. Values are text, for lists of Wiro hold "true" and 1 side by side. */
function entriesOf({ kind, options }: ModelInput) {
	if (kind === 'switch' && options.length === 0) return YES_OR_NO;
	return options
		.filter(({ value }) => !isExpression(value))
		.map(({ label, value }) => ({ name: withoutExpression(label), value: String(value) }));
}

/** The default that the editor fills in, as text; undefined if there is none that it can hold. */
function defaultIn(input: ModelInput, values: string[] | undefined): string | undefined {
	const { kind, default: given } = input;
	if (given === undefined || given === '' || isExpression(given) || isFileKind(kind)) {
		return undefined;
	}
	const written = typeof given === 'object' ? JSON.stringify(given) : String(given);
	return values === undefined || values.includes(written) ? written : undefined;
}

/** A field of the mapper that also keeps what a Run needs to know of its input. */
interface MapperField extends ResourceMapperField {
	/** Wiro's own words for the input, for the time when its schema cannot be had. */
	input?: IDataObject;
}

function fieldOf(input: ModelInput): MapperField {
	const { id, type, kind, label, required, min, max } = input;
	const isList = kind === 'choice' || kind === 'switch';
	const options = isList ? entriesOf(input) : undefined;
	const value = defaultIn(
		input,
		options?.map((entry) => entry.value),
	);
	const more = remark(input);
	// In this mode of the mapper, the editor does not mark required fields.
	const marked = required ? `${label} *` : label;
	return {
		id,
		displayName: withoutExpression(more === '' ? marked : `${marked} (${more})`),
		required,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: false,
		// n8n 1 writes 0 into empty fields for numbers, and lists in JSON fields are errors to it.
		type: isList ? 'options' : 'string',
		...(options !== undefined && { options }),
		...(value !== undefined && { defaultValue: value }),
		input: {
			type,
			label: withoutExpression(label),
			...(min !== undefined && { min }),
			...(max !== undefined && { max }),
			...(!isExpression(input.default) && { default: input.default }),
		},
	};
}

/** A line of words among the fields. */
function lineOf(id: string, words: string): ResourceMapperField {
	return {
		id,
		displayName: withoutExpression(words),
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: false,
		readOnly: true,
		// The editors have no input for this type, so that only the label shows.
		type: 'jwt',
	};
}

/**
 * The fields of the mapper for a model's inputs.
 * @param priceLine the model's price in a few words, shown above the fields
 */
export function mapperFields(inputs: ModelInput[], priceLine?: string): ResourceMapperField[] {
	const price = priceLine === undefined ? [] : [lineOf(PRICE_LINE, priceLine)];
	const fileInputs = inputs.filter(({ kind }) => isFileKind(kind));
	const words = fileInputs.every(({ kind }) => kind === 'file') ? ONE_FILE : SEVERAL_FILES;
	const files = fileInputs.length === 0 ? [] : [lineOf(FILES_LINE, words)];
	return [...price, ...files, ...inputs.map(fieldOf)];
}

/** Whether stored options are the list of a switch. */
function isYesOrNo(options: unknown): boolean {
	const entries = dataObjects(options).map(({ name, value }) => ({ name, value }));
	return JSON.stringify(entries) === JSON.stringify(YES_OR_NO);
}

/** The inputs that a workflow has stored with its fields; undefined if it has none. */
export function storedInputs(schema: unknown): ModelInput[] | undefined {
	const inputs = dataObjects(schema)
		.filter(({ id }) => id !== PRICE_LINE && id !== FILES_LINE)
		.flatMap(({ id, displayName, required, options, input }) => {
			const known = isDataObject(input) ? input : { label: displayName };
			const field = { ...known, id, required };
			const plain = readInput(field);
			if (plain?.kind === 'switch' && isYesOrNo(options)) return plain;
			const entries = dataObjects(options).map(({ name, value }) => ({ label: name, value }));
			return readInput({ ...field, options: entries }) ?? [];
		});
	return inputs.length === 0 ? undefined : inputs;
}
