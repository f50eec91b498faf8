/** The models of the emulator, and how they are found. */
import { IMAGE_EDITORS } from './imageEditors.mts';
import { IMAGE_MODELS } from './images.mts';
import { model } from './model.mts';
import type { Model } from './model.mts';
import { ODD_MODELS } from './oddities.mts';
import { OTHER_MODELS } from './others.mts';
import { SOUND_MODELS } from './sounds.mts';
import { VIDEO_MODELS } from './videos.mts';
import { WAN_22_I2V_A14B } from './wan22I2vA14b.mts';

/** Every model. */
export const MODELS: readonly Model[] = [
	WAN_22_I2V_A14B,
	...IMAGE_MODELS,
	...IMAGE_EDITORS,
	...SOUND_MODELS,
	...VIDEO_MODELS,
	...OTHER_MODELS,
	...ODD_MODELS,
];

/** The first id of the models that the setting `moreModels` adds. */
const FIRST_FURTHER_ID = 5001;

/** Every model, and so many further ones that differ in their numbers only. */
export function modelsWith(further: number): readonly Model[] {
	return [...MODELS, ...Array.from({ length: further }, (_, index) => furtherModel(index + 1))];
}

/** Whether the two slugs name the model: its clean pair or its raw one. */
export function isNamed(model: Model, owner: string, project: string): boolean {
	return isNamedRaw(model, owner, project) || isNamedClean(model, owner, project);
}

/** Whether the two slugs are the model's raw pair. */
export function isNamedRaw(model: Model, owner: string, project: string): boolean {
	return model.slugowner === owner && model.slugproject === project;
}

function isNamedClean(model: Model, owner: string, project: string): boolean {
	return model.cleanslugowner === owner && model.cleanslugproject === project;
}

function furtherModel(number: number): Model {
	return model({
		id: String(FIRST_FURTHER_ID + number),
		kind: 'image',
		title: `Further Image ${number}`,
		slugowner: 'Further',
		slugproject: `Image ${number}`,
		description: 'One of many image models.',
		categories: ['tool', 'text-to-image'],
		tags: ['further'],
		parameters: [
			{ title: '', items: [{ id: 'prompt', type: 'textarea', label: 'prompt', required: true }] },
		],
		prices: [{ inputs: {}, price: 0.01, priceMethod: 'cpr' }],
		approximatelycost: '0.01',
		computingtime: '5 seconds',
	});
}
