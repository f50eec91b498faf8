import type { Body } from './bodies.mts';
import type { JsonObject } from './control.mts';
import { textOf } from './json.mts';

/** What a run is asked to make, with the model's own defaults for what was left out. */
export interface VideoRequest {
	resolution: string;
	aspectRatio: string;
	numFrames: number;
	fps: number;
	seed: string;
}

/** The values `resolution` can have. */
export const RESOLUTIONS = ['480P', '580P', '720P'];

/** The values `aspectRatio` can have. */
export const ASPECT_RATIOS = ['Default', '16:9', '9:16', '1:1'];

/** The model's defaults (Wiro's page of Wan2.2-I2V-A14B). */
const DEFAULTS = {
	resolution: '480P',
	aspectRatio: 'Default',
	numFrames: '81',
	scale: '5.0',
	steps: '25',
	fps: '16',
	seed: '42',
};

/** The bounds are the emulator's own: Wiro documents only that numFrames is of the form 4n+1. */
const NUMBERS: ReadonlyArray<{
	name: 'numFrames' | 'scale' | 'steps' | 'fps';
	rule: string;
	accepts: (value: number) => boolean;
}> = [
	{
		name: 'numFrames',
		rule: 'of the form 4n+1 and between 1 and 241',
		accepts: (value) => value % 4 === 1 && value <= 241,
	},
	{ name: 'scale', rule: 'between 0 and 20', accepts: (value) => value >= 0 && value <= 20 },
	{ name: 'steps', rule: 'between 1 and 100', accepts: isWholeBetween(1, 100) },
	{ name: 'fps', rule: 'between 1 and 60', accepts: isWholeBetween(1, 60) },
];

/** Where a model takes the URL of its image. */
export type ImageUrlField = 'inputImageUrl' | 'inputImage';

/** Checks the body of a Run as Wiro does; gives the request or the message of the refusal. */
export function readVideoRequest(
	body: Body,
	urlField: ImageUrlField,
): VideoRequest | { refusal: string } {
	const fields = body.fields ?? {};
	const hasFile = body.files.some((file) => file.field === 'inputImage');
	if (!hasFile && textOf(fields[urlField]).trim() === '') {
		return { refusal: 'Request files [inputImage] required' };
	}
	if (textOf(fields.prompt).trim() === '') {
		return { refusal: 'Request parameter [prompt] required' };
	}
	for (const [name, allowed] of [
		['resolution', RESOLUTIONS],
		['aspectRatio', ASPECT_RATIOS],
	] as const) {
		if (!allowed.includes(valueOf(fields, name))) {
			return { refusal: `Request parameter [${name}] must be one of ${allowed.join(', ')}` };
		}
	}
	for (const { name, rule, accepts } of NUMBERS) {
		const text = valueOf(fields, name).trim();
		if (text === '' || !accepts(Number(text))) {
			return { refusal: `Request parameter [${name}] must be ${rule}` };
		}
	}
	return {
		resolution: valueOf(fields, 'resolution'),
		aspectRatio: valueOf(fields, 'aspectRatio'),
		numFrames: Number(valueOf(fields, 'numFrames')),
		fps: Number(valueOf(fields, 'fps')),
		seed: valueOf(fields, 'seed'),
	};
}

function valueOf(fields: JsonObject, name: keyof typeof DEFAULTS): string {
	const value = fields[name];
	return value === undefined ? DEFAULTS[name] : textOf(value);
}

function isWholeBetween(least: number, most: number): (value: number) => boolean {
	return (value) => Number.isInteger(value) && value >= least && value <= most;
}
