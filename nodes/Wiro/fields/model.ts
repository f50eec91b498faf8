import type { DisplayCondition, IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { isSameModel } from '../api/catalog';
import { unwrapped } from '../api/urls';
import { isDataObject, text } from '../api/values';
import { badParameter, shown, type ItemParameters } from './parameters';
import { cleaned } from './text';

/** The model whose inputs are parameters of the node, by its name in Wiro's URLs. */
export const OWN_MODEL = 'Wan-AI/Wan2.2-I2V-A14B';

const NAME = 'model';
const LABEL = 'Model';

/** The name in the URL of a model's page or of its Run. A language may stand before it. */
const NAME_IN_URL = '(?:/models/|/Run/)([^/?#]+/[^/?#]+)';

const GOOD_NAMES =
	"Choose a model from the list, or copy its name from its page on wiro.ai, in the form owner/model, such as 'wan-ai/wan2-2-i2v-a14b'.";

/** The model of a Run. Saved workflows without it run the node's own model. */
export const modelProperty: INodeProperties = {
	displayName: LABEL,
	name: NAME,
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: OWN_MODEL, cachedResultName: OWN_MODEL },
	description: 'The model on Wiro to run',
	// No `validation`: n8n 2 gives its patterns little time, and on a busy server they fail.
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a model...',
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. wan-ai/wan2-2-i2v-a14b',
			hint: 'Owner and model, as in the address of its page on wiro.ai',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://wiro.ai/models/wan-ai/wan2-2-i2v-a14b',
			extractValue: { type: 'regex', regex: `^https?://[^/]+.*${NAME_IN_URL}.*$` },
		},
	],
};

/** The values for which the editor shows the own model's fields: its names, and their pages. */
const OWN_VALUES = [OWN_MODEL, 'wan-ai/wan2-2-i2v-a14b'].flatMap((name) => [
	name,
	`https://wiro.ai/models/${name}`,
]);

/**
 * Conditions that together mean "none of these texts", by the gaps between them in alphabetical order.
 * n8n has no such condition. Listing them under `show` does not help: every expression meets it, and n8n would then
 * require an image for any model. A pattern has 250 ms in n8n 2, and a busy server then shows nothing.
 */
function noneOf(texts: string[]): DisplayCondition[] {
	const sorted = [...texts].sort();
	const before = sorted.slice(0, 1).map((first) => ({ _cnd: { lt: first } }));
	const after = sorted.map((written, index) => {
		const next = sorted[index + 1];
		if (next === undefined) return { _cnd: { gt: written } };
		const lastCode = next.charCodeAt(next.length - 1);
		const to = `${next.slice(0, -1)}${String.fromCharCode(lastCode - 1)}~`;
		return { _cnd: { between: { from: `${written} `, to } } };
	});
	return [...before, ...after];
}

/** Shows a parameter while the own model is chosen. */
export const showsOwnModel: IDisplayOptions = { hide: { '/model': noneOf(OWN_VALUES) } };

/** Shows a parameter while another model is chosen, or an expression chooses the model. */
export const showsOtherModel: IDisplayOptions = { show: { '/model': noneOf(OWN_VALUES) } };

/** Whether a name means the model whose inputs are parameters of the node. */
export function isOwnModel(name: string): boolean {
	return isSameModel(name, OWN_MODEL);
}

/** The text in a resource locator, or in what an expression gives instead of one. */
function locatorText(given: unknown): unknown {
	return isDataObject(given) && 'value' in given ? given.value : given;
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** The name of the model in a text: `owner/model`, or the URL of its page; undefined otherwise. */
export function modelNameInText(written: string): string | undefined {
	const given = unwrapped(cleaned(written));
	const inUrl = new RegExp(NAME_IN_URL, 'i').exec(given)?.[1];
	const name = inUrl ?? given.replace(/^(?:\/?models)?\/|\/$/gi, '');
	const parts = name.split('/').map((part) => decoded(part).trim());
	const isName = parts.length === 2 && parts.every((part) => /^[^?#:<>"{}|\\^`]+$/.test(part));
	return isName ? parts.join('/') : undefined;
}

/**
 * The name of the model in what a user has written, as `owner/model`.
 * @throws WiroError if it is missing, or cannot be a model's name
 */
export function modelNameOf(given: unknown): string {
	const written = text(given);
	if (written === undefined) {
		throw badParameter(`'${LABEL}' is ${shown(given)}`, GOOD_NAMES);
	}
	const name = modelNameInText(written);
	if (name !== undefined) return name;
	throw badParameter(
		`'${LABEL}' is ${shown(written)}, which is not the name of a model`,
		GOOD_NAMES,
	);
}

/** Reads the model of an item. Takes a URL in any mode. @throws WiroError */
export function modelNameIn(parameters: ItemParameters): string {
	return modelNameOf(locatorText(parameters.raw(NAME) ?? OWN_MODEL));
}

/** Whether the model of the items comes from an expression, so that they can have different ones. */
export function hasModelByExpression(parameters: ItemParameters): boolean {
	return writtenModel(parameters).startsWith('=');
}

/** Whether the editor shows the own model's fields, so that they hold what the user wants. */
export function showsOwnFields(parameters: ItemParameters): boolean {
	return OWN_VALUES.includes(writtenModel(parameters));
}

/** The model as it is written in the node; the own model where it is empty. */
function writtenModel({ context }: ItemParameters): string {
	return text(locatorText(context.getNode().parameters[NAME])) ?? OWN_MODEL;
}
