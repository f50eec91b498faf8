import { describe, expect, it } from '@jest/globals';

import { useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

const MOTION = '/Run/reelhouse/motion-3-0-pro';
const AURORA = '/Run/northlight/aurora-image-1-5';
const QUIRK = '/Run/oddlot-labs/quirk-one-beta';

/** Every key of the model that refuses a body without one of them. */
const QUIRK_RUN = {
	prompt: 'A kite',
	inputImageUrl: '',
	style: 'Ink',
	mood: '',
	guidance_scale: '3.5',
	steps: '12',
	num_images: '2',
	extra: { depth: [1, 2] },
	tile: 'false',
	tint: '#336699',
	layers: ['sky'],
	seed: '',
};

describe('the body of a Run of any model', () => {
	it.each([
		[MOTION, {}, 'Request parameter [prompt] required'],
		[MOTION, { prompt: ' ' }, 'Request parameter [prompt] required'],
		[MOTION, { prompt: 'A' }, 'Request parameter [resolution] required'],
		[
			MOTION,
			{ prompt: 'A', resolution: '8k' },
			'Request parameter [resolution] must be one of 480p, 720p, 1080p',
		],
		[
			MOTION,
			{ prompt: 'A', resolution: '480p', motion: 1.5 },
			'Request parameter [motion] must be between 0 and 1',
		],
		[
			MOTION,
			{ prompt: 'A', resolution: '480p', scale: 'much' },
			'Request parameter [scale] must be integer or float',
		],
		[MOTION, { prompt: { text: 'A' } }, 'Request parameters are invalid.'],
		[AURORA, { prompt: 'A', samples: 9 }, 'Request parameter [samples] must be between 1 and 4'],
		[AURORA, { prompt: 'A', steps: '51' }, 'Request parameter [steps] must be between 1 and 50'],
		[
			'/Run/voxhall/soundscape-2',
			{ prompt: 'A', duration: '2.5' },
			'Request parameter [duration] must be integer',
		],
		['/Run/northlight/canvas-edit', { prompt: 'A' }, 'Request files [inputImage] required'],
		[
			'/Run/northlight/canvas-edit',
			{ prompt: 'A', inputImage: '', inputImageUrl: '' },
			'Request files [inputImage] required',
		],
		[
			'/Run/paperlane/outfit-mix-v2',
			{ inputImageHumanUrl: 'cat.jpg', inputImageClothes: [] },
			'Request files [inputImageClothes] required',
		],
		[
			'/Run/paperlane/outfit-mix-v2',
			{ inputImageHumanUrl: 'cat.jpg', inputImageClothesUrl: 'cat.jpg' },
			'Request files [inputImageClothes] required',
		],
		[
			'/Run/paperlane/outfit-mix-v2',
			{ inputImageHumanUrl: 'cat.jpg', inputImageClothes: ['a', 'b', 'c', 'd'] },
			'Request files [inputImageClothes] must be at most 3',
		],
		[
			'/Run/voxhall/clear-speech',
			{ prompt: 'Hello', voice: 'nobody' },
			expect.stringMatching(/^Request parameter \[voice\] must be one of alpine_ada, /),
		],
	])('to %s with %j is refused', async (path, body, message) => {
		expect(await wiro.call(path, body)).toEqual({
			httpStatus: 200,
			result: false,
			errors: [{ code: 0, message }],
		});
		expect(await wiro.emulator.tasks()).toEqual([]);
	});

	it.each([
		['texts for numbers', { motion: '0.25', steps: '20', scale: '4' }],
		['numbers', { motion: 0.25, steps: 20, scale: 4 }],
		['empty texts for optional inputs', { motion: '', steps: '', watermark: '', inputImage: '' }],
	])('may hold %s', async (_what, more) => {
		const body = { prompt: 'A', resolution: '480p', duration: '2', ...more };

		expect(await wiro.call(MOTION, body)).toMatchObject({ result: true });
	});

	it('with every key is taken by the model that wants every key', async () => {
		const task = await wiro.finished(await wiro.startTask(QUIRK_RUN, QUIRK));

		expect(task).toMatchObject({ pexit: '0', parameters: QUIRK_RUN });
		expect(task.outputs).toHaveLength(2);
	});

	it.each([
		['seed', 'Request parameter [seed] required'],
		['extra', 'Request parameter [extra] required'],
		['inputImageUrl', 'Request files [inputImage] required'],
	])('without %s is refused by that model although it is optional', async (key, message) => {
		const body = Object.fromEntries(Object.entries(QUIRK_RUN).filter(([name]) => name !== key));

		expect((await wiro.call(QUIRK, body)).errors).toEqual([{ code: 0, message }]);
	});

	it('takes the label of a choice without a value, and nothing else', async () => {
		const { errors } = await wiro.call(QUIRK, { ...QUIRK_RUN, style: 'Pastel' });

		expect(errors[0]?.message).toBe('Request parameter [style] must be one of Oil, Ink, Chalk');
	});

	it('is checked after the setting that refuses every Run', async () => {
		const refusal = { code: 0, message: 'Your account has been suspended.' };
		await wiro.emulator.settings({ refusal });

		expect((await wiro.call(MOTION, {})).errors).toEqual([refusal]);
	});
});
