/** Models that make images of images. */
import { PROMPT, SEED } from './imageInputs.mts';
import { choices, model } from './model.mts';
import type { Model } from './model.mts';

/** The models that edit, combine and enlarge images. */
export const IMAGE_EDITORS: readonly Model[] = [
	model({
		id: '2102',
		kind: 'image',
		title: 'Canvas Edit',
		slugowner: 'Northlight',
		slugproject: 'Canvas Edit',
		description: 'Edits an image, or combines several, as a text says.',
		categories: ['tool', 'image-to-image', 'image-editing'],
		tags: ['image', 'editing'],
		parameters: [
			{
				title: 'Input',
				items: [
					{
						id: 'inputImage',
						type: 'multifileinput',
						label: 'Input Images',
						description: 'Up to five images to work on.',
						required: true,
						max: 5,
					},
					{ ...PROMPT, placeholder: 'What to change' },
					{
						id: 'num_images',
						type: 'select',
						label: 'Number of Images',
						description: 'How many versions to make.',
						default: '1',
						options: choices('1', '2', '3', '4'),
					},
					SEED,
				],
			},
		],
		prices: [{ inputs: {}, price: 0.02, priceMethod: 'cpo' }],
		approximatelycost: '0.02',
		computingtime: '9 seconds',
		outputsInput: 'num_images',
	}),
	model({
		id: '2103',
		kind: 'image',
		title: 'Outfit Mix v2',
		slugowner: 'Paperlane',
		slugproject: 'Outfit-Mix.v2',
		description: 'Dresses the person of one image in the clothes of others.',
		categories: ['tool', 'image-to-image', 'image-editing'],
		tags: ['fashion'],
		parameters: [
			{
				title: 'Input',
				items: [
					{
						id: 'inputImageHuman',
						type: 'fileinput',
						label: 'Person',
						description: 'A photo of a person.',
						required: true,
					},
					{
						id: 'inputImageClothes',
						type: 'combinefileinput',
						label: 'Clothes',
						description: 'One image for each piece of clothing.',
						required: true,
						max: 3,
					},
					{
						id: 'quality',
						type: 'select',
						label: 'Quality',
						description: 'How fine the result is.',
						default: 'standard',
						options: choices('standard', 'high'),
					},
					SEED,
				],
			},
		],
		prices: [
			{ inputs: { quality: 'standard' }, price: 0.09, priceMethod: 'cpr' },
			{ inputs: { quality: 'high' }, price: 0.18, priceMethod: 'cpr' },
		],
		approximatelycost: '0.09',
		computingtime: '10 seconds',
	}),
	model({
		id: '2104',
		kind: 'image',
		title: 'Super Scale',
		slugowner: 'Pixelworks',
		slugproject: 'Super Scale',
		description: 'Enlarges an image to the size that you give.',
		categories: ['tool', 'image-to-image', 'upscaler'],
		tags: ['upscale'],
		parameters: [
			{
				title: 'Input',
				items: [
					{
						id: 'inputImage',
						type: 'fileinput',
						label: 'inputimage',
						description: 'inputimage-help',
						required: true,
					},
					{
						id: 'width',
						type: 'range',
						label: 'width',
						default: 1024,
						min: 256,
						max: 2048,
						step: 64,
					},
					{
						id: 'height',
						type: 'range',
						label: 'height',
						default: 1024,
						min: 256,
						max: 2048,
						step: 64,
					},
				],
			},
		],
		prices: [
			{ inputs: {}, price: 0.012, priceMethod: 'cp-pixel', priceExtra: 0.004, priceInput: 0.001 },
		],
		approximatelycost: '0.013',
		computingtime: '5 seconds',
	}),
];
