/** What a Run of the seed's model asks for: the checks of its body; and the input files of all runs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MAX_FILE_BYTES } from './bodies.mts';
import type { Body, UploadedFile } from './bodies.mts';
import type { Settings } from './control.mts';
import { textOf } from './json.mts';
import type { JsonObject } from './json.mts';

/** What a run is asked to make, with the model's own defaults for what was left out. */
export interface VideoRequest {
	resolution: string;
	aspectRatio: string;
	numFrames: number;
	fps: number;
	seed: string;
}

/** The values `resolution` can have. */
const RESOLUTIONS = ['480P', '580P', '720P'];

/** The values `aspectRatio` can have. */
const ASPECT_RATIOS = ['Default', '16:9', '9:16', '1:1'];

/** How the names of the pictures that Wiro takes may end. */
const IMAGE_ENDINGS = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic'];

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

/** The folder of the sample pictures. */
export const PICTURE_FOLDER = fileURLToPath(new URL('./pictures', import.meta.url));

/** The sample picture of Wiro's own Run example. */
export const SAMPLE_PICTURE = 'wan_2_2_input.jpg';

/** The sample inputs on Wiro's page of the model, and the picture that stands for each. */
const SAMPLE_INPUTS: Readonly<Record<string, string>> = {
	'https://cdn.wiro.ai/uploads/sampleinputs/image-to-video-input-1.jpeg': 'cat.jpg',
	'https://cdn.wiro.ai/uploads/sampleinputs/image-to-video-input-3.png': 'galaxies.jpg',
	'https://cdn.wiro.ai/uploads/sampleinputs/image-to-video-input-4.jpg': 'rocket.jpg',
	'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg': 'raccoon.jpg',
	'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_1.jpg': 'coffee.jpg',
};

/** How long a server may take to send a picture, in milliseconds. */
const FETCH_TIMEOUT_MS = 15_000;

/** The uploaded picture; a part with an empty file name does not count. */
export function pictureFileOf(body: Body): UploadedFile | undefined {
	return body.files.find((file) => file.field === 'inputImage' && file.fileName !== '');
}

/**
 * Checks the body of a Run as Wiro does; gives the request or the message of the refusal.
 * @param imageField the field in which the picture's URL may travel
 */
export function readVideoRequest(
	body: Body,
	imageField: Settings['imageField'],
): VideoRequest | { refusal: string } {
	const fields = body.fields ?? {};
	const file = pictureFileOf(body);
	if (file === undefined && textOf(fields[imageField]).trim() === '') {
		return { refusal: 'Request files [inputImage] required' };
	}
	if (file !== undefined && !isLabelledAsImage(file)) {
		return { refusal: `Request files [inputImage] must be one of ${IMAGE_ENDINGS.join(', ')}` };
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

function isLabelledAsImage({ fileName, contentType }: UploadedFile): boolean {
	const ending = fileName.split('.').slice(1).at(-1)?.toLowerCase() ?? '';
	return IMAGE_ENDINGS.includes(ending) && contentType.toLowerCase().startsWith('image/');
}

function valueOf(fields: JsonObject, name: keyof typeof DEFAULTS): string {
	const value = fields[name];
	return value === undefined ? DEFAULTS[name] : textOf(value);
}

function isWholeBetween(least: number, most: number): (value: number) => boolean {
	return (value) => Number.isInteger(value) && value >= least && value <= most;
}

/**
 * The bytes of the file that `given` names: a sample picture's bare name, one of Wiro's sample
 * inputs, or any http(s) URL. Throws an Error that says why it cannot be had.
 * @param what how the Error calls the file
 */
export async function loadInput(given: string, what: string): Promise<Buffer> {
	const name = SAMPLE_INPUTS[given] ?? given;
	if (/^[\w-]+\.\w+$/.test(name)) {
		return await readFile(join(PICTURE_FOLDER, name)).catch(() => {
			throw new Error(`${what} ${name} is not known.`);
		});
	}
	if (!/^https?:$/.test(URL.parse(given)?.protocol ?? '')) {
		throw new Error(`${what} URL is not an http(s) URL: ${given}`);
	}
	return await download(given, what);
}

async function download(url: string, what: string): Promise<Buffer> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		const chunks: Uint8Array[] = [];
		let sizeBytes = 0;
		const reader = response.body?.getReader();
		for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
			sizeBytes += part.value.byteLength;
			if (sizeBytes > MAX_FILE_BYTES) throw new Error('it is larger than 100 MB');
			chunks.push(part.value);
		}
		return Buffer.concat(chunks);
	} catch (error) {
		throw new Error(`${what} could not be fetched from ${url}: ${reasonOf(error)}`);
	}
}

/** What fetch says is "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error && error.cause.message !== ''
		? error.cause.message
		: error.message;
}
