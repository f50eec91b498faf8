import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from '@jest/globals';

import { type Task, type TaskHandle, readTask } from '../../dist/nodes/Wiro/api/task.js';
import { Watches } from '../../dist/nodes/Wiro/callbacks/watch.js';

const RUNNING = 'task_start';
const ENDED = 'task_cancel';

const handles = (count: number) =>
	Array.from({ length: count }, (_, index): TaskHandle => ({ taskId: `${index}` }));

/** Wiro as a look sees it: tasks with a status each, and answers that can be held back. */
class FakeWiro {
	readonly looks: string[] = [];
	readonly ended = new Set<string>();
	failure?: Error;
	private held: Array<() => void> = [];
	private isHolding = false;

	readonly lookUp = async ({ taskId = '' }: TaskHandle): Promise<Task> => {
		this.looks.push(taskId);
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

describe('The watch over parked executions', () => {
	it('resumes once, with the tasks in the order of the items', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.end('1', '0', '2');

		const first = await watches.look('a', handles(3), wiro.lookUp);

		expect(first).toMatchObject([{ taskId: '0' }, { taskId: '1' }, { taskId: '2' }]);
		expect(await watches.look('a', handles(3), wiro.lookUp)).toBe('resumed');
		expect(wiro.looks).toHaveLength(3);
	});

	it('does not ask again about a task that has ended', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.end('0', '2');

		expect(await watches.look('a', handles(3), wiro.lookUp)).toBe('running');
		wiro.end('1');

		expect(await watches.look('a', handles(3), wiro.lookUp)).toHaveLength(3);
		expect(wiro.looks).toEqual(['0', '1', '2', '1']);
	});

	it('asks twice about a task that is the task of two items, and gives it for both', async () => {
		const wiro = new FakeWiro();
		wiro.end('0');
		const twice = [...handles(1), ...handles(1)];

		expect(await new Watches().look('a', twice, wiro.lookUp)).toMatchObject([
			{ taskId: '0' },
			{ taskId: '0' },
		]);
	});

	it('looks once more for all callbacks that come during a look', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.hold();
		const first = watches.look('a', handles(2), wiro.lookUp);
		// They end after Wiro was asked and before it has answered.
		wiro.end('0', '1');
		const others = await Promise.all(
			Array.from({ length: 50 }, async () => await watches.look('a', handles(2), wiro.lookUp)),
		);
		wiro.release();

		expect(new Set(others)).toEqual(new Set(['looking']));
		expect(await first).toMatchObject([{ taskId: '0' }, { taskId: '1' }]);
		expect(wiro.looks).toEqual(['0', '1', '0', '1']);
	});

	it('fails when a look fails, and resumes at the next callback', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.end('0');
		wiro.failure = new Error('Out of reach');

		await expect(watches.look('a', handles(1), wiro.lookUp)).rejects.toThrow('Out of reach');
		wiro.failure = undefined;

		expect(await watches.look('a', handles(1), wiro.lookUp)).toMatchObject([{ taskId: '0' }]);
		expect(await watches.look('a', handles(1), wiro.lookUp)).toBe('resumed');
	});

	it('looks again for a callback that came during a look which fails', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.failure = new Error('Out of reach');
		wiro.hold();
		const first = watches.look('a', handles(1), wiro.lookUp);
		wiro.end('0');
		wiro.failure = undefined;
		const last = await watches.look('a', handles(1), wiro.lookUp);
		wiro.release();

		// It is told that somebody looks, and it may have been the last callback that comes.
		expect(last).toBe('looking');
		expect(await first).toMatchObject([{ taskId: '0' }]);
	});

	it('keeps the executions apart', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.end('0');

		expect(await watches.look('a', handles(1), wiro.lookUp)).toHaveLength(1);
		expect(await watches.look('b', handles(2), wiro.lookUp)).toBe('running');
		expect(await watches.look('c', handles(1), wiro.lookUp)).toHaveLength(1);
	});

	it('gives nothing to wait for back at once', async () => {
		const wiro = new FakeWiro();

		expect(await new Watches().look('a', [], wiro.lookUp)).toEqual([]);
		expect(wiro.looks).toEqual([]);
	});

	it('forgets the oldest of more than five thousand', async () => {
		const wiro = new FakeWiro();
		const watches = new Watches();
		wiro.end('0');
		for (let parking = 0; parking <= 5_000; parking++) {
			await watches.look(`${parking}`, handles(1), wiro.lookUp);
		}

		expect(await watches.look('5000', handles(1), wiro.lookUp)).toBe('resumed');
		expect(await watches.look('1', handles(1), wiro.lookUp)).toBe('resumed');
		expect(await watches.look('0', handles(1), wiro.lookUp)).toHaveLength(1);
	});

	it('lets go of the tasks when the execution goes on', async () => {
		setFlagsFromString('--expose-gc');
		const watches = new Watches();
		const found: Array<WeakRef<Task>> = [];
		const look = async () =>
			await watches.look('a', handles(1), async (handle) => {
				const task = readTask({ status: ENDED, debugoutput: 'megabytes' }, handle);
				found.push(new WeakRef(task));
				return task;
			});

		expect((await look()).length).toBe(1);
		// A reference that was made or read in this turn of the event loop holds its object.
		await setImmediate();
		runInNewContext('gc()');

		expect(found.map((task) => task.deref())).toEqual([undefined]);
		expect(await look()).toBe('resumed');
	});
});
