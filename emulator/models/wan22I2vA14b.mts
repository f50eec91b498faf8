import { choices, model } from './model.mts';

const NEWSPAPER_PROMPT =
	"Cinematic medium shot, warm contrasting lighting. A man sits on a large industrial pipe, holding and reading a newspaper. The top of the newspaper catches the warm glow from nearby flames, which flicker naturally in the background. The firelight casts shifting highlights across the newspaper and the man's face while the flames move fluidly. The camera remains still, focusing on the subtle motion of the flames and the realistic play of light and shadow.";
const NEWSPAPER_NEGATIVE_PROMPT =
	'bad quality, unrealistic flame motion, low detail in paper texture, unnatural lighting';

/** Wan-AI/Wan2.2-I2V-A14B as Wiro's page of the model describes it. */
export const WAN_22_I2V_A14B = model({
	id: '598',
	kind: 'wan',
	title: 'Wan-AI/Wan2.2-I2V-A14B',
	slugowner: 'Wan-AI',
	slugproject: 'Wan2.2-I2V-A14B',
	description:
		'Wan2.2-I2V-A14B model, designed for image-to-video generation, supporting both 480P and 720P resolutions. Built with a Mixture-of-Experts (MoE) architecture, it achieves more stable video synthesis with reduced unrealistic camera movements and offers enhanced support for diverse stylized scenes.',
	categories: [
		'text-to-video',
		'quick-showcase',
		'persistent',
		'model',
		'h100',
		'checkpoint-folder',
		'wan2.2',
		'compare-landscape',
	],
	tags: ['video', 'realistic', 'image-to-video'],
	parameters: [
		{
			title: '',
			items: [
				{
					id: 'inputImageUrl',
					type: 'text',
					label: 'input-image-url',
					description: 'input-image-url-help',
					default: '',
					required: true,
				},
				{
					id: 'prompt',
					type: 'textarea',
					label: 'prompt',
					description: 'The prompt to generate the image or video from.',
					default: NEWSPAPER_PROMPT,
					required: true,
				},
				{
					id: 'negativePrompt',
					type: 'textarea',
					label: 'negativeprompt',
					description: 'Specify what to exclude from the output.',
					default: NEWSPAPER_NEGATIVE_PROMPT,
				},
				{
					id: 'resolution',
					type: 'select',
					label: 'resolution',
					description: 'Resolution.',
					default: '480P',
					options: choices('480P', '580P', '720P'),
				},
				{
					id: 'aspectRatio',
					type: 'select',
					label: 'Aspect Ratio',
					description: 'Aspect Ratio.',
					default: 'Default',
					options: choices('Default', '16:9', '9:16', '1:1'),
				},
				{
					id: 'numFrames',
					type: 'number',
					label: 'Number of Frames',
					description: 'How many frames to sample from a image or video. The number should be 4n+1',
					default: '81',
				},
				{
					id: 'scale',
					type: 'float',
					label: 'guidancescale',
					description: 'guidancescale-help',
					default: '5.0',
				},
				{
					id: 'steps',
					type: 'number',
					label: 'inferencesteps',
					description: 'The sampling steps.',
					default: '25',
				},
				{
					id: 'fps',
					type: 'number',
					label: 'fps',
					description: 'Frames Per Second',
					default: '16',
				},
				{ id: 'seed', type: 'text', label: 'seed', description: 'seed-help', default: '42' },
			],
		},
	],
	prices: null,
	approximatelycost: '0.011700000000',
	computingtime: '20 seconds',
	samples: ['https://cdn.wiro.ai/uploads/models/Wan-AI-Wan2.2-I2V-A14B-cover.mp4'],
	inspire: [
		{
			prompt: NEWSPAPER_PROMPT,
			negativePrompt: NEWSPAPER_NEGATIVE_PROMPT,
			inputImage: 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
		},
	],
});
