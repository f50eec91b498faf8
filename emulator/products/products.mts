/** What a run makes: the files or the answer of each kind of model. */
import { createHash } from 'node:crypto';

import type { ModelRequest } from '../modelInput.mts';
import type { OutputStore, StoredFile } from '../outputStore.mts';
import type { VideoRequest } from '../runInput.mts';
import type { VideoStore } from '../videoStore.mts';
import { priceOf } from '../prices.mts';
import type { Measures } from '../prices.mts';
import type { Size } from '../videoFrames.mts';
import { checkImage, makeImage } from './images.mts';
import { makeMesh } from './meshes.mts';
import { makeSound } from './sounds.mts';
import { makeReply } from './texts.mts';
import type { TextAnswer } from './texts.mts';

/** What a run made, and what its price depends on. */
export interface Products {
	files: StoredFile[];
	/** What a text model answered. */
	answer: TextAnswer | null;
	/** The answer as plain text. */
	text: string;
	/** What the run costs in dollars after so many seconds; null when the seconds alone decide. */
	price: (elapsedSeconds: number) => number | null;
}

/** Where files are kept and videos made. */
export interface Stores {
	files: OutputStore;
	videos: VideoStore;
}

/** The longest side of an image that nobody asked for another size. */
const USUAL_SIDE = 512;

/** Characters of a text that take a second to read aloud. */
const READING_SPEED = 15;

/** Seconds of sound and video, when the model has no `duration`, and at most. */
const SECONDS = { usual: 5, least: 0.5, most: 30 };

/** The videos of all models but the seed's are small, so that they are made quickly. */
const SMALL_VIDEO = { resolution: '240P', fps: 4 };

/** Makes `outputs` outputs of a request. Rejects with an Error that says why it cannot. */
export async function makeProducts(
	request: ModelRequest,
	inputs: readonly Uint8Array[],
	outputs: number,
	{ files, videos }: Stores,
): Promise<Products> {
	const { model, values } = request;
	const measures: Measures = {
		tokens: 0,
		outputSeconds: 0,
		pixels: 0,
		outputs,
		inputFiles: inputs.length,
	};
	const made: Products = {
		files: [],
		answer: null,
		text: '',
		price: (elapsedSeconds) => priceOf(request, measures, elapsedSeconds),
	};
	const seeds = Array.from({ length: outputs }, (_, index) =>
		JSON.stringify([model.id, values, index]),
	);
	const keep = async (ending: string, contentType: string, make: Maker) => {
		for (const seed of seeds) {
			const key = keyOf(seed, inputs);
			made.files.push(
				await files.keep({ key, ending, contentType, make: async () => await make(seed) }),
			);
		}
	};
	switch (model.kind) {
		case 'image': {
			const size = imageSize(values);
			measures.pixels = size.width * size.height;
			await keep('.png', 'image/png', (seed) => makeImage(inputs, size, seed));
			break;
		}
		case 'audio': {
			const seconds = soundSeconds(values);
			measures.outputSeconds = seconds * outputs;
			await keep('.wav', 'audio/wav', (seed) => makeSound(seconds, seed));
			break;
		}
		case 'mesh':
			for (const input of inputs) await checkImage(input);
			await keep('.glb', 'model/gltf-binary', makeMesh);
			break;
		case 'text': {
			const { answer, text, tokens } = makeReply(
				values.prompt ?? '',
				values.thinking === 'true',
				inputs.length,
			);
			if (outputs > 0) Object.assign(made, { answer, text });
			measures.tokens = tokens;
			break;
		}
		case 'video': {
			const seconds = secondsOf(values) ?? SECONDS.usual;
			measures.outputSeconds = seconds * outputs;
			for (const seed of seeds) {
				const picture = inputs[0] ?? (await makeImage([], imageSize(values), seed));
				made.files.push(await videos.videoOf(picture, smallVideo(values, seconds, seed)));
			}
			break;
		}
		// The seed's model has a file of its own, wanRun.mts, and the others cannot be run.
		case 'wan':
		case 'realtime':
		case 'training':
			break;
	}
	return made;
}

type Maker = (seed: string) => Promise<Uint8Array> | Uint8Array;

function smallVideo(
	{ ratio }: ModelRequest['values'],
	seconds: number,
	seed: string,
): VideoRequest {
	const numFrames = Math.max(1, Math.round(seconds * SMALL_VIDEO.fps));
	return { ...SMALL_VIDEO, aspectRatio: ratio ?? 'Default', numFrames, seed };
}

function imageSize({ width, height, aspectRatio, ratio }: ModelRequest['values']): Size {
	if (width && height) return { width: Number(width), height: Number(height) };
	const [across = 1, down = 1] = (aspectRatio ?? ratio ?? '1:1').split(':').map(Number);
	const scale = USUAL_SIDE / Math.max(across, down);
	return { width: Math.round(across * scale), height: Math.round(down * scale) };
}

function soundSeconds(values: ModelRequest['values']): number {
	const read = (values.prompt ?? '').length / READING_SPEED / (Number(values.speed) || 1);
	const seconds = secondsOf(values) ?? read;
	return Math.min(SECONDS.most, Math.max(SECONDS.least, seconds));
}

function secondsOf({ duration }: ModelRequest['values']): number | undefined {
	return duration ? Number(duration) : undefined;
}

function keyOf(seed: string, inputs: readonly Uint8Array[]): string {
	const hash = createHash('sha256').update(seed);
	for (const input of inputs) hash.update(input);
	return hash.digest('hex');
}
