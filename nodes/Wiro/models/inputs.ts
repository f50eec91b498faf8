import type { INodeProperties, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { number, text } from '../api/values';
import { labelOf } from './labels';
import type { ModelInput } from './schema';

/** The line of the form that shows the price. It is no input and is never sent. */
export const PRICE_LINE = 'wiroPrice';

/** The inputs of any model: its own form, and JSON for what the form cannot hold. */
export const otherInputProperties: INodeProperties[] = [
	{
		displayName: 'Inputs',
		name: 'modelInputs',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		typeOptions: {
			loadOptionsDependsOn: ['model.value'],
			resourceMapper: {
				resourceMapperMethod: 'getModelInputs',
				mode: 'map',
				supportAutoMap: false,
				addAllFields: true,
				allowEmptyValues: true,
				multiKeyMatch: false,
				noFieldsError: "Wiro describes no inputs of this model. Use 'Inputs as JSON'.",
				fieldWords: { singular: 'input', plural: 'inputs' },
			},
		},
	},
	{
		displayName: 'Inputs as JSON',
		name: 'inputsJson',
		type: 'json',
		default: '',
		placeholder: 'e.g. { "prompt": "A lighthouse in the fog" }',
		description:
			'Inputs by their names on Wiro, in place of those of the form. For a model that an expression chooses, for AI agents, and for inputs that the form does not have.',
	},
];

/** What the label says of these kinds. The words differ, so that a saved label tells the kind. */
const DETAILS = {
	file: 'URL or binary field',
	files: 'URLs or binary fields, separated by commas',
	combinedFiles: 'URLs and binary fields, separated by commas',
	json: 'JSON',
} as const;

/** The label's words about a number. */
const NUMBER = /\((whole )?number(?: from (\S+) to (\S+)| of (\S+) or more| up to (\S+))?\)$/;

/** What a saved label tells of its input. */
export function kindWith(
	label: string,
	isChoice: boolean,
): Pick<ModelInput, 'kind' | 'isWhole' | 'min' | 'max'> {
	if (isChoice) return { kind: 'choice', isWhole: false };
	for (const kind of ['file', 'files', 'combinedFiles', 'json'] as const) {
		const [, most] = new RegExp(`\\((?:up to (\\d+) )?${DETAILS[kind]}\\)$`).exec(label) ?? [];
		if (label.endsWith(`${DETAILS[kind]})`)) return { kind, isWhole: false, max: number(most) };
	}
	const [, whole, from, to, least, most] = NUMBER.exec(label) ?? [undefined, undefined];
	if (!NUMBER.test(label)) return { kind: 'text', isWhole: false };
	return {
		kind: 'number',
		isWhole: whole !== undefined,
		min: number(from ?? least),
		max: number(to ?? most),
	};
}

/** What the form cannot show of an input otherwise; empty if there is nothing. */
function detailsOf({ kind, min, max, isWhole }: ModelInput): string {
	switch (kind) {
		case 'number':
			break;
		case 'files':
		case 'combinedFiles':
			return `${max === undefined ? '' : `up to ${max} `}${DETAILS[kind]}`;
		case 'file':
		case 'json':
			return DETAILS[kind];
		default:
			return '';
	}
	const what = isWhole ? 'whole number' : 'number';
	if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
	if (min !== undefined) return `${what} of ${min} or more`;
	return max === undefined ? what : `${what} up to ${max}`;
}

/** The default of an input in the form; undefined if the form cannot hold it. */
function defaultOf({ kind, default: given, options }: ModelInput): string | undefined {
	const written = typeof given === 'boolean' ? String(given) : text(given);
	// n8n shows a value that its list does not have as an error.
	if (kind !== 'choice' || options.some(({ value }) => value === written)) return written;
	return undefined;
}

function entriesOf({ options }: ModelInput): INodePropertyOptions[] {
	return options.map(({ label, value }) => ({ name: label, value }));
}

/** The type of the form's field. n8n 1.x writes 0 into empty number fields, so numbers are text too. */
function fieldOf(input: ModelInput): ResourceMapperField {
	const details = detailsOf(input);
	const defaultValue = defaultOf(input);
	return {
		id: input.id,
		displayName: `${labelOf(input)}${details === '' ? '' : ` (${details})`}`,
		required: input.isRequired,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		...(input.kind === 'choice'
			? { type: 'options', options: entriesOf(input) }
			: { type: 'string' }),
		...(defaultValue !== undefined && { defaultValue }),
	};
}

/**
 * The fields of a model's form.
 * @param price what a run costs, in a few words
 */
export function formFields(inputs: ModelInput[], price: string): ResourceMapperField[] {
	const priceLine: ResourceMapperField = {
		id: PRICE_LINE,
		displayName: `Price: ${price}`,
		required: false,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		readOnly: true,
		// Of this type, n8n shows the label only.
		type: 'url',
	};
	return [priceLine, ...inputs.map(fieldOf)];
}
