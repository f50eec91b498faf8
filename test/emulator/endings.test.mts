import { describe, expect, it } from '@jest/globals';

import { only, RUN, SHORT_RUN, useEmulator } from './calls.mts';

/** So slow that nothing happens by itself. */
const FROZEN = { speed: 1e-6 };
const FAST = { speed: 1000 };

const wiro = useEmulator(FAST);

/** The statuses of all tasks. */
async function statuses(): Promise<string[]> {
	return (await wiro.emulator.tasks()).map((task) => task.status);
}

describe('Cancel and Kill', () => {
	it('Cancel takes a task out of the queue, at no cost', async () => {
		await wiro.emulator.settings(FROZEN);
		const id = await wiro.startTask();

		const { tasklist } = await wiro.call('/Task/Cancel', { taskid: id });
		expect(only(tasklist)).toMatchObject({
			id,
			status: 'task_cancel',
			totalcost: '0.000000000000',
		});
		await wiro.emulator.settings(FAST);
		expect(await statuses()).toEqual(['task_cancel']);
	});

	it.each([
		'task_accept',
		'task_start',
		'task_output',
		'task_postprocess_end',
		'task_cancel',
	] as const)('Cancel refuses a task in %s', async (status) => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status });

		expect(await wiro.call('/Task/Cancel', { taskid: '1' })).toMatchObject({
			result: false,
			errors: [{ code: 1, message: 'Task is not in a cancellable state.' }],
		});
	});

	it('Cancel does not know a task by its token', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_queue' });

		for (const body of [{ tasktoken: 'a' }, { socketaccesstoken: 'a' }]) {
			expect(await wiro.call('/Task/Cancel', body)).toMatchObject({
				errors: [{ code: 1, message: 'There is no task yet.' }],
			});
		}
	});

	it.each([{ taskid: '1' }, { taskid: 1 }, { socketaccesstoken: 'a' }, { tasktoken: 'a' }])(
		'Kill stops the running task %j',
		async (body) => {
			await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_start' });

			const { tasklist } = await wiro.call('/Task/Kill', body);
			expect(only(tasklist)).toMatchObject({ id: '1', status: 'task_cancel' });
		},
	);

	it.each(['task_queue', 'task_postprocess_end', 'task_cancel'] as const)(
		'Kill refuses a task in %s',
		async (status) => {
			await wiro.emulator.plantTask({ id: '1', token: 'a', status });

			expect(await wiro.call('/Task/Kill', { taskid: '1' })).toMatchObject({
				result: false,
				errors: [{ code: 1, message: expect.stringMatching(/^Task could not be killed: /) }],
			});
		},
	);

	it.each(['/Task/Detail', '/Task/Kill', '/Task/Cancel'])(
		'%s knows no other task',
		async (path) => {
			const none = { result: false, errors: [{ code: 1, message: 'There is no task yet.' }] };

			expect(await wiro.call(path, { taskid: '404' })).toMatchObject(none);
			expect(await wiro.call(path, {})).toMatchObject(none);
		},
	);
});

describe('limits of an account', () => {
	it('answers code 96 to a Run beyond the limit until a task has ended', async () => {
		await wiro.emulator.settings({ ...FROZEN, concurrentTaskLimit: 1 });
		const id = await wiro.startTask();
		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({
			httpStatus: 200,
			result: false,
			errors: [{ code: 96 }],
		});
		expect(await wiro.emulator.tasks()).toHaveLength(1);

		await wiro.call('/Task/Cancel', { taskid: id });
		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({ result: true });
	});

	it.each([
		[1, '$10.00, you can run up to 1 task at the same time.'],
		[5, '$50.00, you can run up to 5 tasks at the same time.'],
		[12, '$120.00, you can run up to 12 tasks at the same time.'],
	])('names the balance and the limit of %i', async (limit, words) => {
		await wiro.emulator.settings({ ...FROZEN, concurrentTaskLimit: limit });
		for (let count = 0; count < limit; count++) await wiro.startTask();

		const { message } = only((await wiro.call(RUN, SHORT_RUN)).errors);
		expect(message).toContain(
			`You have reached your concurrent task limit. With your current balance of ${words}`,
		);
	});

	it.each([
		[0, 'Team spend limit has been reached'],
		[0, 'Your account has been suspended. Please contact support.'],
		[1, 'tool-not-accessible'],
		[98, 'Please sign in.'],
	])('refuses every Run with code %i and %j when so set', async (code, message) => {
		await wiro.emulator.settings({ refusal: { code, message } });
		const refusal = { httpStatus: 200, result: false, errors: [{ code, message }] };

		expect(await wiro.call(RUN, SHORT_RUN)).toEqual(refusal);
		expect(await wiro.call(RUN, {})).toEqual(refusal);
		expect(await wiro.emulator.tasks()).toEqual([]);

		await wiro.emulator.settings({ refusal: null });
		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({ result: true });
	});

	it('answers code 97 when the balance is used up', async () => {
		await wiro.emulator.settings({ insufficientBalance: true });

		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({
			result: false,
			errors: [{ code: 97 }],
		});
		expect(await wiro.emulator.tasks()).toEqual([]);
	});
});
