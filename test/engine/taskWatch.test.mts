import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TaskReference } from '../../dist/nodes/Wiro/api/task.js';
import { connectionOf } from '../../dist/nodes/Wiro/api/transport.js';
import { TaskWatch } from '../../dist/nodes/Wiro/waiting/taskWatch.js';
import type { Fault, JsonObject } from '../../emulator/control.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { executeContext } from '../../n8n/engine/executeContext.mts';
import { useClock } from '../support/clock.mts';
import { CountedRequests } from '../support/wiro/countedRequests.mts';
import { useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const RUNNING = 'task_start';
const ENDED = 'task_cancel';

const PAGE = 100;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A task as Task/List has it. */
function listed(id: string | null, status: string, token: string | null = null): JsonObject {
	return { id, socketaccesstoken: token, status };
}

/** A page of Task/List with these tasks, whatever the call asks for. */
function page(tasks: JsonObject[], rest: { times?: number | 'always' } = {}): Fault {
	const body = JSON.stringify({ result: true, errors: [], tasklist: tasks });
	return { endpoint: 'tasks', kind: 'status', status: 200, body, ...rest };
}

/** The IDs `1`, `2`, and so on. */
function ids(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `${index + 1}`);
}

/** Tasks of somebody else. */
function others(count: number): JsonObject[] {
	return Array.from({ length: count }, (_, index) => listed(`other ${index}`, RUNNING));
}

/** How a task waits for its check; times are in milliseconds. */
interface Waiting {
	/** When it is due. */
	due?: number;
	/** The delay after a look that says that it runs. */
	again?: number;
	left?: number;
	token?: string;
}

