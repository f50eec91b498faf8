import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startEmulator } from '../support/emulator.mts';
import type { Emulator } from '../support/emulator.mts';
import { finished, SHORT_RUN, startTask } from './calls.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});

afterAll(async () => {
	await emulator.stop();
});

beforeEach(async () => {
	await emulator.reset({ speed: 1000 });
});

/** The end of a task with this inputImageUrl. */
async function endWith(inputImageUrl: string) {
	return await finished(emulator, await startTask(emulator, { ...SHORT_RUN, inputImageUrl }));
}

describe('inputImageUrl', () => {
	it.each([
		'wan_2_2_input.jpg',
		'https://cdn.wiro.ai/uploads/sampleinputs/image-to-video-input-1.jpeg',
		'https://cdn.wiro.ai/uploads/sampleinputs/image-to-video-input-3.png',
		'https://cdn.wiro.ai/uploads/sampleinputs/image-to-video-input-4.jpg',
		'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
		'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_1.jpg',
	])('%s stands for a sample picture', async (url) => {
		expect(await endWith(url)).toMatchObject({ pexit: '0', outputs: [{ name: '0.mp4' }] });
	});

	it('is fetched when it is any other http URL', async () => {
		expect(await endWith(`${emulator.url}/pictures/cat.jpg`)).toMatchObject({ pexit: '0' });
		expect(await emulator.requests('picture')).toHaveLength(1);
	});

	it.each([
		['unknown.jpg', 'Input image unknown.jpg is not known.'],
		['ftp://example.org/a.jpg', 'is not an http(s) URL'],
		['../package.json', 'is not an http(s) URL'],
		['http://127.0.0.1:1/a.jpg', 'could not be fetched'],
		['/pictures/missing.jpg', 'HTTP 404'],
		['/pictures/README.md', 'could not be decoded'],
	])('%s lets the task fail and says why', async (url, reason) => {
		const task = await endWith(url.startsWith('/') ? `${emulator.url}${url}` : url);

		expect(task).toMatchObject({ pexit: '1', outputs: [], totalcost: '0' });
		expect(task.debugerror).toContain(reason);
	});

	it('lets the task fail when the connection breaks halfway', async () => {
		await emulator.faults([{ endpoint: 'picture', kind: 'breakHalfway' }]);
		const task = await endWith(`${emulator.url}/pictures/cat.jpg`);

		expect(task.pexit).toBe('1');
		expect(task.debugerror).toContain('could not be fetched');
	});
});

describe('an uploaded file', () => {
	it('that is no picture lets the task fail and says why', async () => {
		const form = new FormData();
		form.set('inputImage', new Blob(['no picture']), 'a.jpg');
		form.set('prompt', 'x');
		const task = await finished(emulator, await startTask(emulator, form));

		expect(task.pexit).toBe('1');
		expect(task.debugerror).toContain('Input image could not be decoded');
	});
});
