/** Runs of the emulator's models. */
import type { INodeParameters } from 'n8n-workflow';

import { FAST } from '../wiro/useWiro.mts';

/** Models of the emulator, by what they are for. */
export const MODELS = {
	/** Text to image, 0.03 dollars a run. */
	image: 'northlight/aurora-image-1-5',
	/** Edits several images, 0.02 dollars an output. */
	edit: 'northlight/canvas-edit',
	/** Image to 3D: 0.3 dollars with a texture, 0.2 without. */
	mesh: 'polyform/image-to-mesh-2-0',
	/** Its price is by the token. */
	text: 'lexica/chat-small-3-1',
	/** Its prices depend on a quantity that the documents explain in two ways. */
	quirk: 'oddlot-labs/quirk-one-beta',
} as const;

/** A picture that the emulator knows. */
export const PICTURE = 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg';

/** The value of the form with a model's fields. */
export function form(fields: INodeParameters): INodeParameters {
	return { mappingMode: 'defineBelow', value: fields, matchingColumns: [], schema: [] };
}

/** The value of the parameter Model when its name is typed. */
export function modelById(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** The parameters of a Run of a model with these fields in its form. */
export function modelRun(
	model: string,
	fields: INodeParameters,
	options: INodeParameters = {},
): INodeParameters {
	return {
		resource: 'task',
		operation: 'run',
		model: modelById(model),
		modelInputs: form(fields),
		options: { ...FAST, ...options },
	};
}
