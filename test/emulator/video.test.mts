import { describe, expect, it } from '@jest/globals';
import { createFile, MP4BoxBuffer } from 'mp4box';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

import { formWith, only, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });
const another = useEmulator({ speed: 1000 });

/** The bytes of the one video that a Run with this body makes. */
async function videoOf(body: object | FormData, on = wiro): Promise<ArrayBuffer> {
	const task = await on.finished(await on.startTask(body));
	return await (await fetch(only(task.outputs).url)).arrayBuffer();
}

/** What a player finds in an MP4. */
function facts(bytes: ArrayBuffer) {
	const file = createFile();
	let found: { codec: string; width: number; height: number; frames: number; fps: number } | null;
	found = null;
	file.onReady = ({ videoTracks }) => {
		const track = only(videoTracks);
		found = {
			codec: track.codec.slice(0, 4),
			width: track.track_width,
			height: track.track_height,
			frames: track.nb_samples,
			fps: (track.nb_samples * track.timescale) / track.samples_duration,
		};
	};
	file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes, 0));
	file.flush();
	return found;
}

/** An uploaded picture: 64 wide, 32 high as stored. */
async function upload(change: (picture: Sharp) => Sharp): Promise<FormData> {
	const plain = sharp({ create: { width: 64, height: 32, channels: 4, background: '#0a07' } });
	const bytes = new Uint8Array(await change(plain).toBuffer());
	return formWith(new Blob([bytes], { type: 'image/png' }), 'picture.png');
}

describe('the video that a task makes', () => {
	it.each([
		[
			{ numFrames: 81, fps: 16 },
			{ width: 832, height: 480, frames: 81, fps: 16 },
		],
		[
			{ resolution: '580P', numFrames: 5, fps: 24 },
			{ width: 1024, height: 580, frames: 5, fps: 24 },
		],
		[
			{ resolution: '720P', aspectRatio: '9:16', numFrames: '9', fps: '30' },
			{ width: 720, height: 1280, frames: 9, fps: 30 },
		],
		[
			{ aspectRatio: '1:1', numFrames: 1, fps: 1 },
			{ width: 480, height: 480, frames: 1, fps: 1 },
		],
	])('of %j is an MP4 of %j', async (wanted, expected) => {
		expect(facts(await videoOf({ ...SHORT_RUN, ...wanted }))).toEqual({
			codec: 'avc1',
			...expected,
		});
	});

	it('is the same to the byte for the same seed in every emulator, and another for another seed', async () => {
		const body = { ...SHORT_RUN, numFrames: 5, seed: '1' };
		const first = await videoOf(body);
		const other = await videoOf({ ...body, seed: '2' });

		expect(Buffer.from(await videoOf(body, another)).equals(Buffer.from(first))).toBe(true);
		expect(Buffer.from(other).equals(Buffer.from(first))).toBe(false);
	});

	it('stands upright when the picture says so in its EXIF data', async () => {
		const form = await upload((picture) => picture.jpeg().withMetadata({ orientation: 6 }));

		expect(facts(await videoOf(form))).toMatchObject({ width: 480, height: 960 });
	});

	it.each(['png', 'webp', 'gif', 'tiff'] as const)(
		'is made of a transparent %s too',
		async (type) => {
			const form = await upload((picture) => picture.toFormat(type));

			expect(facts(await videoOf(form))).toMatchObject({ width: 960, height: 480 });
		},
	);

	it('differs from output to output when a task has several', async () => {
		await wiro.emulator.settings({ outputsPerTask: 2 });
		const body = { ...SHORT_RUN, numFrames: 5 };
		const { outputs } = await wiro.finished(await wiro.startTask(body));

		expect(outputs.map((output) => output.name)).toEqual(['0.mp4', '1.mp4']);
		const [first, second] = await Promise.all(
			outputs.map(async ({ url }) => Buffer.from(await (await fetch(url)).arrayBuffer())),
		);
		expect(first?.equals(second ?? Buffer.alloc(0))).toBe(false);
	});

	it('is refused when it would be too large to encode', async () => {
		const form = await upload((picture) => picture.resize(800, 8, { fit: 'fill' }).png());
		form.set('numFrames', '241');
		form.set('resolution', '720P');

		const task = await wiro.finished(await wiro.startTask(form));
		expect(task).toMatchObject({ pexit: '1', outputs: [] });
		expect(task.debugerror).toContain('Out of memory');
	});
});
