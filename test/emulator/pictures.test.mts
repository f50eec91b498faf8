import { describe, expect, it } from '@jest/globals';

import { formWith, lastLine, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

/** The end of a task with this inputImageUrl. */
async function endWith(inputImageUrl: string) {
	return await wiro.finished(await wiro.startTask({ ...SHORT_RUN, inputImageUrl }));
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
		expect(await endWith(`${wiro.emulator.url}/pictures/cat.jpg`)).toMatchObject({ pexit: '0' });
		expect(await wiro.emulator.requests('picture')).toHaveLength(1);
	});

	it.each([
		['unknown.jpg', 'Input image unknown.jpg is not known.'],
		['ftp://example.org/a.jpg', 'is not an http(s) URL'],
		['../package.json', 'is not an http(s) URL'],
		['http://127.0.0.1:1/a.jpg', 'could not be fetched'],
		['/pictures/missing.jpg', 'HTTP 404'],
		['/pictures/README.md', 'Input image cannot be opened'],
		['/pictures/share.html', 'Input image cannot be opened'],
	])('%s lets the task fail and says why in the last line', async (url, reason) => {
		const task = await endWith(url.startsWith('/') ? `${wiro.emulator.url}${url}` : url);

		expect(task).toMatchObject({ pexit: '1', outputs: [], totalcost: '0' });
		expect(lastLine(task)).toContain(reason);
		expect(task.debugerror).toBe(lastLine(task));
	});

	it('lets the task fail when the connection breaks halfway', async () => {
		await wiro.emulator.faults([{ endpoint: 'picture', kind: 'breakHalfway' }]);
		const task = await endWith(`${wiro.emulator.url}/pictures/cat.jpg`);

		expect(task.pexit).toBe('1');
		expect(lastLine(task)).toContain('could not be fetched');
	});
});

describe('a page that shows a picture', () => {
	it('is HTML', async () => {
		const response = await fetch(`${wiro.emulator.url}/pictures/share.html`);

		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toContain('text/html');
		expect(await response.text()).toMatch(/^<!doctype html>/);
	});
});

describe('an uploaded file', () => {
	it.each([
		['plain words', 'image/jpeg'],
		['<!doctype html><title>cat.jpg</title>', 'image/png'],
		['', 'image/webp'],
	])('that holds %j lets the task fail and says why', async (bytes, type) => {
		const form = formWith(new Blob([bytes], { type }), 'a.jpg');
		const task = await wiro.finished(await wiro.startTask(form));

		expect(task.pexit).toBe('1');
		expect(lastLine(task)).toContain('Input image cannot be opened');
	});
});
