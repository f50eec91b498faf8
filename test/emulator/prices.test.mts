import { describe, expect, it } from '@jest/globals';

import { useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

const PROMPT = { prompt: 'A paper boat' };

describe('what a run costs', () => {
	it.each([
		['cpr: a run', 'northlight/aurora-image-1-5', { ...PROMPT, samples: 2 }, 0.03],
		[
			'cpr: a run of this tier',
			'paperlane/outfit-mix-v2',
			{ inputImageHumanUrl: 'cat.jpg', inputImageClothes: ['cat.jpg'], quality: 'high' },
			0.18,
		],
		[
			'cpo: an output',
			'northlight/canvas-edit',
			{ ...PROMPT, inputImageUrl: 'cat.jpg', num_images: '3' },
			0.06,
		],
		[
			'cp-pixel: the first megapixel and an input image',
			'pixelworks/super-scale',
			{ inputImageUrl: 'cat.jpg' },
			0.013,
		],
		[
			'cp-pixel: each further megapixel, and the input image again',
			'pixelworks/super-scale',
			{ inputImageUrl: 'cat.jpg', width: 2048, height: 1088 },
			0.012 + 2 * 0.004 + 3 * 0.001,
		],
		[
			'cp-outputVideoLength: a second of video, at the default resolution',
			'reelhouse/motion-3-0-pro',
			{ ...PROMPT, resolution: '720p', duration: '2' },
			2 * 0.026,
		],
		[
			'cp-promptlength: a character',
			'voxhall/clear-speech',
			{ ...PROMPT, voice: 'metro_bo' },
			12 * 0.00003,
		],
		['cp-audiosecondslength: a second', 'voxhall/soundscape-2', { ...PROMPT, duration: 4 }, 0.008],
	])('%s', async (_what, slug, body, dollars) => {
		const task = await wiro.finished(await wiro.startTask(body, `/Run/${slug}`));

		expect(task.pexit).toBe('0');
		expect(Number(task.totalcost)).toBeCloseTo(dollars, 9);
	});

	it('cpt: a token', async () => {
		const id = await wiro.startTask(PROMPT, '/Run/lexica/chat-small-3-1');
		const { outputs, totalcost } = await wiro.finished(id);

		const usage = outputs[0]?.content?.usage;
		expect(usage).toMatchObject({ total_tokens: Number(totalcost) / 0.000002 });
	});

	it('seconds of compute when the model has no prices', async () => {
		const id = await wiro.startTask(PROMPT, '/Run/fernhill/quick-sketch');
		const { totalcost, elapsedseconds } = await wiro.finished(id);

		expect(Number(totalcost)).toBeCloseTo(0.00025 * Number(elapsedseconds), 6);
		expect(Number(totalcost)).toBeGreaterThan(0);
	});

	it('nothing when the run failed', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);
		const id = await wiro.startTask(PROMPT, '/Run/northlight/aurora-image-1-5');

		expect(await wiro.finished(id)).toMatchObject({ pexit: '1', totalcost: '0' });
	});

	it('nothing when a model with a price for a run is stopped', async () => {
		await wiro.emulator.fates([{ end: 'never' }]);
		const taskid = await wiro.startTask(PROMPT, '/Run/northlight/aurora-image-1-5');
		await wiro.taskIn(taskid, 'task_start');
		const { tasklist } = await wiro.call('/Task/Kill', { taskid });

		expect(tasklist.map(({ totalcost }) => Number(totalcost))).toEqual([0]);
	});
});