describe('While many tasks wait, the watch over them', () => {
	const wiro = useWiro({ taskListAnswer: 'tasks' });
	const clock = useClock();
	let stop = new AbortController();
	let requests: CountedRequests | undefined;
	let watch: TaskWatch | undefined;
	/** The tasks that should be checked, by their names, in that order. */
	let checked: string[] = [];

	beforeEach(async () => {
		stop = new AbortController();
		checked = [];
		const context = await executeContext({
			node: wiroNode({}),
			credentials: { [CREDENTIAL]: wiro.credential },
		});
		requests = new CountedRequests(context, await connectionOf(context), stop.signal);
		watch = new TaskWatch(requests);
		clock.isBusy = () => (requests?.underWay ?? 0) > 0;
	});
	afterEach(async () => {
		stop.abort();
		await clock.pass(SECOND);
	});

	/** Lets a task wait for its check, as a task with this ID, or with none. */
	function wait(taskId?: string, { due = HOUR, again = HOUR, left = HOUR, token }: Waiting = {}) {
		const delays = [due];
		const name = taskId ?? token ?? '';
		const reference: TaskReference = { taskId, taskToken: token };
		const waiting = watch?.untilCheck(reference, () => delays.shift() ?? again, left);
		waiting?.then(
			() => checked.push(name),
			(error: unknown) =>
				checked.push(`${name} ${error === stop.signal.reason ? 'aborted' : 'failed'}`),
		);
	}

	/** Lets so many tasks wait, with the IDs `1`, `2`, and so on. */
	function waitForMany(count: number, waiting?: Waiting): void {
		for (const id of ids(count)) wait(id, waiting);
	}

	/** Tasks with the IDs `1`, `2`, and so on, as Task/List has them. */
	function running(count: number): JsonObject[] {
		return ids(count).map((id) => listed(id, RUNNING));
	}

	const looks = async () => (await wiro.requests('tasks')).length;

	it('checks all that have ended after one look, at once', async () => {
		const ended = ids(12).map((id) => listed(id, ENDED));
		await wiro.emulator.faults([page(ended, { times: 'always' })]);
		waitForMany(11);
		wait('12', { due: SECOND });

		await clock.pass(SECOND);

		expect([...checked].sort()).toEqual(ids(12).sort());
		expect(await looks()).toBe(1);
	});

	it('checks none that runs, and looks again when the next one is due', async () => {
		await wiro.emulator.faults([page(running(7), { times: 'always' })]);
		waitForMany(6, { again: 10 * SECOND });
		wait('7', { due: SECOND, again: 3 * SECOND });

		await clock.pass(SECOND);
		expect(await looks()).toBe(1);
		await clock.pass(3 * SECOND - 1);
		expect(await looks()).toBe(1);
		await clock.pass(1);

		expect(await looks()).toBe(2);
		expect(checked).toEqual([]);
	});

	it('checks a task that the list does not show, and no other', async () => {
		await wiro.emulator.faults([page(running(6), { times: 'always' })]);
		waitForMany(6, { due: 2 * SECOND });
		wait('unlisted', { due: SECOND });

		await clock.pass(SECOND);
		expect(checked).toEqual(['unlisted']);
		await clock.pass(SECOND);

		expect(checked).toEqual(['unlisted']);
		expect(await looks()).toBe(1);
	});

	it('does not doubt the list for the others after it did not show one', async () => {
		await wiro.emulator.faults([page(running(6), { times: 'always' })]);
		waitForMany(6, { due: SECOND, again: SECOND });
		wait('unlisted', { due: 10 * SECOND });

		await clock.pass(2 * SECOND);

		expect(checked).toEqual([]);
		expect(await looks()).toBe(2);
	});

	it('asks for no list for a task that it did not show, for a minute', async () => {
		await wiro.emulator.faults([page(running(7), { times: 'always' })]);
		waitForMany(7);
		wait('unlisted', { due: SECOND });
		await clock.pass(SECOND);

		wait('unlisted', { due: MINUTE - 1 });
		await clock.pass(MINUTE - 1);
		expect(checked).toEqual(['unlisted', 'unlisted']);
		expect(await looks()).toBe(1);
		wait('unlisted', { due: 1 });
		await clock.pass(1);

		expect(checked).toHaveLength(3);
		expect(await looks()).toBe(2);
	});

	it('knows such a task by each of its names', async () => {
		await wiro.emulator.faults([page(running(7), { times: 'always' })]);
		waitForMany(7);
		wait('unlisted', { due: SECOND });
		await clock.pass(SECOND);

		wait('unlisted', { due: SECOND, token: 'its token' });
		await clock.pass(SECOND);

		expect(checked).toEqual(['unlisted', 'unlisted']);
		expect(await looks()).toBe(1);
	});

	it('trusts the list again as soon as it shows such a task', async () => {
		await wiro.emulator.faults([page([]), page(running(9), { times: 'always' })]);
		waitForMany(6);
		wait('7', { due: SECOND });
		await clock.pass(SECOND);
		expect(checked).toEqual(['7']);

		wait('7', { due: 3 * SECOND, again: 2 * SECOND });
		wait('8', { due: SECOND });
		await clock.pass(SECOND);
		expect(await looks()).toBe(2);
		await clock.pass(2 * SECOND);

		expect(await looks()).toBe(3);
		expect(checked).toEqual(['7']);
	});

	it('finds tasks by their token where the list has no ID', async () => {
		const tasks = ids(7).map((id) => listed(null, RUNNING, `token ${id}`));
		await wiro.emulator.faults([page(tasks, { times: 'always' })]);
		for (const id of ids(7)) wait(id, { due: SECOND, token: `token ${id}` });

		await clock.pass(SECOND);

		expect(checked).toEqual([]);
		expect(await looks()).toBe(1);
	});

	it('checks a task at its deadline without a look', async () => {
		await wiro.emulator.faults([page(running(7), { times: 'always' })]);
		waitForMany(6);
		wait('7', { left: SECOND });

		await clock.pass(SECOND - 1);
		expect(checked).toEqual([]);
		await clock.pass(1);

		expect(checked).toEqual(['7']);
		expect(await looks()).toBe(0);
	});

	it('checks each task after two minutes, whatever the list says', async () => {
		await wiro.emulator.faults([page(running(7), { times: 'always' })]);
		waitForMany(6);
		wait('7', { due: 10 * SECOND, again: 10 * SECOND });

		await clock.pass(0.8 * 2 * MINUTE - SECOND);
		expect(checked).toEqual([]);
		await clock.pass(0.4 * 2 * MINUTE + 2 * SECOND);

		expect(checked).toContain('7');
		expect(checked).toHaveLength(7);
		expect(await looks()).toBeGreaterThanOrEqual(8);
	});

	it('reads one page if it has all of the tasks, full as it is', async () => {
		const tasks = [...running(7), ...others(PAGE - 7)];
		await wiro.emulator.faults([page(tasks, { times: 'always' })]);
		for (const id of ids(7)) wait(id, { due: SECOND, token: `token ${id}` });

		await clock.pass(SECOND);

		expect(checked).toEqual([]);
		expect(await looks()).toBe(1);
	});

	it('reads the next page for the tasks that the first one does not have', async () => {
		const first = [...running(6), ...others(PAGE - 6)];
		const tasks = [...others(10), listed('7', ENDED)];
		await wiro.emulator.faults([page(first), page(tasks), page([], { times: 'always' })]);
		waitForMany(6);
		wait('7', { due: 2 * SECOND });
		wait('1', { due: SECOND });

		await clock.pass(SECOND);

		expect(checked).toEqual(['7']);
		const starts = (await wiro.requests('tasks')).map(({ body }) => body?.start);
		expect(starts).toEqual(['0', '100']);
	});

	it('reads no page after one that is not full', async () => {
		await wiro.emulator.faults([page(others(PAGE - 1), { times: 'always' })]);
		waitForMany(7, { due: SECOND });

		await clock.pass(SECOND);

		expect(await looks()).toBe(1);
	});

	it('reads two pages more than its tasks would fill, and gives up', async () => {
		await wiro.emulator.faults([page(others(PAGE), { times: 'always' })]);
		waitForMany(7, { due: SECOND });

		await clock.pass(SECOND);

		expect(checked).toHaveLength(7);
		const starts = (await wiro.requests('tasks')).map(({ body }) => body?.start);
		expect(starts).toEqual(['0', '100', '200']);
	});

	it('does without a list for a minute after a failure that may pass', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'tasks', kind: 'status', status: 503 },
			page(running(9), { times: 'always' }),
		]);
		waitForMany(6);
		wait('7', { due: SECOND });
		wait('8', { due: SECOND + MINUTE - 1 });
		wait('9', { due: SECOND + MINUTE });

		await clock.pass(SECOND);
		expect(checked).toEqual(['7']);
		await clock.pass(MINUTE - 1);
		expect(checked).toEqual(['7', '8']);
		expect(await looks()).toBe(1);
		await clock.pass(1);

		expect(checked).toEqual(['7', '8']);
		expect(await looks()).toBe(2);
	});

	it('does without a list for good if there is none', async () => {
		await wiro.emulator.settings({ taskListAnswer: 'http404' });
		waitForMany(6, { left: HOUR });
		wait('7', { due: SECOND });
		await clock.pass(SECOND);
		expect(checked).toEqual(['7']);

		wait('8', { due: MINUTE });
		await clock.pass(MINUTE);

		expect(checked).toEqual(['7', '8']);
		expect(await looks()).toBe(1);
	});

	it('looks again after too many requests, when Wiro lets it', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'tasks', kind: 'status', status: 429, headers: { 'retry-after': '2' } },
			page(running(8), { times: 'always' }),
		]);
		waitForMany(6);
		wait('7', { due: SECOND });
		wait('8', { due: 4 * SECOND });

		await clock.pass(SECOND);
		expect(checked).toEqual(['7']);
		await clock.pass(3 * SECOND);

		expect(checked).toEqual(['7']);
		expect(await looks()).toBe(2);
	});

	it('ends with the execution, during a look', async () => {
		await wiro.emulator.faults([{ endpoint: 'tasks', kind: 'timeout' }]);
		clock.isBusy = () => false;
		waitForMany(6);
		wait('7', { due: SECOND });
		await clock.pass(SECOND);
		expect(requests?.underWay).toBe(1);

		stop.abort();
		clock.isBusy = () => requests?.underWay === 1;
		await clock.pass(SECOND);

		expect([...checked].sort()).toEqual(ids(7).map((id) => `${id} aborted`));
		await looks();
	});

	it('lets no task be checked after the execution was stopped', async () => {
		stop.abort();
		wait('1', { due: 0 });

		await clock.pass(SECOND);

		expect(checked).toEqual(['1 aborted']);
	});
});
