import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { WiroClient } from '../../dist/nodes/Wiro/api/client.js';
import type { Task } from '../../dist/nodes/Wiro/api/task.js';
import { connectionOf } from '../../dist/nodes/Wiro/api/transport.js';
import { outcomeOf, type Outcome } from '../../dist/nodes/Wiro/api/wiroError.js';
import { pollUntilEnd, type Patience, type Poller } from '../../dist/nodes/Wiro/waiting/poll.js';
import { TaskWatch } from '../../dist/nodes/Wiro/waiting/taskWatch.js';
import type { Fault } from '../../emulator/control.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { executeContext } from '../../n8n/engine/executeContext.mts';
import { useClock } from '../support/clock.mts';
import { refusedCheck } from '../support/faults/failedChecks.mts';
import { CountedRequests } from '../support/wiro/countedRequests.mts';
import { useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How a delay can differ by chance. */
const SHORTEST = 0.8;
const LONGEST = 1.2;

/** Wiro answers a check without a task: a slip, or there is none. */
const NO_TASK: Fault = { endpoint: 'detail', kind: 'emptyTasklist' };

describe('Polling a task', () => {
	const wiro = useWiro({ taskListAnswer: 'tasks' });
	const clock = useClock();
	let stop = new AbortController();
	let poller: Poller | undefined;

	beforeEach(async () => {
		stop = new AbortController();
		const context = await executeContext({
			node: wiroNode({}),
			credentials: { [CREDENTIAL]: wiro.credential },
		});
		const connection = await connectionOf(context);
		const requests = new CountedRequests(context, connection, stop.signal);
		class Client extends WiroClient {
			override readonly requests = requests;
		}
		poller = {
			wiro: new Client(context, connection, stop.signal),
			watch: new TaskWatch(requests),
		};
		clock.isBusy = () => requests.underWay > 0;
	});
	afterEach(async () => {
		stop.abort();
		await clock.pass(SECOND);
	});

	/** Polls the task with this ID. What comes of it is in `outcome` once it is over. */
	function poll(patience: Patience, { id = 1, isNew = false } = {}) {
		const polling: { outcome?: Outcome<Task> } = {};
		void outcomeOf(async () => {
			if (poller === undefined) throw new Error('There is nothing to poll with.');
			return await pollUntilEnd(poller, { taskId: `${id}` }, patience, isNew);
		}).then((outcome) => (polling.outcome = outcome));
		return polling;
	}

	/** Plants tasks that run, with the IDs `1`, `2`, and so on. */
	async function plant(count = 1): Promise<void> {
		for (let id = 1; id <= count; id++) {
			await wiro.emulator.plantTask({ id: `${id}`, token: `token ${id}`, status: 'task_start' });
		}
	}

	const checks = async () => (await wiro.requests('detail')).length;
	const looks = async () => (await wiro.requests('tasks')).length;
	const failedWith = (error: object) => ({
		outcome: { ok: false, error: expect.objectContaining(error) },
	});

	it('keeps to the interval that the user wants, give or take a fifth', async () => {
		await plant();
		const polling = poll({ timeoutMs: HOUR, intervalMs: 10 * SECOND });

		await clock.pass(SHORTEST * 10 * SECOND - 1);
		expect(await checks()).toBe(1);
		await clock.pass((LONGEST - SHORTEST) * 10 * SECOND + 1);

		expect(await checks()).toBe(2);
		expect(polling).toEqual({});
	});

	it('checks ten times a second at most', async () => {
		await plant();
		poll({ timeoutMs: HOUR, intervalMs: 1 });

		await clock.pass(SECOND);

		expect(await checks()).toBe(11);
	});

	it('waits about two seconds at first if the user wants no certain interval', async () => {
		await plant();
		poll({ timeoutMs: HOUR });

		await clock.pass(SHORTEST * 2 * SECOND - 1);
		expect(await checks()).toBe(1);
		await clock.pass((LONGEST - SHORTEST) * 2 * SECOND + 1);

		expect(await checks()).toBe(2);
	});

	it('does not check a task at once that has just been started', async () => {
		await plant();
		poll({ timeoutMs: HOUR, intervalMs: 10 * SECOND }, { isNew: true });

		await clock.pass(SHORTEST * 10 * SECOND - 1);
		expect(await checks()).toBe(0);
		await clock.pass((LONGEST - SHORTEST) * 10 * SECOND + 1);

		expect(await checks()).toBe(1);
	});

	it('looks more often while one request tells about many tasks', async () => {
		await plant(7);
		for (let id = 1; id <= 7; id++) poll({ timeoutMs: HOUR }, { id });
		for (let step = 0; step < 30 && (await looks()) === 0; step++) await clock.pass(100);

		// 0.7 of two seconds, and the 100 ms in which the first look came.
		await clock.pass(0.7 * LONGEST * 2 * SECOND);

		expect(await looks()).toBeGreaterThanOrEqual(2);
		expect(await checks()).toBe(7);
	});

	it('checks a last time at the deadline, and then says that the task still runs', async () => {
		await plant();
		const polling = poll({ timeoutMs: MINUTE, intervalMs: 45 * SECOND });

		await clock.pass(MINUTE - 1);
		expect(polling).toEqual({});
		expect(await checks()).toBe(2);
		await clock.pass(1);

		expect(polling).toMatchObject(failedWith({ kind: 'timedOut' }));
		expect(await checks()).toBe(3);
	});

	it('gives the task that has ended when the deadline comes', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'token', status: 'task_cancel' });
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'patch', patch: { status: 'task_start' } },
		]);
		const polling = poll({ timeoutMs: MINUTE, intervalMs: HOUR });

		await clock.pass(MINUTE);

		expect(polling).toMatchObject({ outcome: { ok: true, value: { taskId: '1', end: 'cancel' } } });
		expect(await checks()).toBe(2);
	});

	it('repeats a failed check after the interval, as often as it takes', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'token', status: 'task_cancel' });
		await wiro.emulator.faults(Array.from({ length: 6 }, () => refusedCheck(503)));
		const polling = poll({ timeoutMs: HOUR, intervalMs: 10 * SECOND });

		await clock.pass(SHORTEST * 10 * SECOND - 1);
		expect(await checks()).toBe(1);
		await clock.pass((LONGEST - SHORTEST) * 10 * SECOND + 1);
		expect(await checks()).toBe(2);
		await clock.pass(MINUTE);

		expect(polling).toMatchObject({ outcome: { ok: true, value: { end: 'cancel' } } });
		expect(await checks()).toBe(7);
	});

	it('fails with the error of its last check if that comes at the deadline', async () => {
		await wiro.emulator.faults([{ ...refusedCheck(503), times: 'always' }]);
		const polling = poll({ timeoutMs: MINUTE, intervalMs: 45 * SECOND });

		await clock.pass(MINUTE - 1);
		expect(polling).toEqual({});
		expect(await checks()).toBe(2);
		await clock.pass(1);

		expect(polling).toMatchObject(failedWith({ httpCode: 503 }));
		expect(await checks()).toBe(3);
	});

	it('waits as long as Wiro asks before it checks again', async () => {
		await plant();
		await wiro.emulator.faults([refusedCheck(503, { 'retry-after': '30' })]);
		poll({ timeoutMs: HOUR, intervalMs: SECOND });

		await clock.pass(30 * SECOND - 1);
		expect(await checks()).toBe(1);
		await clock.pass(1);

		expect(await checks()).toBe(2);
	});

	it('waits until the time that Wiro gives, to the second', async () => {
		await plant();
		const time = new Date(clock.read() + 30 * SECOND).toUTCString();
		await wiro.emulator.faults([refusedCheck(503, { 'retry-after': time })]);
		poll({ timeoutMs: HOUR, intervalMs: SECOND });

		await clock.pass(29 * SECOND - 1);
		expect(await checks()).toBe(1);
		await clock.pass(SECOND + 1);

		expect(await checks()).toBe(2);
	});

	it('fails at once after a check that can never succeed', async () => {
		await wiro.emulator.faults([{ ...refusedCheck(403), times: 'always' }]);
		const polling = poll({ timeoutMs: HOUR, intervalMs: SECOND });

		await clock.settle();

		expect(polling).toMatchObject(failedWith({ httpCode: 403 }));
		expect(await checks()).toBe(1);
	});

	it('believes that there is no such task when Wiro has said so four times', async () => {
		await wiro.emulator.faults([{ ...NO_TASK, times: 'always' }]);
		const polling = poll({ timeoutMs: HOUR, intervalMs: SECOND });

		await clock.pass(SHORTEST * 3 * SECOND - 1);
		expect(polling).toEqual({});
		await clock.pass(MINUTE);

		expect(polling).toMatchObject(failedWith({ kind: 'unknownTask' }));
		expect(await checks()).toBe(4);
	});

	it('finds a task that Wiro has denied three times', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'token', status: 'task_cancel' });
		await wiro.emulator.faults([NO_TASK, refusedCheck(503), NO_TASK, refusedCheck(503), NO_TASK]);
		const polling = poll({ timeoutMs: HOUR, intervalMs: SECOND });

		await clock.pass(MINUTE);

		expect(polling).toMatchObject({ outcome: { ok: true, value: { end: 'cancel' } } });
		expect(await checks()).toBe(6);
	});
});
