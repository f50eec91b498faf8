/** Models whose schemas have all that is odd on Wiro. */
import { choices, model } from './model.mts';
import type { Model } from './model.mts';

/** The odd models. */
export const ODD_MODELS: readonly Model[] = [
	model({
		id: '2701',
		kind: 'image',
		title: 'Quirk.One',
		slugowner: 'Oddlot Labs',
		slugproject: 'Quirk.One [beta]',
		description: 'Translation keys, texts for numbers, selects without values and defaults.',
		categories: ['tool', 'text-to-image'],
		tags: [],
		parameters: [
			{
				title: 'input-group',
				items: [
					{
						id: 'prompt',
						type: 'textarea',
						label: 'prompt',
						description: 'prompt-help',
						required: true,
					},
					{
						id: 'inputImage',
						type: 'fileinput',
						label: 'inputimage',
						description: 'inputimage-help',
					},
					// Choices without values: the labels are what Run takes.
					{
						id: 'style',
						type: 'select',
						label: 'style',
						description: 'style-help',
						options: [{ label: 'Oil' }, { label: 'Ink' }, { label: 'Chalk' }],
					},
					// No default, and a choice whose value is empty.
					{
						id: 'mood',
						type: 'select',
						label: 'mood',
						options: [{ label: 'auto', value: '' }, ...choices('calm', 'wild')],
					},
				],
			},
			{
				title: '',
				items: [
					{
						id: 'guidance_scale',
						type: 'float',
						label: 'guidancescale',
						description: 'guidancescale-help',
						default: '3.5',
						min: '0',
						max: '10.0',
						step: '0.1',
					},
					{
						id: 'steps',
						type: 'number',
						label: 'inferencesteps',
						default: '12',
						min: '1',
						max: '50',
					},
					{
						id: 'num_images',
						type: 'number',
						label: 'numberofoutputs',
						default: '1',
						min: '1',
						max: '3',
					},
					{ id: 'extra', type: 'json', label: 'extra', default: {} },
					{ id: 'tile', type: 'checkbox', label: 'tile', default: 'false' },
					{ id: 'tint', type: 'colorpicker', label: 'tint', default: '#336699' },
					{ id: 'layers', type: 'multiselect', label: 'layers', options: choices('sky', 'ground') },
					// Optional, and yet Run refuses a body without the key.
					{ id: 'seed', type: 'text', label: 'seed', description: 'seed-help', default: '' },
				],
			},
		],
		prices: [
			{ inputs: { num_images: 'QUANTITY:1' }, price: 0.01, priceMethod: 'cpr' },
			{ inputs: { num_images: 'QUANTITY:2' }, price: 0.018, priceMethod: 'cpr' },
			{ inputs: { num_images: 'QUANTITY:3' }, price: 0.025, priceMethod: 'cpr' },
		],
		approximatelycost: '0.01',
		computingtime: '',
		outputsInput: 'num_images',
		wantsEveryKey: true,
	}),
	model({
		id: '2702',
		kind: 'image',
		title: 'Raw Slugs Only',
		slugowner: 'Oddlot Labs',
		slugproject: 'Raw.Slugs Only',
		description: 'Tool/Detail knows this model by its raw slugs only.',
		categories: ['tool', 'text-to-image'],
		tags: ['image'],
		parameters: [
			{ title: '', items: [{ id: 'prompt', type: 'textarea', label: 'Prompt', required: true }] },
		],
		prices: [{ inputs: {}, price: 0.02, priceMethod: 'cpr' }],
		approximatelycost: '0.02',
		computingtime: '5 seconds',
		rawSlugOnly: true,
	}),
	model({
		id: '2703',
		kind: 'image',
		title: 'No Schema',
		slugowner: 'Oddlot Labs',
		slugproject: 'No Schema',
		description: 'Tool/Detail gives no inputs for this model.',
		categories: ['tool', 'text-to-image'],
		tags: [],
		parameters: null,
		prices: [{ inputs: {}, price: 0.01, priceMethod: 'cpr' }],
		approximatelycost: '0.01',
		computingtime: '5 seconds',
	}),
];
