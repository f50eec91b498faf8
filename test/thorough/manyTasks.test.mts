import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Settings } from '../../emulator/control.mts';
import type { RunResult } from '../../n8n/engine/run.mts';
import { EACH_PROMPT, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const MANY = 12;
/** As many as are checked one by one. */
const FEW = 5;

/** In seconds. */
const INTERVAL = 0.1;

/** A task takes this long, in seconds: forty intervals, since a busy machine misses most of them. */
const TASK_SECONDS = 4;

const RUN_MANY: INodeParameters = { ...EACH_PROMPT, options: { pollInterval: INTERVAL } };

const LISTS: Partial<Settings> = {
	taskListAnswer: 'tasks',
	speed: 20,
	taskSeconds: TASK_SECONDS * 20,
	workerSlots: 100,
};

const items = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { prompt: `Take ${index}` } }));

function expectAllHome(run: RunResult, count = MANY): void {
	expect(run.error).toBeUndefined();
	const succeeded = jsonOf(run).map((json) => json.succeeded);
	expect(succeeded).toEqual(Array.from({ length: count }, () => true));
	expect(new Set(jsonOf(run).map(({ taskId }) => taskId)).size).toBe(count);
}

describe('While many tasks wait in one execution, the node', () => {
	const wiro = useWiro(LISTS);

	/** How often each task was checked. */
	async function checks(): Promise<number[]> {
		const details = await wiro.requests('detail');
		const tasks = await wiro.tasksWhen(() => true);
		return tasks.map(({ id }) => details.filter(({ taskIds }) => taskIds[0] === id).length);
	}

	it('asks for the newest tasks, and checks only those that may have ended', async () => {
		const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

		expectAllHome(run);
		const lists = await wiro.requests('tasks');
		expect(lists.length).toBeGreaterThan(3);
		expect(lists[0]?.body).toEqual({
			type: 'model',
			sort: 'id',
			order: 'DESC',
			start: '0',
			limit: '100',
		});
		// The last few are checked one by one again.
		const counts = await checks();
		expect(counts.filter((count) => count === 1).length).toBeGreaterThanOrEqual(MANY - FEW);
		expect((await wiro.counts()).run).toBe(MANY);
	});

	it('sees the end of a short task while the others run', async () => {
		const seconds = [0.5, ...Array.from({ length: MANY - 1 }, () => 3)];
		await wiro.emulator.fates(seconds.map((each) => ({ end: 'success', seconds: each * 20 })));
		const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

		expectAllHome(run);
		const [first] = await wiro.requests('detail');
		const [short] = await wiro.tasksWhen(() => true);
		expect(first?.taskIds).toEqual([short?.id]);
		const lists = await wiro.requests('tasks');
		expect(lists.filter(({ index }) => index > (first?.index ?? Infinity)).length).toBeGreaterThan(
			5,
		);
		expect((await wiro.counts()).run).toBe(MANY);
	});

	it('checks a task one by one that the list does not show', async () => {
		await wiro.emulator.fates([{ end: 'success', unlisted: true }]);
		const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

		expectAllHome(run);
		const [unlisted = 0, ...listed] = await checks();
		expect(unlisted).toBeGreaterThan(2);
		expect(listed.filter((count) => count === 1).length).toBeGreaterThanOrEqual(MANY - FEW - 1);
		expect((await wiro.counts()).run).toBe(MANY);
	});

	it('knows tasks by their token too', async () => {
		const started = await wiro.run(
			{ ...EACH_PROMPT, waitForCompletion: false },
			{ startItems: items(MANY) },
		);
		const startItems = jsonOf(started).map(({ taskToken }) => ({ json: { taskToken } }));
		const run = await wiro.run(
			{
				operation: 'waitForCompletion',
				taskReference: 'taskToken',
				taskToken: '={{ $json.taskToken }}',
				options: { pollInterval: INTERVAL },
			},
			{ startItems },
		);

		expectAllHome(run);
		expect((await wiro.requests('tasks')).length).toBeGreaterThan(3);
		// One at first, since they may have ended long ago, and one at the end.
		const counts = await checks();
		expect(counts.filter((count) => count === 2).length).toBeGreaterThanOrEqual(MANY - FEW);
		expect((await wiro.counts()).run).toBe(MANY);
	});

	it('waits for a task that the list calls ended until Task/Detail says so', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'tasks', kind: 'patch', patch: { status: 'task_cancel' } },
		]);
		const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

		expectAllHome(run);
		const counts = await checks();
		expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
		expect(counts.filter((count) => count === 2).length).toBeGreaterThan(0);
		await wiro.counts();
	});

	it('checks tasks in a status that it does not know', async () => {
		await wiro.emulator.faults([
			{
				endpoint: 'tasks',
				kind: 'patch',
				patch: { status: 'task_dreaming' },
				times: 'always',
			},
		]);
		const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

		expectAllHome(run);
		expect(Math.min(...(await checks()))).toBeGreaterThan(2);
		await wiro.counts();
	});

	it('ends at once when the user stops the execution', async () => {
		await wiro.emulator.fates(Array.from({ length: MANY }, () => ({ end: 'never' })));
		const stop = new AbortController();
		const execution = wiro.run(
			{ ...EACH_PROMPT, options: { pollInterval: 30 } },
			{ startItems: items(MANY), signal: stop.signal },
		);
		await wiro.tasksWhen((tasks) => tasks.length === MANY);

		stop.abort();

		expect((await execution).status).toBe('canceled');
		await wiro.tasksWhen((tasks) => tasks.every(({ status }) => status === 'task_cancel'));
		await wiro.counts();
	});

	it.each(['http404', 'refused'] as const)(
		'does as without Task/List, which is asked for once, if it is missing (%s)',
		async (taskListAnswer) => {
			await wiro.emulator.settings({ taskListAnswer });
			const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

			expectAllHome(run);
			expect(await wiro.requests('tasks')).toHaveLength(1);
			expect(Math.min(...(await checks()))).toBeGreaterThan(2);
			expect((await wiro.counts()).run).toBe(MANY);
		},
	);

	it('does as without Task/List if that shows nothing', async () => {
		await wiro.emulator.settings({ taskListAnswer: 'empty' });
		const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

		expectAllHome(run);
		// Tasks that started meanwhile may each ask once.
		expect((await wiro.requests('tasks')).length).toBeLessThanOrEqual(MANY);
		expect(Math.min(...(await checks()))).toBeGreaterThan(2);
		await wiro.counts();
	});

	it.each(['resetBefore', 'invalidJson', 'emptyBody'] as const)(
		'brings all tasks home if Task/List fails (%s)',
		async (kind) => {
			await wiro.emulator.faults([{ endpoint: 'tasks', kind, times: 'always' }]);
			const run = await wiro.run(RUN_MANY, { startItems: items(MANY) });

			expectAllHome(run);
			// Not asked for again for a while.
			expect(await wiro.requests('tasks')).toHaveLength(1);
			expect(Math.min(...(await checks()))).toBeGreaterThan(2);
			await wiro.counts();
		},
	);
});

describe('While a few tasks wait in one execution, the node', () => {
	const wiro = useWiro(LISTS);

	it('checks each, and does not ask for the newest tasks', async () => {
		const run = await wiro.run(RUN_MANY, { startItems: items(FEW) });

		expectAllHome(run, FEW);
		expect(await wiro.requests('tasks')).toEqual([]);
		const { detail = 0 } = await wiro.counts();
		expect(detail).toBeGreaterThan(FEW * 5);
	});
});
