import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startEmulator } from '../support/emulator.mts';
import type { Emulator } from '../support/emulator.mts';
import { call, finished, only, startTask, taskIn, until } from './calls.mts';

const FAST = { speed: 1000 };

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});

afterAll(async () => {
	await emulator.stop();
});

beforeEach(async () => {
	await emulator.reset(FAST);
});

/** The statuses of all tasks. */
async function statuses(): Promise<string[]> {
	return (await emulator.tasks()).map((task) => task.status);
}

/** Resolves when `count` tasks are in task_start. */
async function untilStarted(count: number): Promise<void> {
	await until(async () => {
		const started = (await statuses()).filter((status) => status === 'task_start');
		return started.length === count ? true : undefined;
	});
}

describe('a task', () => {
	it('goes through all statuses in order and ends with its output', async () => {
		const id = await startTask(emulator);
		const task = await finished(emulator, id);
		const [seen] = await emulator.tasks();

		expect(seen?.statuses.map((entry) => entry.status)).toEqual([
			'task_queue',
			'task_accept',
			'task_assign',
			'task_preprocess_start',
			'task_preprocess_end',
			'task_start',
			'task_output',
			'task_output_full',
			'task_end',
			'task_postprocess_start',
			'task_postprocess_end',
		]);
		expect(task).toMatchObject({ pexit: '0', debugerror: '' });
		const output = only(task.outputs);
		expect(output).toMatchObject({ name: '0.mp4', contenttype: 'video/mp4', size: task.size });
		expect(output.url).toMatch(/\/files\/([0-9a-f]{8}-){7}[0-9a-f]{8}\/0\.mp4$/);
	});

	it('costs what its seconds cost', async () => {
		const { elapsedseconds, totalcost } = await finished(emulator, await startTask(emulator));

		expect(elapsedseconds).toMatch(/^\d+\.\d{4}$/);
		expect(Number(totalcost)).toBeCloseTo(Number(elapsedseconds) * 0.000585, 6);
	});

	it('has pexit in Task/Detail only at its end, and never when so set', async () => {
		await emulator.plantTask({ id: '1', token: 'a', status: 'task_output' });
		await emulator.plantTask({ id: '2', token: 'b', status: 'task_postprocess_end' });
		const detail = async (taskid: string) =>
			only((await call(emulator, '/Task/Detail', { taskid })).tasklist);

		expect(await detail('1')).not.toHaveProperty('pexit');
		expect(await detail('2')).toHaveProperty('pexit', '0');
		await emulator.settings({ detailLacksPexit: true });
		expect(await detail('2')).not.toHaveProperty('pexit');
	});

	it('has the same token and URLs in every emulator with the same seed', async () => {
		const facts = async () => {
			const { token, outputs } = await taskIn(
				emulator,
				await startTask(emulator),
				'task_postprocess_end',
			);
			return { token, urls: outputs.map((output) => output.url) };
		};
		const first = await facts();
		await emulator.reset(FAST);
		expect(await facts()).toEqual(first);

		await emulator.reset({ ...FAST, seed: 'another' });
		expect(await facts()).not.toEqual(first);
	});

	it.each([
		[{ end: 'fail' as const }, 'task_postprocess_end', '1'],
		[{ end: 'fail' as const, pexit: '137' }, 'task_postprocess_end', '137'],
		[{ end: 'cancel' as const }, 'task_cancel', ''],
	])('with the fate %j ends in %s', async (fate, status, pexit) => {
		await emulator.fates([fate]);
		const id = await startTask(emulator);
		await taskIn(emulator, id, status);

		const { tasklist } = await call(emulator, '/Task/Detail', { taskid: id });
		expect(only(tasklist)).toMatchObject({ status, pexit, outputs: [], size: '0' });
	});

	it('that fails costs nothing', async () => {
		await emulator.fates([{ end: 'fail' }]);

		expect((await finished(emulator, await startTask(emulator))).totalcost).toBe('0');
	});

	it('meets the fates in the order in which they were given', async () => {
		await emulator.fates([{ end: 'fail' }, { end: 'success', outputs: 0 }]);
		const ids = [await startTask(emulator), await startTask(emulator), await startTask(emulator)];
		const ends = await Promise.all(ids.map((id) => finished(emulator, id)));

		expect(ends.map((task) => [task.pexit, task.outputs.length])).toEqual([
			['1', 0],
			['0', 0],
			['0', 1],
		]);
	});
});

describe('worker slots', () => {
	beforeEach(async () => {
		await emulator.settings({ workerSlots: 2 });
		await emulator.fates(Array.from({ length: 4 }, () => ({ end: 'never' })));
	});

	it('run so many tasks at once; a killed one makes room for the next', async () => {
		const ids = [];
		for (let count = 0; count < 4; count++) ids.push(await startTask(emulator));
		await untilStarted(2);
		expect(await statuses()).toEqual(['task_start', 'task_start', 'task_queue', 'task_queue']);

		await call(emulator, '/Task/Kill', { taskid: ids[0] });
		await untilStarted(2);
		expect(await statuses()).toEqual(['task_cancel', 'task_start', 'task_start', 'task_queue']);
	});

	it('that are added take waiting tasks at once', async () => {
		for (let count = 0; count < 4; count++) await startTask(emulator);
		await untilStarted(2);
		await emulator.settings({ workerSlots: 3 });

		await untilStarted(3);
		expect(await statuses()).toContain('task_queue');
	});
});
