import { describe, expect, it } from '@jest/globals';

import { lastLine, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

describe('the reason of a failure', () => {
	it('is the last line of debugoutput; debugerror holds a harmless warning', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);
		const task = await wiro.finished(await wiro.startTask());

		expect(lastLine(task)).toBe('RuntimeError: CUDA error: out of memory');
		expect(task.debugoutput.split('\n').length).toBeGreaterThan(1);
		expect(task.debugerror).toMatch(/^UserWarning: torch\.meshgrid: /);
	});

	it.each([
		[{ debugoutput: 'Killed' }, 'Killed', expect.stringMatching(/^UserWarning: /)],
		[{ debugerror: 'Killed' }, '', 'Killed'],
		[{ debugoutput: 'a\nb\n', debugerror: 'Killed' }, 'a\nb\n', 'Killed'],
		[{ debugoutput: '', debugerror: '' }, '', ''],
	])('is what the fate %j says', async (texts, debugoutput, debugerror) => {
		await wiro.emulator.fates([{ end: 'fail', ...texts }]);
		const task = await wiro.finished(await wiro.startTask());

		expect(task).toMatchObject({ pexit: '1', debugoutput, debugerror });
	});

	it('is told apart from the texts of a task that succeeds', async () => {
		const texts = { debugoutput: 'Loading model\nDone', debugerror: 'UserWarning: slow' };
		await wiro.emulator.fates([{ end: 'success' }, { end: 'success', ...texts }]);

		const plain = await wiro.finished(await wiro.startTask());
		expect(plain).toMatchObject({ pexit: '0', debugoutput: '', debugerror: '' });
		const chatty = await wiro.finished(await wiro.startTask());
		expect(chatty).toMatchObject({ pexit: '0', ...texts });
	});

	it('is the last line too when the picture cannot be had', async () => {
		await wiro.emulator.fates([{ end: 'success', debugerror: 'UserWarning: slow' }]);
		const body = { ...SHORT_RUN, inputImageUrl: `${wiro.emulator.url}/pictures/share.html` };
		const task = await wiro.finished(await wiro.startTask(body));

		expect(task).toMatchObject({ pexit: '1', outputs: [], totalcost: '0' });
		expect(task.debugoutput).toMatch(/^Loading model\nInput image cannot be opened: .+$/);
	});

	it('can be planted', async () => {
		const texts = { debugoutput: 'Loading model\nKilled', debugerror: 'UserWarning: slow' };
		const planted = await wiro.emulator.plantTask({
			id: '1',
			token: 'a',
			status: 'task_postprocess_end',
			pexit: '137',
			...texts,
		});

		expect(planted).toMatchObject(texts);
		expect(await wiro.detailOf('1')).toMatchObject({ pexit: '137', ...texts });
	});
});
