import type { INodeProperties } from 'n8n-workflow';
import type { RunInputs } from '../api/client';
import { OWN_MODEL } from '../fields/model';
import { badParameter, type ItemParameters } from '../fields/parameters';
import { imageProperties, readImage } from './image';
import { readSeed, seedProperty } from './seed';
import { readShape, shapeProperties } from './shape';

// The defaults on Wiro's page of the model.
const DEFAULT_PROMPT =
	"Cinematic medium shot, warm contrasting lighting. A man sits on a large industrial pipe, holding and reading a newspaper. The top of the newspaper catches the warm glow from nearby flames, which flicker naturally in the background. The firelight casts shifting highlights across the newspaper and the man's face while the flames move fluidly. The camera remains still, focusing on the subtle motion of the flames and the realistic play of light and shadow.";
const DEFAULT_NEGATIVE_PROMPT =
	'bad quality, unrealistic flame motion, low detail in paper texture, unnatural lighting';

/** The model takes 4n+1 frames. */
const FRAME_STEP = 4;

/** The parameters of the model. */
export const wan22I2vA14bProperties: INodeProperties[] = [
	...imageProperties,
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: DEFAULT_PROMPT,
		description: 'What happens in the video: subject, movement, camera, light',
	},
	{
		displayName: 'Negative Prompt',
		name: 'negativePrompt',
		type: 'string',
		typeOptions: { rows: 2 },
		default: DEFAULT_NEGATIVE_PROMPT,
		description: 'What to keep out of the video',
	},
	...shapeProperties,
	{
		displayName: 'Number of Frames',
		name: 'numFrames',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 81,
		description:
			'The number of images in the video: 81 at 16 per second make 5 seconds. Must be one more than a multiple of 4, such as 49, 65 or 97.',
	},
	{
		displayName: 'Guidance Scale',
		name: 'scale',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 5,
		description:
			'How closely to follow the prompt. Lower values leave more freedom, higher values are stricter.',
	},
	{
		displayName: 'Inference Steps',
		name: 'steps',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 25,
		description:
			'How many times the model refines the video. More steps take longer and can look better.',
	},
	{
		displayName: 'Frames per Second',
		name: 'fps',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 16,
		description:
			'How fast the frames play. More frames per second make the video shorter and smoother.',
	},
	seedProperty,
];

function readNumFrames(parameters: ItemParameters): number {
	const rule = 'Use a number that is one more than a multiple of 4, such as 81.';
	const frames = parameters.number('numFrames', rule);
	const nearest = Math.round((frames - 1) / FRAME_STEP) * FRAME_STEP + 1;
	if (frames === nearest) return frames;
	throw badParameter(
		`'${parameters.label('numFrames')}' is ${frames}, but must be one more than a multiple of 4`,
		`Use ${nearest}, which is the nearest.`,
	);
}

/** Writes the guidance scale as in Wiro's own example, as text with a decimal: "5.0". */
function decimalText(value: number): string {
	return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Reads and validates an item's inputs for the Run, in the form of Wiro's example. @throws WiroError */
export async function readWan22I2vA14b(parameters: ItemParameters): Promise<RunInputs> {
	const image = await readImage(parameters);
	return {
		model: OWN_MODEL,
		// The file travels in inputImage, with inputImageUrl empty beside it.
		files: 'file' in image ? [{ field: 'inputImage', file: image.file }] : [],
		fields: {
			inputImageUrl: 'url' in image ? image.url : '',
			prompt: parameters.requiredText('prompt', 'Describe what happens in the video.'),
			negativePrompt: parameters.text('negativePrompt'),
			...readShape(parameters),
			numFrames: readNumFrames(parameters),
			scale: decimalText(parameters.number('scale')),
			steps: parameters.wholeNumber('steps'),
			fps: parameters.wholeNumber('fps'),
			seed: readSeed(parameters),
		},
	};
}
