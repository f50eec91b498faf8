import { beforeEach, describe, expect, it } from '@jest/globals';

import { until } from '../../n8n/until.mts';
import { only, SOON, useEmulator } from './calls.mts';

const FAST = { speed: 1000 };

const wiro = useEmulator(FAST);

/** The statuses of all tasks. */
async function statuses(): Promise<string[]> {
	return (await wiro.emulator.tasks()).map((task) => task.status);
}

/** Resolves when `count` tasks are in task_start. */
async function untilStarted(count: number): Promise<void> {
	await until(
		`${count} tasks have started`,
		async () => (await statuses()).filter((status) => status === 'task_start').length === count,
		SOON,
	);
}

describe('a task', () => {
	it('goes through all statuses in order and ends with its output', async () => {
		const id = await wiro.startTask();
		const task = await wiro.finished(id);
		const [seen] = await wiro.emulator.tasks();

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
		const { elapsedseconds, totalcost } = await wiro.finished(await wiro.startTask());

		expect(elapsedseconds).toMatch(/^\d+\.\d{4}$/);
		expect(Number(totalcost)).toBeCloseTo(Number(elapsedseconds) * 0.000585, 6);
	});

	it('has pexit in Task/Detail only at its end, and never when so set', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_output' });
		await wiro.emulator.plantTask({ id: '2', token: 'b', status: 'task_postprocess_end' });
		const detail = async (taskid: string) =>
			only((await wiro.call('/Task/Detail', { taskid })).tasklist);

		expect(await detail('1')).not.toHaveProperty('pexit');
		expect(await detail('2')).toHaveProperty('pexit', '0');
		await wiro.emulator.settings({ detailLacksPexit: true });
		expect(await detail('2')).not.toHaveProperty('pexit');
	});

	it('has the same token and URLs in every emulator with the same seed', async () => {
		const facts = async () => {
			const { token, outputs } = await wiro.taskIn(await wiro.startTask(), 'task_postprocess_end');
			return { token, urls: outputs.map((output) => output.url) };
		};
		const first = await facts();
		await wiro.emulator.reset(FAST);
		expect(await facts()).toEqual(first);

		await wiro.emulator.reset({ ...FAST, seed: 'another' });
		expect(await facts()).not.toEqual(first);
	});

	it.each([
		[{ end: 'fail' as const }, 'task_postprocess_end', '1'],
		[{ end: 'fail' as const, pexit: '137' }, 'task_postprocess_end', '137'],
		[{ end: 'cancel' as const }, 'task_cancel', ''],
	])('with the fate %j ends in %s', async (fate, status, pexit) => {
		await wiro.emulator.fates([fate]);
		const id = await wiro.startTask();
		await wiro.taskIn(id, status);

		const { tasklist } = await wiro.call('/Task/Detail', { taskid: id });
		expect(only(tasklist)).toMatchObject({ status, pexit, outputs: [], size: '0' });
	});

	it('that fails is free', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);

		expect((await wiro.finished(await wiro.startTask())).totalcost).toBe('0');
	});

	it('meets the fates in the order in which they were given', async () => {
		await wiro.emulator.fates([{ end: 'fail' }, { end: 'success', outputs: 0 }]);
		const ids = [await wiro.startTask(), await wiro.startTask(), await wiro.startTask()];
		const ends = await Promise.all(ids.map((id) => wiro.finished(id)));

		expect(ends.map((task) => [task.pexit, task.outputs.length])).toEqual([
			['1', 0],
			['0', 0],
			['0', 1],
		]);
	});
});

describe('worker slots', () => {
	beforeEach(async () => {
		await wiro.emulator.settings({ workerSlots: 2 });
		await wiro.emulator.fates(Array.from({ length: 4 }, () => ({ end: 'never' })));
	});

	it('run so many tasks at once; a killed one makes room for the next', async () => {
		const ids = [];
		for (let count = 0; count < 4; count++) ids.push(await wiro.startTask());
		await untilStarted(2);
		expect(await statuses()).toEqual(['task_start', 'task_start', 'task_queue', 'task_queue']);

		await wiro.call('/Task/Kill', { taskid: ids[0] });
		await untilStarted(2);
		expect(await statuses()).toEqual(['task_cancel', 'task_start', 'task_start', 'task_queue']);
	});

	it('that are added take waiting tasks at once', async () => {
		for (let count = 0; count < 4; count++) await wiro.startTask();
		await untilStarted(2);
		await wiro.emulator.settings({ workerSlots: 3 });

		await untilStarted(3);
		expect(await statuses()).toContain('task_queue');
	});
});
