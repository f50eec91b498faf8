import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { isSameModel } from '../api/catalog';
import { unwrapped } from '../api/urls';
import { isDataObject, text } from '../api/values';
import { badParameter, shown, type ItemParameters, type ParameterReader } from './parameters';
import { cleaned } from './text';

/** The model with parameters of its own in the editor, as its owner writes its name. */
export const OWN_MODEL = 'Wan-AI/Wan2.2-I2V-A14B';

const MODEL_PAGE = 'https://wiro.ai/models/';

const LABEL = 'Model';

/** The parameter with the model to run. */
export const modelProperty: INodeProperties = {
	displayName: LABEL,
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: OWN_MODEL, cachedResultName: OWN_MODEL },
	required: true,
	description: 'The model to run. Each has inputs and a price of its own.',
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
			placeholder: `e.g. ${OWN_MODEL}`,
			hint: 'Owner and name of the model, as in the address of its page on wiro.ai',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: `e.g. ${MODEL_PAGE}${OWN_MODEL}`,
			hint: "The address of the model's page on wiro.ai",
		},
	],
};

// Rules that hide: a rule that shows is met by every expression, and would then require an image for
// any model. No regular expression: n8n 2 gives it 250 ms, and a busy server then shows nothing.

/** Shows a parameter while Wan2.2-I2V-A14B is chosen from the list. */
export const showsOwnModel: IDisplayOptions = {
	hide: { '/model': [{ _cnd: { not: OWN_MODEL } }] },
};

/** Shows a parameter while another model is chosen, or an expression chooses the model. */
export const showsOtherModel: IDisplayOptions = { hide: { '/model': [OWN_MODEL] } };

/** Whether a name means Wan2.2-I2V-A14B, in either way of writing it. */
export function isOwnModel(name: string): boolean {
	return isSameModel(name, OWN_MODEL);
}

/** Whether the editor shows the parameters of Wan2.2-I2V-A14B: an expression chooses among all models. */
export function hasOwnParameters({ context }: ItemParameters): boolean {
	const model: unknown = context.getNode().parameters.model;
	const value: unknown = isDataObject(model) ? model.value : model;
	return value === undefined || value === OWN_MODEL;
}

/** The pages and calls of a model, whose addresses end with its name. */
const ADDRESS = /^(?:https?:\/\/)?(?:[\w-]+\.)*wiro\.ai\/(?:v1\/run|models?|run)\/([^?#]+)/i;

/**
 * The model's name in a text: `owner/model`, or the address of its page.
 * @throws WiroError if there is none
 */
export function modelNameOf(written: string, label = LABEL): string {
	const given = unwrapped(cleaned(written));
	const path = ADDRESS.exec(given)?.[1] ?? given;
	const parts = path
		.replace(/^\/+|\/+$/g, '')
		.split('/')
		.map(decoded);
	const [owner = '', project = '', ...others] = parts.map((part) => part.trim());
	if (owner !== '' && project !== '' && others.length === 0 && !/^https?:$/i.test(owner)) {
		return `${owner}/${project}`;
	}
	throw badParameter(
		given === ''
			? `'${label}' is empty`
			: `'${label}' is ${shown(given)}, which is not the name of a model`,
		`Choose a model from the list, or enter its name as owner/model, such as ${OWN_MODEL}.`,
	);
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** Reads the model of an item; without the parameter, as in older workflows, Wan2.2-I2V-A14B. @throws WiroError */
export function readModelName(parameters: ParameterReader): string {
	const given = parameters.raw('model');
	if (given === null || given === undefined) return OWN_MODEL;
	const value: unknown = isDataObject(given) ? given.value : given;
	return modelNameOf(text(value) ?? '');
}
