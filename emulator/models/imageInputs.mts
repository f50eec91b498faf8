/** Inputs that several image models have. */
import type { ModelInput } from './model.mts';

/** What to make. */
export const PROMPT: ModelInput = {
	id: 'prompt',
	type: 'textarea',
	label: 'prompt',
	description: 'prompt-help',
	required: true,
	placeholder: 'Describe the image',
};

/** What makes a run repeatable. */
export const SEED: ModelInput = {
	id: 'seed',
	type: 'text',
	label: 'seed',
	description: 'seed-help',
	default: '4225',
	advanced: true,
};
