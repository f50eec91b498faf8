/** A text model, a 3D model, and two models that Run does not take. */
import { choices, model } from './model.mts';
import type { Model } from './model.mts';

/** Models that make neither images, sounds nor videos. */
export const OTHER_MODELS: readonly Model[] = [
	model({
		id: '2401',
		kind: 'text',
		title: 'Chat Small 3.1',
		slugowner: 'Lexica',
		slugproject: 'Chat-Small 3.1',
		description: 'Answers questions, also about documents.',
		categories: ['tool', 'llm', 'chat'],
		tags: ['text'],
		parameters: [
			{
				title: 'Chat',
				items: [
					{ id: 'prompt', type: 'textarea', label: 'prompt', required: true },
					{ id: 'systemInstructions', type: 'textarea', label: 'System Instructions', default: '' },
					{
						id: 'inputDocumentMultiple',
						type: 'multifileinput',
						label: 'Documents',
						description: 'What the answer is about.',
						max: 10,
					},
					{
						id: 'thinking',
						type: 'select',
						label: 'Thinking',
						default: 'true',
						options: choices('true', 'false'),
					},
					{
						id: 'temperature',
						type: 'range',
						label: 'Temperature',
						default: '0.7',
						min: '0',
						max: '2',
						step: '0.1',
						advanced: true,
					},
					{
						id: 'max_tokens',
						type: 'number',
						label: 'Max Tokens',
						default: 0,
						min: 0,
						max: 8192,
						advanced: true,
					},
				],
			},
		],
		prices: [{ inputs: {}, price: 0.000002, priceMethod: 'cpt' }],
		approximatelycost: '0.0005',
		computingtime: '3 seconds',
	}),
	model({
		id: '2501',
		kind: 'mesh',
		title: 'Image to Mesh 2.0',
		slugowner: 'Polyform',
		slugproject: 'Image to Mesh 2.0',
		description: 'Turns an image of a thing into a 3D model (GLB).',
		categories: ['tool', 'image-to-3d', '3d-generation'],
		tags: ['3d', 'glb'],
		parameters: [
			{
				title: 'Input',
				items: [
					{ id: 'inputImage', type: 'fileinput', label: 'inputimage', required: true },
					{
						id: 'texture',
						type: 'select',
						label: 'Texture',
						default: 'true',
						options: choices('true', 'false'),
					},
					{ id: 'faces', type: 'integer', label: 'Faces', default: '20000', min: 100, max: 200000 },
				],
			},
		],
		prices: [
			{ inputs: { texture: 'true' }, price: 0.3, priceMethod: 'cpr' },
			{ inputs: { texture: 'false' }, price: 0.2, priceMethod: 'cpr' },
		],
		approximatelycost: '0.3',
		computingtime: '40 seconds',
	}),
	model({
		id: '2601',
		kind: 'realtime',
		title: 'Live Voice',
		slugowner: 'Voxhall',
		slugproject: 'Live Voice',
		description: 'Talks with you over a websocket.',
		categories: ['tool', 'realtime-conversation', 'realtime'],
		tags: ['realtime', 'voice'],
		parameters: [
			{
				title: 'Session',
				items: [
					{
						id: 'voice',
						type: 'select',
						label: 'Voice',
						default: 'ada',
						options: choices('ada', 'bo'),
					},
					{ id: 'system_instructions', type: 'textarea', label: 'System Instructions' },
				],
			},
		],
		prices: [{ inputs: {}, price: 0.01, priceMethod: 'cp-realtimeturn' }],
		approximatelycost: '0.05',
		computingtime: '1 second',
	}),
	model({
		id: '2602',
		kind: 'training',
		title: 'Style Trainer',
		slugowner: 'Northlight',
		slugproject: 'Style Trainer',
		description: 'Trains a style on your images.',
		categories: ['model', 'training'],
		tags: ['training', 'lora'],
		parameters: [
			{
				title: 'Training',
				items: [
					{ id: 'inputImage', type: 'multifileinput', label: 'Images', required: true },
					{ id: 'triggerWord', type: 'text', label: 'Trigger Word', required: true },
				],
			},
		],
		prices: [{ inputs: {}, price: 2.5, priceMethod: 'cpr' }],
		approximatelycost: '2.5',
		computingtime: '20 minutes',
	}),
];
