/** Models that make images from a prompt. */
import { PROMPT, SEED } from './imageInputs.mts';
import { choices, model } from './model.mts';
import type { Model } from './model.mts';

/** The models that make images from a prompt. */
export const IMAGE_MODELS: readonly Model[] = [
	model({
		id: '2101',
		kind: 'image',
		title: 'Aurora Image 1.5',
		slugowner: 'Northlight',
		slugproject: 'Aurora Image 1.5',
		description: 'Makes sharp, bright images from a short description.',
		categories: ['tool', 'text-to-image', 'image-generation'],
		tags: ['image', 'realistic'],
		parameters: [
			{
				title: 'Image',
				items: [
					PROMPT,
					{
						id: 'samples',
						type: 'number',
						label: 'numberofoutputs',
						description: 'numberofoutputs-help',
						default: '1',
						min: 1,
						max: 4,
					},
					{
						id: 'aspectRatio',
						type: 'selectwithcover',
						label: 'Aspect Ratio',
						description: 'The shape of the image.',
						default: '1:1',
						options: choices('1:1', '16:9', '9:16', '4:3'),
					},
				],
			},
			{
				title: 'Advanced',
				items: [
					{
						id: 'steps',
						type: 'range',
						label: 'inferencesteps',
						description: 'inferencesteps-help',
						default: '28',
						min: '1',
						max: '50',
						step: '1',
						advanced: true,
					},
					SEED,
				],
			},
		],
		prices: [{ inputs: {}, price: 0.03, priceMethod: 'cpr' }],
		approximatelycost: '0.03',
		computingtime: '6 seconds',
		inspire: [{ prompt: 'A lighthouse in the fog', samples: '1' }],
		outputsInput: 'samples',
	}),
	model({
		id: '2105',
		kind: 'image',
		title: 'Quick Sketch',
		slugowner: 'Fernhill',
		slugproject: 'quick-sketch',
		description: 'Draws a pencil sketch. Billed by the second of compute.',
		categories: ['model', 'text-to-image'],
		tags: ['sketch'],
		parameters: [
			{
				title: '',
				items: [
					PROMPT,
					{ id: 'scale', type: 'float', label: 'guidancescale', default: '3.5', min: 0, max: 20 },
					SEED,
				],
			},
		],
		prices: null,
		cps: '0.000250000000',
		approximatelycost: '0.005000000000',
		computingtime: '20 seconds',
	}),
];
