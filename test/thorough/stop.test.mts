import { setTimeout } from 'node:timers/promises';

import { describe, expect, it, jest } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { EmulatedTask, Endpoint, Fate, TaskStatus } from '../../emulator/control.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { nodeLogger } from '../../n8n/engine/modules.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { until } from '../../n8n/until.mts';
import { createRelay } from '../support/wiro/relay.mts';
import {
	FAST,
	SHORT_RUN,
	jsonOf,
	retryOnFail,
	useWiro,
	wiroNode,
} from '../support/wiro/useWiro.mts';

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

	it('the error says which paid tasks are stopped, and which have ended', async () => {
		await wiro.emulator.fates([{ end: 'success', seconds: 1 }, ...ENDLESS]);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, { startItems: [{}, {}, {}], signal: stop.signal });
		const tasks = await wiro.tasksWhen(are('task_postprocess_end', 'task_start', 'task_queue'));
		// Some of the next checks are of the task that has ended.
		await checked((await wiro.requests('detail')).length + 10);

		stop.abort();

		const { error } = await execution;
		expect(error?.message).toBe('The execution was canceled');
		const [ended, killed, cancelled] = tasks.map(({ id }) => id);
		const ofItem = (id: string | undefined) => `${id} \\(item \\d\\)`;
		expect(error?.description).toMatch(
			new RegExp(
				`^Tasks that are cancelled or killed: (${ofItem(killed)}, ${ofItem(cancelled)}|${ofItem(cancelled)}, ${ofItem(killed)})\\. ` +
					`Tasks for the Get Task operation: ${ofItem(ended)}\\.$`,
			),
		);
		await wiro.tasksWhen(are('task_postprocess_end', 'task_cancel', 'task_cancel'));
		expect(await wiro.counts()).toMatchObject({ run: 3, kill: 1 });
	});

	describe("n8n's log", () => {
		/** Stops an execution that has not noticed yet what became of its task, and gives the warnings. */
		async function warningsAfterStop(status: TaskStatus) {
			const warn = jest.spyOn(nodeLogger(), 'warn');
			const stop = new AbortController();
			const execution = wiro.run(
				{ ...SHORT_RUN, options: { pollInterval: 60 } },
				{ signal: stop.signal },
			);
			await wiro.tasksWhen(are(status));
			stop.abort();
			await execution;
			await countsWhenQuiet();
			const warnings = warn.mock.calls.map(([message]) => message);
			warn.mockRestore();
			return warnings;
		}

		/** Stops an execution after a request to an endpoint, and gives what the log says of its tasks. */
		async function notesAfterStop(endpoint: Endpoint) {
			const info = jest.spyOn(nodeLogger(), 'info');
			const stop = new AbortController();
			const execution = wiro.run(SHORT_RUN, { signal: stop.signal });
			await until(
				`a request to ${endpoint} has been made`,
				async () => (await wiro.requests(endpoint)).length > 0,
				{ timeoutMs: 20_000, intervalMs: 25 },
			);
			stop.abort();
			await execution;
			await countsWhenQuiet();
			const notes = info.mock.calls.map(([message]) => message);
			info.mockRestore();
			return notes.filter((note) => note.startsWith('The execution was canceled'));
		}

		it('names the tasks of the execution, since n8n keeps no error of it', async () => {
			await wiro.emulator.fates(ENDLESS);

			expect(await notesAfterStop('detail')).toEqual([
				'The execution was canceled. Tasks that are cancelled or killed: 700001 (item 0).',
			]);
		});

		it('has no note about tasks of an execution that has none', async () => {
			const errors = [{ code: 96, message: 'Concurrent task limit of 1.' }];
			await wiro.emulator.faults([{ endpoint: 'run', kind: 'errors', errors, times: 'always' }]);

			expect(await notesAfterStop('run')).toEqual([]);
		});

		it('names a task that could not be stopped', async () => {
			await wiro.emulator.fates(ENDLESS);
			await wiro.emulator.faults([{ endpoint: 'cancel', kind: 'status', status: 403 }]);

			expect(await warningsAfterStop('task_start')).toEqual([
				'The Wiro task 700001 could not be stopped and may be billed',
			]);
		});

		it('has no warning of a task that had ended before', async () => {
			expect(await warningsAfterStop('task_postprocess_end')).toEqual([]);
			expect(await wiro.counts()).toEqual({ run: 1, cancel: 1, kill: 1, detail: 1 });
		});
	});

	it('the error of the timeout names the tasks that go on, when Stop Tasks on Cancel is off', async () => {
		await wiro.emulator.fates(ENDLESS);
		const { status, error } = await wiro.run(
			{ ...SHORT_RUN, options: { ...FAST, stopTaskOnCancel: false } },
			{ timeoutMs: 800 },
		);

		expect(status).toBe('canceled');
		const [task] = await wiro.emulator.tasks();
		expect(error?.description).toBe(`Tasks for the Get Task operation: ${task?.id} (item 0).`);
		expect(await countsWhenQuiet()).toEqual({ run: 1 });
	});

	describe('while Wait for Completion polls', () => {
		/** Starts two tasks, and stops the execution of a node that waits for them. */
		async function stopWaiting(options: INodeParameters, reference = 'taskId') {
			await wiro.emulator.fates(ENDLESS);
			const started = await wiro.run(
				{ ...SHORT_RUN, waitForCompletion: false },
				{ startItems: [{}, {}] },
			);
			await wiro.tasksWhen(running);
			const stop = new AbortController();
			const execution = wiro.run(
				{
					operation: 'waitForCompletion',
					taskReference: reference,
					options: { ...FAST, ...options },
				},
				{ startItems: jsonOf(started).map((json) => ({ json })), signal: stop.signal },
			);
			await checked(4);
			stop.abort();
			return await execution;
		}

		it.each(['taskId', 'taskToken'])(
			'its tasks are stopped when Stop Tasks on Cancel is on (%s)',
			async (reference) => {
				const { status, error } = await stopWaiting({ stopTaskOnCancel: true }, reference);

				expect(status).toBe('canceled');
				expect(error?.description).toMatch(/^Tasks that are cancelled or killed: .*\(item 1\)\.$/);
				await wiro.tasksWhen(are('task_cancel', 'task_cancel'));
				expect(await countsWhenQuiet()).toMatchObject({ run: 2, cancel: 2, kill: 1 });
			},
		);

		it('its tasks go on otherwise, and the error names them', async () => {
			const { status, error } = await stopWaiting({});

			expect(status).toBe('canceled');
			expect(error?.description).toMatch(/^Tasks for the Get Task operation: .*\(item 1\)\.$/);
			expect(Object.keys(await countsWhenQuiet()).sort()).toEqual(['detail', 'run']);
			expect(running(await wiro.emulator.tasks())).toBe(true);
		});

		it('a task that has ended is left alone', async () => {
			await wiro.emulator.plantTask({
				id: '7',
				token: 'ended',
				status: 'task_postprocess_end',
				outputs: 1,
			});
			await wiro.emulator.plantTask({ id: '8', token: 'running', status: 'task_start' });
			const stop = new AbortController();
			const execution = wiro.run(
				{
					operation: 'waitForCompletion',
					taskId: '={{ $json.id }}',
					options: { ...FAST, stopTaskOnCancel: true },
				},
				{ startItems: [{ json: { id: 7 } }, { json: { id: 8 } }], signal: stop.signal },
			);
			await checked(4);

			stop.abort();

			await execution;
			await wiro.tasksWhen(are('task_postprocess_end', 'task_cancel'));
			expect(await countsWhenQuiet()).toMatchObject({ cancel: 1, kill: 1 });
		});
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
