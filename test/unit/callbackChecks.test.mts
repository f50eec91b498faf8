import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from '@jest/globals';

import { type Task, type TaskReference, readTask } from '../../dist/nodes/Wiro/api/task.js';
import { CallbackChecks } from '../../dist/nodes/Wiro/callbacks/callbackChecks.js';

const RUNNING = 'task_start';
const ENDED = 'task_cancel';

const tasks = (count: number) =>
	Array.from({ length: count }, (_, index): TaskReference => ({ taskId: `${index}` }));

/** Wiro as a check sees it: tasks with a status each, and answers that can be held back. */
class FakeWiro {
	readonly checks: string[] = [];
	readonly ended = new Set<string>();
	failure?: Error;
	private held: Array<() => void> = [];
	private isHolding = false;

	readonly check = async ({ taskId = '' }: TaskReference): Promise<Task> => {
		this.checks.push(taskId);
		// What Wiro says is what is so when it is asked, not when the answer arrives.
		const task = readTask({ id: taskId, status: this.ended.has(taskId) ? ENDED : RUNNING }, {});
		const { failure } = this;
		if (this.isHolding) await new Promise<void>((resolve) => this.held.push(resolve));
		if (failure) throw failure;
		return task;
	};

	hold(): void {
		this.isHolding = true;
	}

	release(): void {
		this.isHolding = false;
		for (const answer of this.held.splice(0)) answer();
	}

	end(...taskIds: string[]): void {
		for (const taskId of taskIds) this.ended.add(taskId);
	}
}

describe('The checks that callbacks ask for', () => {
	it('resumes once, with the tasks in the order of the items', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.end('1', '0', '2');

		const first = await callbackChecks.check('a', tasks(3), wiro.check);

		expect(first).toMatchObject([{ taskId: '0' }, { taskId: '1' }, { taskId: '2' }]);
		expect(await callbackChecks.check('a', tasks(3), wiro.check)).toBe('resumed');
		expect(wiro.checks).toHaveLength(3);
	});

	it('does not ask again about a task that has ended', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.end('0', '2');

		expect(await callbackChecks.check('a', tasks(3), wiro.check)).toBe('running');
		wiro.end('1');

		expect(await callbackChecks.check('a', tasks(3), wiro.check)).toHaveLength(3);
		expect(wiro.checks).toEqual(['0', '1', '2', '1']);
	});

	it('asks twice about a task that is the task of two items, and gives it for both', async () => {
		const wiro = new FakeWiro();
		wiro.end('0');
		const twice = [...tasks(1), ...tasks(1)];

		expect(await new CallbackChecks().check('a', twice, wiro.check)).toMatchObject([
			{ taskId: '0' },
			{ taskId: '0' },
		]);
	});

	it('checks once more for all callbacks that come during a check', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.hold();
		const first = callbackChecks.check('a', tasks(2), wiro.check);
		// They end after Wiro was asked and before it has answered.
		wiro.end('0', '1');
		const others = await Promise.all(
			Array.from({ length: 50 }, async () => await callbackChecks.check('a', tasks(2), wiro.check)),
		);
		wiro.release();

		expect(new Set(others)).toEqual(new Set(['checking']));
		expect(await first).toMatchObject([{ taskId: '0' }, { taskId: '1' }]);
		expect(wiro.checks).toEqual(['0', '1', '0', '1']);
	});

	it('fails when a check fails, and resumes at the next callback', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.end('0');
		wiro.failure = new Error('Out of reach');

		await expect(callbackChecks.check('a', tasks(1), wiro.check)).rejects.toThrow('Out of reach');
		wiro.failure = undefined;

		expect(await callbackChecks.check('a', tasks(1), wiro.check)).toMatchObject([{ taskId: '0' }]);
		expect(await callbackChecks.check('a', tasks(1), wiro.check)).toBe('resumed');
	});

	it('checks again for a callback that came during a check which fails', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.failure = new Error('Out of reach');
		wiro.hold();
		const first = callbackChecks.check('a', tasks(1), wiro.check);
		wiro.end('0');
		wiro.failure = undefined;
		const last = await callbackChecks.check('a', tasks(1), wiro.check);
		wiro.release();

		// It is told that somebody checks, and it may have been the last callback that comes.
		expect(last).toBe('checking');
		expect(await first).toMatchObject([{ taskId: '0' }]);
	});

	it('keeps the executions apart', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.end('0');

		expect(await callbackChecks.check('a', tasks(1), wiro.check)).toHaveLength(1);
		expect(await callbackChecks.check('b', tasks(2), wiro.check)).toBe('running');
		expect(await callbackChecks.check('c', tasks(1), wiro.check)).toHaveLength(1);
	});

	it('gives nothing to wait for back at once', async () => {
		const wiro = new FakeWiro();

		expect(await new CallbackChecks().check('a', [], wiro.check)).toEqual([]);
		expect(wiro.checks).toEqual([]);
	});

	it('forgets the oldest of more than five thousand', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.end('0');
		for (let suspension = 0; suspension <= 5_000; suspension++) {
			await callbackChecks.check(`${suspension}`, tasks(1), wiro.check);
		}

		expect(await callbackChecks.check('5000', tasks(1), wiro.check)).toBe('resumed');
		expect(await callbackChecks.check('1', tasks(1), wiro.check)).toBe('resumed');
		expect(await callbackChecks.check('0', tasks(1), wiro.check)).toHaveLength(1);
	});

	it('does not forget one that is being checked, even if it is the oldest', async () => {
		const wiro = new FakeWiro();
		const callbackChecks = new CallbackChecks();
		wiro.hold();
		const held = callbackChecks.check('held', tasks(1), wiro.check);
		for (let suspension = 0; suspension < 5_000; suspension++) {
			await callbackChecks.check(`${suspension}`, [], wiro.check);
		}
		wiro.end('0');
		const another = callbackChecks.check('held', tasks(1), wiro.check);
		wiro.release();

		expect(await another).toBe('checking');
		expect(await held).toMatchObject([{ taskId: '0' }]);
		expect(wiro.checks).toEqual(['0', '0']);
	});

	it('lets go of the tasks when the execution goes on', async () => {
		setFlagsFromString('--expose-gc');
		const callbackChecks = new CallbackChecks();
		const found: Array<WeakRef<Task>> = [];
		const check = async () =>
			await callbackChecks.check('a', tasks(1), async (reference) => {
				const task = readTask({ status: ENDED, debugoutput: 'megabytes' }, reference);
				found.push(new WeakRef(task));
				return task;
			});

		expect((await check()).length).toBe(1);
		// A reference that was made or read in this turn of the event loop holds its object.
		await setImmediate();
		runInNewContext('gc()');

		expect(found.map((task) => task.deref())).toEqual([undefined]);
		expect(await check()).toBe('resumed');
	});
});
