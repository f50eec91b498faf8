import { describe, expect, it } from '@jest/globals';

import { cameraPath, videoSize } from '../../emulator/videoFrames.mts';

const WIDE = { width: 1024, height: 576 };
const TALL = { width: 284, height: 427 };
const SQUARE = { width: 720, height: 720 };

describe('the size of a video', () => {
	it.each([
		['480P', 'Default', WIDE, 832, 480],
		['580P', 'Default', WIDE, 1024, 580],
		['720P', 'Default', WIDE, 1280, 720],
		['480P', 'Default', TALL, 480, 704],
		['580P', 'Default', TALL, 580, 864],
		['720P', 'Default', TALL, 720, 1056],
		['480P', 'Default', SQUARE, 480, 480],
		['580P', 'Default', SQUARE, 580, 580],
		['720P', 'Default', SQUARE, 720, 720],
		['480P', '16:9', TALL, 832, 480],
		['580P', '16:9', SQUARE, 1024, 580],
		['720P', '16:9', WIDE, 1280, 720],
		['480P', '9:16', WIDE, 480, 832],
		['580P', '9:16', SQUARE, 580, 1024],
		['720P', '9:16', TALL, 720, 1280],
		['480P', '1:1', WIDE, 480, 480],
		['580P', '1:1', TALL, 580, 580],
		['720P', '1:1', SQUARE, 720, 720],
	])('%s %s of a picture of %j is %i×%i', (resolution, ratio, picture, width, height) => {
		expect(videoSize(resolution, ratio, picture)).toEqual({ width, height });
	});

	it.each([
		[
			{ width: 9000, height: 10 },
			{ width: 1920, height: 480 },
		],
		[
			{ width: 10, height: 9000 },
			{ width: 480, height: 1920 },
		],
	])('a picture of %j makes no longer video than 4:1', (picture, size) => {
		expect(videoSize('480P', 'Default', picture)).toEqual(size);
	});
});

describe('the camera', () => {
	it('begins with the whole picture', () => {
		expect(cameraPath('42', 81)[0]).toEqual({ left: 0, top: 0, width: 1, height: 1 });
	});

	it.each(['42', '7', '', 'any text'])('stays inside the picture with the seed "%s"', (seed) => {
		for (const { left, top, width, height } of cameraPath(seed, 81)) {
			expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
			expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(1 + 1e-9);
		}
	});

	it('goes another way with another seed', () => {
		expect(cameraPath('43', 81).at(-1)).not.toEqual(cameraPath('42', 81).at(-1));
	});
});
