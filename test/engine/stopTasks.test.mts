import { describe, expect, it } from '@jest/globals';

import { CANCELLED, REFERENCES, TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { FAST, SHORT_RUN, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const ID = TASK_REFERENCE.taskId;

describe('Stopping a task', () => {
	const wiro = useWiro();

	it.each([
		['kill', 'task_start'],
		['cancel', 'task_queue'],
	] as const)('checks the task if Wiro answers %s without it', async (operation, status) => {
		await wiro.emulator.plantTask(taskIn(status));
		await wiro.emulator.faults([{ endpoint: operation, kind: 'emptyTasklist' }]);
		const run = await wiro.run({ operation, taskId: ID });

		expect(jsonOf(run)).toMatchObject([{ ...TASK_REFERENCE, status }]);
		expect(await wiro.counts()).toEqual({ [operation]: 1, detail: 1 });
	});

	it('frees the slot of the task that it kills', async () => {
		await wiro.emulator.settings({ workerSlots: 1 });
		await wiro.emulator.fates([{ end: 'never', seconds: 0 }]);
		const first = await wiro.run({ ...SHORT_RUN, waitForCompletion: false });
		const second = await wiro.run({ ...SHORT_RUN, waitForCompletion: false });

		await wiro.run({ operation: 'kill' }, { startItems: jsonOf(first).map((json) => ({ json })) });
		const waiting = { operation: 'waitForCompletion', options: FAST };
		const ended = await wiro.run(waiting, { startItems: jsonOf(second).map((json) => ({ json })) });

		expect(jsonOf(ended)).toMatchObject([{ succeeded: true }]);
		expect(await wiro.counts()).toMatchObject({ run: 2, kill: 1 });
	});

	it('frees the place of the task that it cancels', async () => {
		await wiro.emulator.settings({ workerSlots: 0, concurrentTaskLimit: 1 });
		const first = await wiro.run({ ...SHORT_RUN, waitForCompletion: false });

		await wiro.run(
			{ operation: 'cancel' },
			{ startItems: jsonOf(first).map((json) => ({ json })) },
		);
		await wiro.run({ ...SHORT_RUN, waitForCompletion: false });

		const runs = await wiro.requests('run');
		expect(runs.map(({ result }) => result)).toEqual([true, true]);
		expect(await wiro.counts()).toEqual({ run: 2, cancel: 1 });
	});

	it('refuses to cancel a task that runs, and names Kill', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const run = await wiro.run({ operation: 'cancel', taskId: ID });

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/no longer in the queue.*\[item 0\]$/),
			description: expect.stringMatching(/Kill Task operation.*'Kill If Running'.*534574/s),
		});
		expect(await wiro.counts()).toMatchObject({ cancel: 1 });
		expect(await wiro.emulator.tasks()).toMatchObject([{ status: 'task_start' }]);
	});

	it.each(REFERENCES)(
		'kills a task that runs instead, if the user wants it (%s)',
		async (_name, reference, _named, killed) => {
			await wiro.emulator.plantTask(taskIn('task_start'));
			const options = { killIfRunning: true };
			const run = await wiro.run({ operation: 'cancel', ...reference, options });

			expect(jsonOf(run)).toMatchObject([{ ...TASK_REFERENCE, ...CANCELLED }]);
			const [{ body } = {}] = await wiro.requests('kill');
			expect(body).toEqual(killed);
			expect(await wiro.counts()).toMatchObject({ cancel: 1, kill: 1 });
		},
	);

	it('kills a task that is just beginning to run, when it may do both', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const between = { code: 1, message: 'Task could not be killed: it has no worker yet' };
		await wiro.emulator.faults([{ endpoint: 'kill', kind: 'errors', errors: [between] }]);
		const options = { killIfRunning: true };
		const run = await wiro.run({ operation: 'cancel', taskId: ID, options });

		expect(jsonOf(run)).toMatchObject([{ ...TASK_REFERENCE, ...CANCELLED }]);
		expect(await wiro.counts()).toMatchObject({ cancel: 2, kill: 2 });
	});

	it('gives up after three tries on a task that is neither in the queue nor running', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const between = { code: 1, message: 'Task could not be killed: it has no worker yet' };
		await wiro.emulator.faults([{ endpoint: 'kill', kind: 'errors', errors: [between], times: 3 }]);
		const options = { killIfRunning: true };
		const run = await wiro.run({ operation: 'cancel', taskId: ID, options });

		expect(run.error?.message).toMatch(/could not be killed.*\[item 0\]$/);
		expect(await wiro.counts()).toMatchObject({ cancel: 3, kill: 3 });
	});

	it.each(['kill', 'cancel'] as const)(
		'gives the error as it is, without a check, if it is not about the task (%s)',
		async (operation) => {
			await wiro.emulator.plantTask(taskIn('task_cancel'));
			await wiro.emulator.faults([{ endpoint: operation, kind: 'status', status: 403 }]);
			const run = await wiro.run({ operation, taskId: ID });

			expect(run.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(/HTTP 403.*\[item 0\]$/),
			});
			expect(await wiro.counts()).toEqual({ [operation]: 1 });
		},
	);

	it('cancels a task in the queue and does not kill it when it may do both', async () => {
		await wiro.emulator.plantTask(taskIn('task_queue'));
		const run = await wiro.run({
			operation: 'cancel',
			taskId: ID,
			options: { killIfRunning: true },
		});

		expect(jsonOf(run)).toMatchObject([CANCELLED]);
		expect(await wiro.counts()).toEqual({ cancel: 1 });
	});

	it('refuses to kill a task in the queue, and names Cancel', async () => {
		await wiro.emulator.plantTask(taskIn('task_queue'));
		const run = await wiro.run({ operation: 'kill', taskId: ID });

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/could not be killed.*\[item 0\]$/),
			description: expect.stringMatching(/Get Task operation.*use Cancel Task.*534574/s),
		});
		expect(await wiro.counts()).toMatchObject({ kill: 1 });
	});

	it.each(['kill', 'cancel'])('gives a task that is cancelled already (%s)', async (operation) => {
		await wiro.emulator.plantTask(taskIn('task_cancel'));
		const run = await wiro.run({ operation, taskId: ID });

		expect(jsonOf(run)).toMatchObject([{ ...TASK_REFERENCE, ...CANCELLED }]);
		expect(await wiro.counts()).toEqual({ [operation]: 1, detail: 1 });
	});

	it.each([
		['kill', {}],
		['cancel', {}],
		['cancel', { killIfRunning: true }],
	])(
		'says that a task which has finished needs no stopping (%s %j)',
		async (operation, options) => {
			await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
			const run = await wiro.run({ operation, taskId: ID, options });

			expect(run.error).toMatchObject({
				message: expect.stringMatching(/\[item 0\]$/),
				description: expect.stringMatching(/nothing left to stop.*Get Task/),
			});
			expect(await wiro.counts()).toMatchObject({ [operation]: 1 });
		},
	);
});
