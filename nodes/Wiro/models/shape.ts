import type { INodeProperties } from 'n8n-workflow';
import { entriesOf, type ParameterReader } from '../fields/parameters';

/** Two numbers, as in sizes and ratios, and in times of day: sheets turn ratios into them. */
const PAIR = /^0*(\d{1,5})[:/x×*∶-]0*(\d{1,5})(?::00)?(?:p|px|pixels?)?$/;

function pairIn(written: string): [number, number] | undefined {
	const [, width, height] = PAIR.exec(written) ?? [];
	return width === undefined || height === undefined ? undefined : [Number(width), Number(height)];
}

/** Whether a text is a resolution with this short side, or a size with it. */
function hasShortSide(pixels: number) {
	return (written: string): boolean => {
		const side = /^0*(\d+)(?:[.,]0+)?(?:p|px|pixels?)?$/.exec(written)?.[1];
		return (side === undefined ? Math.min(...(pairIn(written) ?? [0])) : Number(side)) === pixels;
	};
}

/** Whether a text is this ratio, or a size with it. */
function hasRatio(width: number, height: number) {
	return (written: string): boolean => {
		const [w, h] = pairIn(written) ?? [0, 0];
		return w > 0 && w * height === h * width;
	};
}

const RESOLUTIONS = [
	{ value: '480P', name: '480P (Fastest)', means: hasShortSide(480) },
	{ value: '580P', name: '580P', means: hasShortSide(580) },
	{ value: '720P', name: '720P (Sharpest)', means: hasShortSide(720) },
] as const;

const ASPECT_RATIOS = [
	{ value: '1:1', name: '1:1 (Square)', others: ['Square'], means: hasRatio(1, 1) },
	{
		value: '16:9',
		name: '16:9 (Landscape)',
		others: ['Landscape', 'Horizontal', 'Widescreen', 'Wide'],
		means: hasRatio(16, 9),
	},
	{
		value: '9:16',
		name: '9:16 (Portrait)',
		others: ['Portrait', 'Vertical', 'Upright'],
		means: hasRatio(9, 16),
	},
	{
		value: 'Default',
		name: 'Same as the Image',
		others: ['Same as Image', 'Same', 'Auto', 'Automatic', 'Original', 'Image'],
	},
] as const;

/** The parameters for the size and shape of a video. */
export const shapeProperties: INodeProperties[] = [
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		options: entriesOf(RESOLUTIONS),
		default: '480P',
		description:
			'The short side of the video in pixels. A higher resolution takes longer and costs more.',
	},
	{
		displayName: 'Aspect Ratio',
		name: 'aspectRatio',
		type: 'options',
		options: entriesOf(ASPECT_RATIOS),
		default: 'Default',
		description: 'The shape of the video',
	},
];

/** Reads size and shape. @throws WiroError */
export function readShape(parameters: ParameterReader) {
	return {
		resolution: parameters.choice('resolution', RESOLUTIONS),
		aspectRatio: parameters.choice('aspectRatio', ASPECT_RATIOS),
	};
}
