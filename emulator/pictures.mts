import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MAX_FILE_BYTES } from './bodies.mts';

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

/**
 * The bytes of the picture that `inputImageUrl` names: a sample picture's bare name, one of Wiro's
 * sample inputs, or any http(s) URL. Throws an Error that says why it cannot be had.
 */
export async function loadPicture(inputImageUrl: string): Promise<Buffer> {
	const name = SAMPLE_INPUTS[inputImageUrl] ?? inputImageUrl;
	if (/^[\w-]+\.\w+$/.test(name)) {
		return await readFile(join(PICTURE_FOLDER, name)).catch(() => {
			throw new Error(`Input image ${name} is not known.`);
		});
	}
	if (!/^https?:$/.test(URL.parse(inputImageUrl)?.protocol ?? '')) {
		throw new Error(`Input image URL is not an http(s) URL: ${inputImageUrl}`);
	}
	return await download(inputImageUrl);
}

async function download(url: string): Promise<Buffer> {
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
		throw new Error(`Input image could not be fetched from ${url}: ${reasonOf(error)}`);
	}
}

/** What fetch says is "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error && error.cause.message !== ''
		? error.cause.message
		: error.message;
}
