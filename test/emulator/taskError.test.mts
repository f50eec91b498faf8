import { describe, expect, it } from '@jest/globals';

import { only, RUN, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

/** So many emulated seconds in a real one that every wait of a task is over at once. */
const ALL_OVER = { speed: 1e9 };

/** Longer, in emulated seconds, than any test takes. */
const LONG = 1e6;

/** A task that sits in task_error. */
async function stuckTask(): Promise<string> {
	const id = await wiro.startTask();
	await wiro.taskIn(id, 'task_error');
	return id;
}

describe('task_error', () => {
	it('does not end a task that never recovers', async () => {
		await wiro.emulator.fates([{ end: 'error', debugerror: 'No worker' }]);
		const id = await stuckTask();
		await wiro.emulator.settings(ALL_OVER);
		const task = await wiro.detailOf(id);

		expect(task).toMatchObject({ status: 'task_error', debugerror: 'No worker', outputs: [] });
		expect(task).not.toHaveProperty('pexit');
		expect(only(await wiro.emulator.tasks())).toMatchObject({ status: 'task_error', pexit: null });
	});

	it('is followed by success when the task recovers; debugerror stays', async () => {
		await wiro.emulator.fates([{ end: 'recovers', debugerror: 'Worker lost', errorSeconds: LONG }]);
		const id = await stuckTask();
		expect(await wiro.detailOf(id)).toMatchObject({
			status: 'task_error',
			debugerror: 'Worker lost',
			outputs: [],
		});

		await wiro.emulator.settings(ALL_OVER);
		const task = await wiro.finished(id);
		expect(task).toMatchObject({ pexit: '0', debugerror: 'Worker lost' });
		expect((await fetch(only(task.outputs).url)).status).toBe(200);
		expect(only(await wiro.emulator.tasks()).statuses.map(({ status }) => status)).toEqual([
			'task_queue',
			'task_accept',
			'task_assign',
			'task_error',
			'task_preprocess_start',
			'task_preprocess_end',
			'task_start',
			'task_output',
			'task_output_full',
			'task_end',
			'task_postprocess_start',
			'task_postprocess_end',
		]);
	});

	it('can be followed by the queue and the whole course', async () => {
		await wiro.emulator.fates([{ end: 'recovers', requeued: true, errorSeconds: LONG }]);
		const id = await stuckTask();
		await wiro.emulator.settings(ALL_OVER);
		const task = await wiro.finished(id);

		expect(task).toMatchObject({ pexit: '0', outputs: [{ name: '0.mp4' }] });
		const { statuses } = only(await wiro.emulator.tasks());
		expect(statuses.slice(0, 7).map(({ status }) => status)).toEqual([
			'task_queue',
			'task_accept',
			'task_assign',
			'task_error',
			'task_queue',
			'task_accept',
			'task_assign',
		]);
		expect(task.createtime).toBe(String(Math.floor(statuses[0]?.at ?? 0)));
	});

	it.each([
		[{ seconds: 40 }, 10],
		[{ seconds: 40, errorSeconds: 3 }, 3],
		[{ seconds: 0, errorSeconds: 7 }, 7],
		[{ seconds: 40, errorSeconds: 3, requeued: true }, 3],
	])('of a recovering task with %j takes %i emulated seconds', async (times, expected) => {
		await wiro.emulator.fates([{ end: 'recovers', ...times }]);
		await wiro.finished(await wiro.startTask());

		const { statuses } = only(await wiro.emulator.tasks());
		const index = statuses.findIndex(({ status }) => status === 'task_error');
		const [error, next] = statuses.slice(index);
		expect((next?.at ?? 0) - (error?.at ?? 0)).toBeCloseTo(expected, 3);
	});

	it.each(['error', 'recovers'] as const)('has a reason of its own for %s', async (end) => {
		await wiro.emulator.fates([{ end, errorSeconds: LONG }]);

		expect((await wiro.detailOf(await stuckTask())).debugerror).toContain('worker');
	});

	it('counts for the concurrent task limit and keeps its worker slot', async () => {
		await wiro.emulator.settings({ concurrentTaskLimit: 2, workerSlots: 1 });
		await wiro.emulator.fates([{ end: 'error' }]);
		await stuckTask();
		const waiting = await wiro.startTask();

		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({ errors: [{ code: 96 }] });
		expect(await wiro.detailOf(waiting)).toMatchObject({ status: 'task_queue' });
	});

	it.each(['/Task/Kill', '/Task/Cancel'])('is left with %s, at no cost', async (path) => {
		await wiro.emulator.settings({ workerSlots: 1 });
		await wiro.emulator.fates([{ end: 'recovers', errorSeconds: LONG }]);
		const id = await stuckTask();
		const next = await wiro.startTask();

		const { tasklist } = await wiro.call(path, { taskid: id });
		expect(only(tasklist)).toMatchObject({ id, status: 'task_cancel', totalcost: '0' });
		await wiro.finished(next);
		await wiro.emulator.settings(ALL_OVER);
		expect(await wiro.detailOf(id)).toMatchObject({ status: 'task_cancel', pexit: '' });
	});

	it.each(['/Task/Kill', '/Task/Cancel'])('is left with %s by a planted task', async (path) => {
		await wiro.emulator.plantTask({
			id: '1',
			token: 'a',
			status: 'task_error',
			debugerror: 'Lost',
		});
		expect(await wiro.detailOf('1')).toMatchObject({ debugerror: 'Lost' });

		const { tasklist } = await wiro.call(path, { taskid: '1' });
		expect(only(tasklist)).toMatchObject({ status: 'task_cancel', debugerror: 'Lost' });
	});

	it('makes no callback', async () => {
		await wiro.emulator.fates([{ end: 'error' }]);
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: wiro.emulator.url });

		expect(await wiro.taskIn(id, 'task_error')).toMatchObject({ callback: 'none' });
	});
});
