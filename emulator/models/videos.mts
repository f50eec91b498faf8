import { choices, model } from './model.mts';
import type { Model } from './model.mts';

/** Video models besides the seed's. This one has 13 inputs and a price for each resolution. */
export const VIDEO_MODELS: readonly Model[] = [
	model({
		id: '2301',
		kind: 'video',
		title: 'Motion 3.0 Pro',
		slugowner: 'Reelhouse',
		slugproject: 'Motion 3.0 Pro',
		description: 'Makes videos of up to ten seconds from a prompt, an image, or both.',
		categories: ['tool', 'text-to-video', 'image-to-video', 'compare-landscape'],
		tags: ['video', 'cinematic'],
		parameters: [
			{
				title: 'Scene',
				items: [
					{ id: 'prompt', type: 'textarea', label: 'prompt', required: true },
					{ id: 'negativePrompt', type: 'textarea', label: 'negativeprompt', default: '' },
					{ id: 'inputImage', type: 'fileinput', label: 'First Frame' },
					{ id: 'inputImageLast', type: 'fileinput', label: 'Last Frame', advanced: true },
				],
			},
			{
				title: 'Video',
				items: [
					{
						id: 'resolution',
						type: 'select',
						label: 'resolution',
						required: true,
						default: '720p',
						options: choices('480p', '720p', '1080p'),
					},
					{
						id: 'ratio',
						type: 'select',
						label: 'Aspect Ratio',
						default: '16:9',
						options: choices('16:9', '9:16', '1:1'),
					},
					{
						id: 'duration',
						type: 'select',
						label: 'Duration',
						description: 'Seconds of video.',
						default: '5',
						options: choices('2', '5', '10'),
					},
					{
						id: 'cameraFixed',
						type: 'select',
						label: 'Fixed Camera',
						default: 'false',
						options: [
							{ label: 'Yes', value: 'true' },
							{ label: 'No', value: 'false' },
						],
					},
					{
						id: 'motion',
						type: 'range',
						label: 'Motion',
						default: '0.5',
						min: 0,
						max: 1,
						step: 0.05,
					},
				],
			},
			{
				title: 'Advanced',
				items: [
					{ id: 'scale', type: 'float', label: 'guidancescale', default: '5.0', advanced: true },
					{ id: 'steps', type: 'numeric', label: 'inferencesteps', default: '30', advanced: true },
					{
						id: 'watermark',
						type: 'select',
						label: 'Watermark',
						default: 'false',
						options: choices('true', 'false'),
						advanced: true,
					},
					{ id: 'seed', type: 'text', label: 'seed', default: '42', advanced: true },
				],
			},
		],
		prices: [
			{ inputs: { resolution: '480p' }, price: 0.012, priceMethod: 'cp-outputVideoLength' },
			{ inputs: { resolution: '720p' }, price: 0.026, priceMethod: 'cp-outputVideoLength' },
			{ inputs: { resolution: '1080p' }, price: 0.058, priceMethod: 'cp-outputVideoLength' },
		],
		approximatelycost: '0.13',
		computingtime: '60 seconds',
		inspire: [{ prompt: 'A paper boat on a stream', resolution: '720p', duration: '5' }],
	}),
];
