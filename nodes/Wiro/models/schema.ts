import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, number, text } from '../api/values';
import { typedSwitch } from '../fields/choice';

/** What an input takes. */
export type InputKind = 'text' | 'number' | 'choice' | 'json' | FileKind;

/** How many files, and how they travel: see `fileInputs.ts`. */
export type FileKind = 'file' | 'files' | 'combinedFiles';

/** One value of a choice. */
export interface InputOption {
	label: string;
	value: string;
}

/** An input of a model, as Wiro describes it. */
export interface ModelInput {
	/** The key in the body of the Run. */
	id: string;
	kind: InputKind;
	/** As Wiro writes it: a text for people, or a translation key. */
	label: string;
	/** Whether only whole numbers are taken. */
	isWhole: boolean;
	/** Undefined if it has none. Its type is the one in which Wiro sends it. */
	default?: IDataObject[string];
	isRequired: boolean;
	/** The bounds of a number; of files, `max` is their number. */
	min?: number;
	max?: number;
	options: InputOption[];
}

// Source: Wiro's documentation, and the raw answers of its API. The names of a checkbox, a multi-select
// and a colour are not known, so whatever is not here is taken as text.
const KINDS: ReadonlyMap<string, InputKind> = new Map([
	['select', 'choice'],
	['selectwithcover', 'choice'],
	['range', 'number'],
	['number', 'number'],
	['float', 'number'],
	['numeric', 'number'],
	['integer', 'number'],
	['fileinput', 'file'],
	['multifileinput', 'files'],
	['combinefileinput', 'combinedFiles'],
	['json', 'json'],
]);

/** The types whose numbers have no decimals. */
const WHOLE = 'integer';

/**
 * The inputs in a model's `parameters`, in their order; empty if Wiro describes none.
 * Source: Wiro's Tool/Detail. Numbers may come as texts, and the groups without items.
 */
export function readSchema({ parameters }: IDataObject): ModelInput[] {
	const groups = dataObjects(parameters);
	const items = groups.flatMap((group) => ('items' in group ? dataObjects(group.items) : [group]));
	const inputs = items.flatMap(readInput);
	// An input can be described twice. The first counts.
	return inputs.filter(({ id }, index) => inputs.findIndex((other) => other.id === id) === index);
}

function readInput(item: IDataObject): ModelInput[] {
	const id = text(item.id);
	if (id === undefined) return [];
	const type = (text(item.type) ?? '').toLowerCase();
	const options = dataObjects(item.options).flatMap(readOption);
	const kind = KINDS.get(type) ?? (isDataObject(item.default) ? 'json' : 'text');
	return [
		{
			id,
			// A list without values cannot be chosen from.
			kind: kind === 'choice' && options.length === 0 ? 'text' : kind,
			label: text(item.label) ?? id,
			isWhole: type === WHOLE,
			...(item.default !== null && item.default !== undefined && { default: item.default }),
			isRequired: typedSwitch(item.required) === true,
			min: number(item.min),
			max: number(item.max),
			options,
		},
	];
}

/** Some choices have a label only, which is the value then. */
function readOption({ label, value }: IDataObject): InputOption[] {
	const written = text(value) ?? (typeof value === 'boolean' ? String(value) : undefined);
	const name = text(label) ?? written;
	return name === undefined ? [] : [{ label: name, value: written ?? name }];
}
