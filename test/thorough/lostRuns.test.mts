import { setTimeout } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault, FaultKind } from '../../emulator/control.mts';
import { CREDENTIAL, emulatorCredential } from '../../n8n/credential.mts';
import { type RunResult, type StartItem, runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { until } from '../../n8n/until.mts';
import {
	EACH_PROMPT,
	FAST,
	SHORT_RUN,
	WIRO,
	jsonOf,
	retryOnFail,
	useWiro,
	wiroNode,
} from '../support/wiro/useWiro.mts';
import { IMAGES } from '../support/wiro/images.mts';

const LOST: Fault = { endpoint: 'run', kind: 'resetAfter' };
const NEVER_ARRIVED: Fault = { endpoint: 'run', kind: 'resetBefore' };

const WAYS: Array<[string, FaultKind]> = [
	['the connection breaks', { kind: 'resetAfter' }],
	['no answer comes', { kind: 'timeout', acted: true, dropAfterMs: 200 }],
	['the answer breaks off', { kind: 'breakHalfway' }],
	['the answer cannot be read', { kind: 'invalidJson', acted: true }],
	['the answer is empty', { kind: 'emptyBody', acted: true }],
	['the answer names no task', { kind: 'patch', patch: { taskid: null, socketaccesstoken: null } }],
];

const MAYBE_STARTED = /may or may not have started/;

const picture = { data: IMAGES.png, fileName: 'image.png', mimeType: 'image/png' };

/** Longer than the half minute for which the node looks. */
const LONG_MS = 60_000;

const items = (...prompts: string[]): StartItem[] =>
	prompts.map((prompt) => ({ json: { prompt } }));

const taskIdsOf = (...runs: RunResult[]) =>
	runs.flatMap((run) => jsonOf(run).map(({ taskId }) => taskId));

describe('When the answer to Run is lost, the node', () => {
	const wiro = useWiro({ taskListAnswer: 'tasks', workerSlots: 100 });

	// The node remembers for minutes which task is whose, so each test has tasks of its own.
	let tests = 0;
	beforeEach(async () => {
		await wiro.emulator.settings({ seed: `lost Runs ${tests++}` });
	});

	/** What Wiro has of the tasks, and that each is paid once. */
	async function taskIds(count: number): Promise<string[]> {
		const tasks = await wiro.tasksWhen(() => true);
		expect(tasks).toHaveLength(count);
		await wiro.counts();
		return tasks.map(({ id }) => id);
	}

	it.each(WAYS)('finds its task and waits for the video, if %s', async (_, kind) => {
		await wiro.emulator.faults([{ endpoint: 'run', ...kind }]);
		const run = await wiro.run(SHORT_RUN);

		expect(run.error).toBeUndefined();
		expect(jsonOf(run)).toMatchObject([
			{ taskId: '700001', succeeded: true, url: expect.stringMatching(/0\.mp4$/), seed: 42 },
		]);
		expect(await wiro.requests('tasks')).toHaveLength(1);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
		await taskIds(1);
	});

	it('gives the task at once if it does not wait for the video', async () => {
		await wiro.emulator.faults([LOST]);
		const run = await wiro.run({ ...SHORT_RUN, waitForCompletion: false });

		const [{ token } = { token: '' }] = await wiro.tasksWhen(() => true);
		expect(jsonOf(run)).toMatchObject([
			{ taskId: '700001', taskToken: token, completed: false, seed: 42 },
		]);
		expect(await wiro.counts()).toEqual({ run: 1 });
	});

	it.each(['http404', 'refused'] as const)(
		'says at once that a task may have started, if Wiro has no list (%s)',
		async (taskListAnswer) => {
			await wiro.emulator.settings({ taskListAnswer });
			await wiro.emulator.faults([LOST]);
			const run = await wiro.run(SHORT_RUN);

			expect(run.error?.message).toMatch(MAYBE_STARTED);
			expect(await wiro.requests('tasks')).toHaveLength(1);
			expect(await wiro.counts()).toEqual({ run: 1 });
		},
	);

	it('says so at once if another server answers in the place of the list', async () => {
		const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
		await wiro.emulator.faults([LOST, { endpoint: 'tasks', kind: 'status', ...page }]);
		const run = await wiro.run(SHORT_RUN);

		expect(run.error?.message).toMatch(MAYBE_STARTED);
		expect(await wiro.requests('tasks')).toHaveLength(1);
		expect(await wiro.counts()).toEqual({ run: 1 });
	});

	it('does not wait for an equal Run that was refused', async () => {
		const errors = [{ code: 0, message: 'Request parameter [prompt] required' }];
		await wiro.emulator.faults([LOST, { endpoint: 'run', kind: 'errors', errors }]);
		const run = await wiro.run(EACH_PROMPT, {
			startItems: items('same', 'same'),
			node: { onError: 'continueRegularOutput' },
		});

		expect(jsonOf(run)).toMatchObject([
			{ taskId: '700001', succeeded: true },
			{ error: expect.stringMatching(/did not accept the parameters/) },
		]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('looks again until the list shows the task', async () => {
		await wiro.emulator.faults([LOST, { endpoint: 'tasks', kind: 'status', status: 502 }]);
		// Three seconds.
		await wiro.emulator.fates([{ end: 'success', hiddenSeconds: 600 }]);
		const run = await wiro.run(SHORT_RUN);

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect((await wiro.requests('tasks')).length).toBeGreaterThan(2);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('starts a new task with the next try if the one that it found has failed', async () => {
		await wiro.emulator.faults([LOST]);
		await wiro.emulator.fates([{ end: 'fail' }]);
		const run = await wiro.run(SHORT_RUN, { node: retryOnFail(2) });

		expect(jsonOf(run)).toMatchObject([{ taskId: '700002', succeeded: true }]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('finds the task of the next try with the same inputs too', async () => {
		await wiro.emulator.faults([{ ...LOST, times: 2 }]);
		await wiro.emulator.fates([{ end: 'fail' }]);
		const run = await wiro.run(SHORT_RUN, { node: retryOnFail(2) });

		expect(jsonOf(run)).toMatchObject([{ taskId: '700002', succeeded: true }]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('gives each of several equal items a task of its own, all of them lost', async () => {
		await wiro.emulator.faults([{ ...LOST, times: 'always' }]);
		const run = await wiro.run(EACH_PROMPT, { startItems: items('same', 'same', 'same') });

		expect(taskIdsOf(run).sort()).toEqual(await taskIds(3));
	});

	it('gives an item the task that no equal item was answered with', async () => {
		await wiro.emulator.faults([{ ...LOST, after: 1 }]);
		const run = await wiro.run(EACH_PROMPT, { startItems: items('same', 'same', 'same') });

		expect(taskIdsOf(run).sort()).toEqual(await taskIds(3));
	});

	it('finds its task at once, although another that starts meanwhile moves it to the next page', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'run', kind: 'timeout', acted: true, dropAfterMs: 3_000 },
			{ endpoint: 'tasks', kind: 'trickle' },
		]);
		const running = wiro.run(SHORT_RUN);
		await wiro.tasksWhen((tasks) => tasks.length === 1);
		const plant = async (id: number) =>
			await wiro.emulator.plantTask({ id: `${id}`, token: `other ${id}`, status: 'task_start' });
		for (let id = 1; id < 100; id++) await plant(id);
		await until(
			'the first page is on its way',
			async () => (await wiro.requests('tasks'))[0]?.taskIds.at(-1) === '700001',
			{ timeoutMs: 20_000, intervalMs: 25 },
		);
		await plant(100);

		expect(jsonOf(await running)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect(await wiro.requests('tasks')).toHaveLength(2);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('waits for the answers of equal Runs that are under way', async () => {
		await wiro.emulator.faults([
			LOST,
			{ endpoint: 'run', kind: 'trickle', pieces: 4, everyMs: 500 },
		]);
		const run = await wiro.run(EACH_PROMPT, { startItems: items('same', 'same') });

		expect(taskIdsOf(run).sort()).toEqual(await taskIds(2));
	});

	it('does not take the task of an equal Run that is under way, although its own is not listed yet', async () => {
		await wiro.emulator.faults([
			LOST,
			{ endpoint: 'run', kind: 'trickle', pieces: 4, everyMs: 500 },
		]);
		// Three seconds.
		await wiro.emulator.fates([{ end: 'success', hiddenSeconds: 600 }, { end: 'success' }]);
		const run = await wiro.run(EACH_PROMPT, { startItems: items('same', 'same') });

		expect(taskIdsOf(run).sort()).toEqual(await taskIds(2));
	});

	it('tells items apart by what was sent', async () => {
		await wiro.emulator.faults([{ ...LOST, times: 'always' }]);
		const prompts = ['A cat', 'A dog', 'A cat with a dog'];
		const run = await wiro.run(EACH_PROMPT, { startItems: items(...prompts) });

		const tasks = await wiro.tasksWhen(() => true);
		const promptOf = (taskId: unknown) => tasks.find(({ id }) => id === taskId)?.parameters.prompt;
		expect(taskIdsOf(run).map(promptOf)).toEqual(prompts);
		await taskIds(3);
	});

	it('shares the tasks out between executions with equal items', async () => {
		await wiro.emulator.faults([{ ...LOST, times: 3 }]);
		const runs = await Promise.all(
			[1, 2].map(async () => await wiro.run(EACH_PROMPT, { startItems: items('same', 'same') })),
		);

		expect(taskIdsOf(...runs).sort()).toEqual(await taskIds(4));
	});

	it('does not take a task that an earlier execution has started just before', async () => {
		const earlier = await wiro.run(SHORT_RUN);
		await wiro.emulator.faults([LOST]);
		const run = await wiro.run(SHORT_RUN);

		expect(taskIdsOf(earlier, run)).toEqual(await taskIds(2));
	});

	describe('in an execution whose first tasks another n8n process has started', () => {
		const { now } = Date;
		/** A Run that is sent hours later lets this process forget all tasks. The execution still knows them. */
		const hoursLater = () => {
			jest.spyOn(Date, 'now').mockImplementation(() => now() + 7_200_000);
		};
		const errors = [{ code: 97, message: 'No balance' }];
		const REFUSED: Fault = { endpoint: 'run', kind: 'errors', errors };
		afterEach(() => {
			jest.restoreAllMocks();
		});

		it('does not take a task that another node has started', async () => {
			await wiro.emulator.faults([
				{ ...REFUSED, after: 1 },
				{ ...LOST, after: 1 },
			]);
			const parameters = { ...SHORT_RUN, waitForCompletion: false };
			const run = await runWorkflow({
				workflow: chain(
					wiroNode(parameters),
					wiroNode(parameters, { name: 'Later', onError: 'continueRegularOutput' }),
					wiroNode(parameters, { name: 'Last' }),
				),
				credentials: { [CREDENTIAL]: wiro.credential },
				onNodeFinished: (name) => {
					if (name === WIRO) hoursLater();
					else jest.restoreAllMocks();
				},
			});

			expect(run.error).toBeUndefined();
			const found = run.items('Last').map(({ json }) => json.taskId);
			expect([...taskIdsOf(run), ...found]).toEqual(await taskIds(2));
			expect(await wiro.requests('tasks')).toHaveLength(1);
		});

		it('does not take the task that an earlier try of another item has started', async () => {
			await wiro.emulator.faults([{ ...REFUSED, after: 1, times: 2 }]);
			const parameters = { ...EACH_PROMPT, waitForCompletion: false };
			const startItems = items('same', 'same');
			const failed = await wiro.run(parameters, { startItems });
			hoursLater();
			await wiro.run(parameters, { startItems: items('later') });
			jest.restoreAllMocks();
			// The one task is not shown before the other is found.
			await wiro.emulator.faults([
				LOST,
				{ endpoint: 'detail', kind: 'status', status: 502, times: 2 },
			]);
			const run = await wiro.run(parameters, { startItems, retryOf: failed });

			expect(run.error).toBeUndefined();
			expect(taskIdsOf(run).sort()).toEqual(await taskIds(2));
			expect(await wiro.requests('tasks')).toHaveLength(1);
		});
	});

	it('finds the task of an image that was sent as a file', async () => {
		await wiro.emulator.faults([{ ...LOST, times: 2 }]);
		const startItems = ['one.png', 'two.png'].map((fileName) => ({
			binary: { data: { ...picture, fileName } },
		}));
		const run = await wiro.run(
			{ ...SHORT_RUN, imageSource: 'binary', binaryPropertyName: 'data' },
			{ startItems },
		);

		expect(run.error).toBeUndefined();
		const tasks = await wiro.tasksWhen(() => true);
		const imageOf = (taskId: unknown) =>
			tasks.find(({ id }) => id === taskId)?.parameters.inputImage;
		expect(taskIdsOf(run).map(imageOf)).toEqual([
			expect.stringMatching(/one\.png$/),
			expect.stringMatching(/two\.png$/),
		]);
		await taskIds(2);
	});

	it('ends when the user stops the execution, and then stops the task', async () => {
		await wiro.emulator.faults([LOST]);
		await wiro.emulator.fates([{ end: 'never', hiddenSeconds: 600 }]);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, { signal: stop.signal });
		await wiro.tasksWhen((tasks) => tasks.length === 1);
		await setTimeout(500);

		stop.abort();

		expect((await execution).status).toBe('canceled');
		expect((await wiro.tasksWhen(() => true))[0]?.status).not.toBe('task_cancel');
		await wiro.tasksWhen(([task]) => task?.status === 'task_cancel');
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('leaves a task that it finds after the Stop running, if tasks are not to be stopped', async () => {
		await wiro.emulator.faults([LOST, { endpoint: 'tasks', kind: 'trickle', everyMs: 100 }]);
		await wiro.emulator.fates([{ end: 'never' }]);
		const stop = new AbortController();
		const parameters = { ...SHORT_RUN, options: { ...FAST, stopTaskOnCancel: false } };
		const execution = wiro.run(parameters, { signal: stop.signal });
		await until('the list is asked for', async () => (await wiro.requests('tasks')).length > 0);

		stop.abort();

		expect((await execution).status).toBe('canceled');
		// The list takes two seconds.
		await setTimeout(3_000);
		expect(await wiro.tasksWhen(() => true)).toMatchObject([{ status: 'task_start' }]);
		expect(await wiro.counts()).toEqual({ run: 1 });
	});

	it('does not begin to wait for the task if the execution was stopped before', async () => {
		const fault = { endpoint: 'run', kind: 'timeout', acted: true, dropAfterMs: 1_000 } as const;
		await wiro.emulator.faults([fault]);
		// Three seconds.
		await wiro.emulator.fates([{ end: 'never', hiddenSeconds: 600 }]);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, { signal: stop.signal });
		await wiro.tasksWhen((tasks) => tasks.length === 1);

		stop.abort();

		expect((await execution).status).toBe('canceled');
		expect((await wiro.requests('tasks')).length).toBeLessThan(3);
		// The search goes on, to stop the task.
		await wiro.tasksWhen(([task]) => task?.status === 'task_cancel');
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('ends when another item fails', async () => {
		await wiro.emulator.faults([
			LOST,
			{ endpoint: 'run', kind: 'errors', errors: [{ code: 97, message: 'No balance' }] },
		]);
		await wiro.emulator.fates([{ end: 'never', hiddenSeconds: 6_000 }]);
		const run = await wiro.run(EACH_PROMPT, { startItems: items('one', 'two') });

		expect(`${run.error?.message} ${run.error?.description}`).toMatch(
			/may (or may not|also) have started/,
		);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
		// The search has ended too.
		const before = await wiro.requests('tasks');
		await setTimeout(3_000);
		expect(await wiro.requests('tasks')).toHaveLength(before.length);
	});

	it(
		'says after half a minute that a task may have started, if it finds none or too many',
		async () => {
			/** Runs the node on a lane of its own, with one fault for each item. */
			async function attempt(
				fault: Fault,
				parameters: INodeParameters,
				startItems: StartItem[],
			): Promise<RunResult> {
				const lane = wiro.emulator.lane(`half-minute-${lanes++}`);
				await lane.faults([{ ...fault, times: 'always' }]);
				const { signatureKeys } = wiro.emulator;
				const credential = emulatorCredential({ signatureKeys, baseUrl: lane.baseUrl });
				const run = await wiro.run(parameters, { startItems, credential });
				expect((await lane.requests('run')).length).toBe(startItems.length);
				expect((await lane.requests('tasks')).length).toBeGreaterThan(10);
				return run;
			}
			let lanes = 0;
			// Equal tasks of before, and of someone else at the same time.
			await wiro.run(
				{ ...EACH_PROMPT, waitForCompletion: false },
				{ startItems: items('before', 'someone else') },
			);
			const [before, other] = await wiro.tasksWhen(() => true);
			const plant = { status: 'task_start', token: 'planted' } as const;
			await wiro.emulator.plantTask({
				...plant,
				id: '600001',
				token: 'planted-before',
				parameters: before?.parameters ?? {},
				createdSecondsAgo: 300,
			});
			await wiro.emulator.plantTask({
				...plant,
				id: '900001',
				parameters: other?.parameters ?? {},
				createdSecondsAgo: 5,
			});
			const file = { binary: { data: picture } };
			const withFile = { ...SHORT_RUN, imageSource: 'binary', binaryPropertyName: 'data' };

			const runs = await Promise.all([
				attempt(NEVER_ARRIVED, EACH_PROMPT, items('never arrived')),
				attempt(NEVER_ARRIVED, EACH_PROMPT, items('before')),
				attempt(LOST, EACH_PROMPT, items('someone else')),
				// The files may differ, although their names do not.
				attempt(LOST, withFile, [file, file]),
			]);

			for (const run of runs) {
				expect(run.error?.message).toMatch(MAYBE_STARTED);
				expect(run.error?.description).toMatch(/nothing is paid twice/);
			}
			await wiro.counts();
		},
		LONG_MS,
	);
});

describe('Several lost Runs at the same time', () => {
	const wiro = useWiro({ taskListAnswer: 'tasks', workerSlots: 100, seed: 'many lost Runs' });

	it('share their looks at the newest tasks', async () => {
		await wiro.emulator.faults([{ ...LOST, times: 'always' }]);
		const prompts = Array.from({ length: 20 }, (_, index) => `Take ${index}`);
		const run = await wiro.run(
			{ ...EACH_PROMPT, options: { ...FAST, maxConcurrentTasks: 20 }, waitForCompletion: false },
			{ startItems: items(...prompts) },
		);

		expect(new Set(taskIdsOf(run)).size).toBe(20);
		expect((await wiro.requests('tasks')).length).toBeLessThanOrEqual(12);
		expect((await wiro.counts()).run).toBe(20);
	});
});
