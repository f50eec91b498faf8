import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { RUN, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

describe('the body of a Run', () => {
	it.each([
		[{ inputImageUrl: '' }, 'Request files [inputImage] required'],
		[{ inputImageUrl: undefined }, 'Request files [inputImage] required'],
		[{ prompt: '' }, 'Request parameter [prompt] required'],
		[{ prompt: undefined }, 'Request parameter [prompt] required'],
		[{ resolution: '1080P' }, 'Request parameter [resolution] must be one of 480P, 580P, 720P'],
		[{ aspectRatio: '4:3' }, expect.stringContaining('Request parameter [aspectRatio] must be ')],
		[{ numFrames: 80 }, expect.stringContaining('Request parameter [numFrames] must be ')],
		[{ numFrames: 245 }, expect.stringContaining('Request parameter [numFrames] must be ')],
		[{ numFrames: -3 }, expect.stringContaining('Request parameter [numFrames] must be ')],
		[{ numFrames: '' }, expect.stringContaining('Request parameter [numFrames] must be ')],
		[{ scale: 'much' }, expect.stringContaining('Request parameter [scale] must be ')],
		[{ steps: 2.5 }, expect.stringContaining('Request parameter [steps] must be ')],
		[{ fps: 0 }, expect.stringContaining('Request parameter [fps] must be ')],
		[{ fps: null }, expect.stringContaining('Request parameter [fps] must be ')],
	])('with %j is refused with code 0', async (wrong, message) => {
		const answer = await wiro.call(RUN, { ...SHORT_RUN, ...wrong });

		expect(answer).toEqual({ httpStatus: 200, result: false, errors: [{ code: 0, message }] });
	});

	it('takes numbers as text and text as numbers', async () => {
		const body = { ...SHORT_RUN, numFrames: '5', scale: 5, steps: '25', fps: '16', seed: 42 };

		expect(await wiro.call(RUN, body)).toMatchObject({ result: true });
	});

	it('carries the URL in inputImageUrl unless the model has inputImage for it', async () => {
		const { inputImageUrl, ...rest } = SHORT_RUN;
		const refusal = {
			result: false,
			errors: [{ code: 0, message: 'Request files [inputImage] required' }],
		};
		const withImage = { ...rest, inputImage: inputImageUrl };
		expect(await wiro.call(RUN, withImage)).toMatchObject(refusal);

		await wiro.emulator.settings({ imageField: 'inputImage' });
		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject(refusal);
		expect(await wiro.call(RUN, { ...SHORT_RUN, inputImage: '' })).toMatchObject(refusal);
		expect(await wiro.emulator.tasks()).toEqual([]);

		const task = await wiro.finished(await wiro.startTask(withImage));
		expect(task).toMatchObject({ pexit: '0', parameters: withImage });
	});

	it('comes back as the parameters of the task, without callbackUrl', async () => {
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: 'none' });

		expect((await wiro.finished(id)).parameters).toEqual(SHORT_RUN);
	});

	it('for an unknown model is refused with code 1', async () => {
		expect(await wiro.call('/Run/nobody/nothing', SHORT_RUN)).toMatchObject({
			result: false,
			errors: [{ code: 1, message: 'slug-owner-project-not-exist' }],
		});
	});

	it('that is real multipart carries the picture as a file', async () => {
		const cat = new Uint8Array(await readFile(join(process.cwd(), 'emulator/pictures/cat.jpg')));
		const form = new FormData();
		form.set('inputImage', new Blob([cat], { type: 'image/jpeg' }), 'my cat.jpg');
		form.set('inputImageUrl', '');
		form.set('prompt', 'A cat');
		form.set('numFrames', '1');
		const task = await wiro.finished(await wiro.startTask(form));

		expect(task.pexit).toBe('0');
		expect(task.parameters).toEqual({
			inputImage: expect.stringMatching(/^http:.*my%20cat\.jpg$/),
			inputImageUrl: '',
			prompt: 'A cat',
			numFrames: '1',
		});
		const [request] = await wiro.emulator.requests('run');
		expect(request?.files).toEqual([
			{
				field: 'inputImage',
				fileName: 'my cat.jpg',
				contentType: 'image/jpeg',
				sizeBytes: cat.byteLength,
				sha256: createHash('sha256').update(cat).digest('hex'),
			},
		]);
	});

	it.each(['application/x-www-form-urlencoded', 'text/plain'])(
		'that calls itself %s is not read',
		async (type) => {
			const headers = { ...wiro.signed(), 'content-type': type };

			expect(await wiro.call(RUN, SHORT_RUN, headers)).toMatchObject({ result: false });
			expect((await wiro.lastRequest()).body).toBeNull();
		},
	);

	it('that is cut off JSON is refused, not a crash', async () => {
		const response = await fetch(`${wiro.emulator.baseUrl}${RUN}`, {
			method: 'POST',
			headers: { ...wiro.signed(), 'content-type': 'application/json' },
			body: '{"prompt": "A',
		});

		expect(response.status).toBe(200);
		expect(await response.json()).toMatchObject({ result: false });
	});
});
