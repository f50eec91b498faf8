import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
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

/** The condition of the other models' fields, which holds for a model by expression too. */
const isOwn = { [`/${NAME}`]: [OWN_MODEL] };
/** Not a `show`: n8n shows such fields for every expression, and their empty ones stop the workflow. */
const isOther = { [`/${NAME}`]: [{ _cnd: { not: OWN_MODEL } }] };

function hiddenIf(
	condition: NonNullable<IDisplayOptions['hide']>,
	properties: INodeProperties[],
): INodeProperties[] {
	return properties.map((property) => {
		const { hide, ...others } = property.displayOptions ?? {};
		return { ...property, displayOptions: { ...others, hide: { ...hide, ...condition } } };
	});
}

/**
 * The same properties, shown only if the model is the own one, as the list gives it. Written otherwise,
 * or by expression, its inputs are like those of any other model.
 */
export function shownForOwnModel(properties: INodeProperties[]): INodeProperties[] {
	return hiddenIf(isOther, properties);
}

/** The same properties, shown for all other models, and for a model by expression. */
export function shownForOtherModels(properties: INodeProperties[]): INodeProperties[] {
	return hiddenIf(isOwn, properties);
}

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
 * The model of an item as `owner/model`, both written as the user did. Reads a URL in any mode.
 * @throws WiroError if there is none, or it cannot be a model's name
 */
export function modelNameIn(parameters: ItemParameters): string {
	const given = locatorText(parameters.raw(NAME) ?? OWN_MODEL);
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

/** Whether the model of the items comes from an expression, so that they can have different ones. */
export function hasModelByExpression({ context }: ItemParameters): boolean {
	return text(locatorText(context.getNode().parameters[NAME]))?.startsWith('=') === true;
}

/** Whether the editor shows the own model's fields, so that they hold what the user wants. */
export function showsOwnFields(parameters: ItemParameters): boolean {
	const given = locatorText(parameters.raw(NAME) ?? OWN_MODEL);
	return given === OWN_MODEL && !hasModelByExpression(parameters);
}
