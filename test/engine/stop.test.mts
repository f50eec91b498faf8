import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { EmulatedTask, Fate, TaskStatus } from '../../emulator/control.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { until } from '../../n8n/until.mts';
import { createRelay } from '../support/wiro/relay.mts';
import { FAST, SHORT_RUN, retryOnFail, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

/** Tasks that do not end by themselves: as many as a test needs. */
const ENDLESS: Fate[] = Array.from({ length: 5 }, () => ({ end: 'never' }));

/** Whether the tasks have these statuses, in the order of their creation. */
const are =
	(...statuses: TaskStatus[]) =>
	(tasks: EmulatedTask[]) =>
		tasks.map(({ status }) => status).join() === statuses.join();

describe('When the user stops the execution', () => {
	// One worker: the first task runs, the others wait in the queue.
	const wiro = useWiro({ workerSlots: 1 });
	const running = are('task_start', 'task_queue');

	/** Checks that nothing more is asked, and gives how often each endpoint was called. */
	async function countsWhenQuiet() {
		// A check that was under way may still arrive.
		await setTimeout(100);
		const before = await wiro.counts();
		await setTimeout(1_000);
		expect(await wiro.counts()).toEqual(before);
		return before;
	}

	/** Waits until so many checks have been made. */
	async function checked(times = 1) {
		await until(
			`${times} checks have been made`,
			async () => (await wiro.requests('detail')).length >= times,
			{ timeoutMs: 20_000, intervalMs: 25 },
		);
	}

	it('its task that runs is killed, the one in the queue is cancelled, and polling ends', async () => {
		await wiro.emulator.fates(ENDLESS);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, { startItems: [{}, {}], signal: stop.signal });
		await wiro.tasksWhen(running);

		stop.abort();

		expect((await execution).status).toBe('canceled');
		await wiro.tasksWhen(are('task_cancel', 'task_cancel'));
		expect(await countsWhenQuiet()).toMatchObject({ run: 2, cancel: 2, kill: 1 });
	});

	it('a task is stopped although Wiro could not be reached at first', async () => {
		await wiro.emulator.fates(ENDLESS);
		await wiro.emulator.faults([{ endpoint: 'cancel', kind: 'resetBefore' }]);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, { signal: stop.signal });
		await wiro.tasksWhen(are('task_start'));

		stop.abort();

		await execution;
		await wiro.tasksWhen(are('task_cancel'));
		expect(await wiro.counts()).toMatchObject({ run: 1, cancel: 2, kill: 1 });
	});

	it('the task of a Run under way is stopped as soon as its answer names it', async () => {
		await wiro.emulator.fates(ENDLESS);
		const relay = await createRelay(wiro.emulator.baseUrl);
		await relay.open();
		relay.holdAnswers();
		const { type, data } = wiro.credential;
		const stop = new AbortController();
		try {
			const execution = wiro.run(SHORT_RUN, {
				credential: { type, data: { ...data, baseUrl: relay.baseUrl } },
				signal: stop.signal,
			});
			await wiro.tasksWhen(are('task_start'));
			stop.abort();
			expect(await wiro.counts()).toEqual({ run: 1 });
			relay.releaseAnswers();

			expect((await execution).status).toBe('canceled');
			await wiro.tasksWhen(are('task_cancel'));
		} finally {
			await relay.close();
		}
		expect(await wiro.counts()).toEqual({ run: 1, cancel: 1, kill: 1 });
	});

	it('what waits in the node for its turn is not sent any more', async () => {
		await wiro.emulator.fates(ENDLESS);
		const stop = new AbortController();
		const execution = wiro.run(
			{ ...SHORT_RUN, options: { ...FAST, maxConcurrentTasks: 1 } },
			{ startItems: [{}, {}, {}], signal: stop.signal },
		);
		await wiro.tasksWhen(are('task_start'));

		stop.abort();

		await execution;
		await wiro.tasksWhen(are('task_cancel'));
		expect((await countsWhenQuiet()).run).toBe(1);
	});

	it('the tasks go on when Stop Tasks on Cancel is off', async () => {
		await wiro.emulator.fates(ENDLESS);
		const stop = new AbortController();
		const execution = wiro.run(
			{ ...SHORT_RUN, options: { ...FAST, stopTaskOnCancel: false } },
			{ startItems: [{}, {}], signal: stop.signal },
		);
		await wiro.tasksWhen(running);
		await checked();

		stop.abort();

		expect((await execution).status).toBe('canceled');
		expect(Object.keys(await countsWhenQuiet()).sort()).toEqual(['detail', 'run']);
		expect(running(await wiro.emulator.tasks())).toBe(true);
	});

	it('the tasks that the next try of Retry On Fail waits for are stopped too', async () => {
		await wiro.emulator.fates(ENDLESS);
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'status', status: 403 }]);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, {
			node: retryOnFail(2),
			signal: stop.signal,
		});
		// The first check was refused, so the third and later ones are of the second try.
		await checked(3);

		stop.abort();

		await execution;
		await wiro.tasksWhen(are('task_cancel'));
		expect((await wiro.counts()).run).toBe(1);
	});

	it("n8n's workflow timeout does the same", async () => {
		await wiro.emulator.fates(ENDLESS);
		const run = await wiro.run(SHORT_RUN, { startItems: [{}, {}], timeoutMs: 800 });

		expect(run.status).toBe('canceled');
		await wiro.tasksWhen(are('task_cancel', 'task_cancel'));
		expect(await wiro.counts()).toMatchObject({ run: 2, kill: 1 });
	});

	it('tasks of a Run node that has finished go on, while another node waits for them', async () => {
		await wiro.emulator.fates(ENDLESS);
		const stop = new AbortController();
		const execution = runWorkflow({
			workflow: chain(
				wiroNode({ ...SHORT_RUN, waitForCompletion: false }),
				wiroNode({ operation: 'waitForCompletion', options: FAST }, { name: 'Wait' }),
			),
			credentials: { [CREDENTIAL]: wiro.credential },
			startItems: [{}, {}],
			signal: stop.signal,
		});
		await wiro.tasksWhen(running);
		await checked();

		stop.abort();

		expect((await execution).status).toBe('canceled');
		expect(Object.keys(await countsWhenQuiet()).sort()).toEqual(['detail', 'run']);
		expect(running(await wiro.emulator.tasks())).toBe(true);
	});
});
