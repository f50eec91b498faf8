import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startEmulator } from '../support/emulator.mts';
import type { Emulator } from '../support/emulator.mts';
import { detailOf, finished, lastLine, SHORT_RUN, startTask } from './calls.mts';

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

describe('the reason of a failure', () => {
	it('is the last line of debugoutput; debugerror holds a harmless warning', async () => {
		await emulator.fates([{ end: 'fail' }]);
		const task = await finished(emulator, await startTask(emulator));

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
		await emulator.fates([{ end: 'fail', ...texts }]);
		const task = await finished(emulator, await startTask(emulator));

		expect(task).toMatchObject({ pexit: '1', debugoutput, debugerror });
	});

	it('is told apart from the texts of a task that succeeds', async () => {
		const texts = { debugoutput: 'Loading model\nDone', debugerror: 'UserWarning: slow' };
		await emulator.fates([{ end: 'success' }, { end: 'success', ...texts }]);

		const plain = await finished(emulator, await startTask(emulator));
		expect(plain).toMatchObject({ pexit: '0', debugoutput: '', debugerror: '' });
		const chatty = await finished(emulator, await startTask(emulator));
		expect(chatty).toMatchObject({ pexit: '0', ...texts });
	});

	it('is the last line too when the picture cannot be had', async () => {
		await emulator.fates([{ end: 'success', debugerror: 'UserWarning: slow' }]);
		const body = { ...SHORT_RUN, inputImageUrl: `${emulator.url}/pictures/share.html` };
		const task = await finished(emulator, await startTask(emulator, body));

		expect(task).toMatchObject({ pexit: '1', outputs: [], totalcost: '0' });
		expect(task.debugoutput).toMatch(/^Loading model\nInput image cannot be opened: .+$/);
	});

	it('can be planted', async () => {
		const texts = { debugoutput: 'Loading model\nKilled', debugerror: 'UserWarning: slow' };
		const planted = await emulator.plantTask({
			id: '1',
			token: 'a',
			status: 'task_postprocess_end',
			pexit: '137',
			...texts,
		});

		expect(planted).toMatchObject(texts);
		expect(await detailOf(emulator, '1')).toMatchObject({ pexit: '137', ...texts });
	});
});
