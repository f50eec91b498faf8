/** Models that speak and sound. */
import { choices, model } from './model.mts';
import type { Model, ModelOption } from './model.mts';

const VOICE_NAMES = ['Ada', 'Bo', 'Cleo', 'Dov', 'Edda', 'Finn', 'Gita', 'Hugo', 'Ines', 'Jun'];
const ACCENTS = [
	'Alpine',
	'Atlantic',
	'Baltic',
	'Coastal',
	'Highland',
	'Island',
	'Lakeside',
	'Metro',
	'Northern',
	'Pacific',
	'Prairie',
	'River',
	'Southern',
	'Valley',
	'Western',
	'Woodland',
];

/** 160 voices. */
const VOICES: ModelOption[] = ACCENTS.flatMap((accent) =>
	VOICE_NAMES.map((name) => ({
		label: `${name} (${accent})`,
		value: `${accent}_${name}`.toLowerCase(),
	})),
);

/** The audio models. */
export const SOUND_MODELS: readonly Model[] = [
	model({
		id: '2201',
		kind: 'audio',
		title: 'Clear Speech',
		slugowner: 'Voxhall',
		slugproject: 'Clear Speech',
		description: 'Reads a text aloud in one of 160 voices.',
		categories: ['tool', 'text-to-speech', 'audio'],
		tags: ['voice', 'speech'],
		parameters: [
			{
				title: 'Speech',
				items: [
					{
						id: 'prompt',
						type: 'textarea',
						label: 'Text',
						description: 'The text to read aloud.',
						required: true,
					},
					{
						id: 'voice',
						type: 'select',
						label: 'Voice',
						description: 'Who reads.',
						required: true,
						default: 'alpine_ada',
						options: VOICES,
					},
					{
						id: 'speed',
						type: 'range',
						label: 'Speed',
						default: '1.0',
						min: '0.5',
						max: '2.0',
						step: '0.1',
					},
					{
						id: 'normalize',
						type: 'select',
						label: 'Normalize',
						default: 'true',
						options: choices('true', 'false'),
						advanced: true,
					},
				],
			},
		],
		prices: [{ inputs: {}, price: 0.00003, priceMethod: 'cp-promptlength' }],
		approximatelycost: '0.006',
		computingtime: '4 seconds',
		inspire: [{ prompt: 'Good morning, and welcome.', voice: 'baltic_edda' }],
	}),
	model({
		id: '2202',
		kind: 'audio',
		title: 'Soundscape',
		slugowner: 'Voxhall',
		slugproject: 'Soundscape.2',
		description: 'Makes background sounds of any length up to half a minute.',
		categories: ['tool', 'text-to-music', 'audio'],
		tags: ['music', 'ambience'],
		parameters: [
			{
				title: 'Sound',
				items: [
					{ id: 'prompt', type: 'textarea', label: 'prompt', required: true },
					{
						id: 'duration',
						type: 'integer',
						label: 'Duration',
						description: 'Length in seconds.',
						default: 5,
						min: 1,
						max: 30,
					},
				],
			},
		],
		prices: [{ inputs: {}, price: 0.002, priceMethod: 'cp-audiosecondslength' }],
		approximatelycost: '0.01',
		computingtime: '8 seconds',
	}),
];
