import { describe, expect, it } from '@jest/globals';

import { plant, referenceOf, suspend } from '../support/engine/suspend.mts';
import { RUNNING, installTrigger } from '../support/engine/trigger.mts';
import { bringAllWays } from '../support/engine/ways.mts';
import { TriggerUrl } from '../support/engine/webhook.mts';
import {
	EACH_PROMPT,
	FAST,
	SHORT_RUN,
	jsonOf,
	retryOnFail,
	useWiro,
} from '../support/wiro/useWiro.mts';

/** Half a second in task_error, begun before the first check. */
const RECOVERS = { end: 'recovers', seconds: 400, errorSeconds: 300 } as const;

describe('A task in task_error', () => {
	const wiro = useWiro();

	it.each([false, true])(
		'that goes on and succeeds comes home whichever way (back in the queue first: %s)',
		async (requeued) => {
			const homes = await bringAllWays(wiro, { ...RECOVERS, requeued });

			for (const [name, { items, error }] of homes) {
				expect([name, error]).toEqual([name, undefined]);
				expect([name, items]).toMatchObject([
					name,
					[{ json: { completed: true, succeeded: true, outputCount: 1 } }],
				]);
				expect(items[0]?.json).not.toHaveProperty('error');
			}
			for (const { statuses } of await wiro.emulator.tasks()) {
				expect(statuses.map(({ status }) => status)).toContain('task_error');
			}
			expect((await wiro.counts()).run).toBe(homes.length);
		},
	);

	it('is not paid a second time by Retry On Fail', async () => {
		await wiro.emulator.fates([RECOVERS]);
		const run = await wiro.run(SHORT_RUN, { node: retryOnFail(3) });

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(1);
	});

	it('keeps its slot, so that no other task is started in its place', async () => {
		await wiro.emulator.fates([RECOVERS, { end: 'success' }]);
		const run = await wiro.run(
			{ ...EACH_PROMPT, options: { ...FAST, maxConcurrentTasks: 1 } },
			{ startItems: ['one', 'two'].map((prompt) => ({ json: { prompt } })) },
		);

		expect(jsonOf(run)).toMatchObject([{ succeeded: true }, { succeeded: true }]);
		const [one, two] = await wiro.emulator.tasks();
		expect(two?.statuses[0]?.at).toBeGreaterThanOrEqual(one?.statuses.at(-1)?.at ?? Infinity);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('is waited for until the time is up, and the error then quotes what it said', async () => {
		const debugerror = 'A warning\nThe worker was lost';
		await wiro.emulator.fates([{ end: 'error', debugerror }]);
		const options = { ...FAST, timeout: 0.02 };
		const run = await wiro.run({ ...SHORT_RUN, options }, { node: retryOnFail(2) });

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'The task 700001 had not finished after 0.02 minutes (task_error) [item 0]',
			description: expect.stringMatching(/may still recover it.*It said: The worker was lost$/),
		});
		expect((await wiro.counts()).run).toBe(1);
	});

	it('is no failure for Wiro Trigger, and its later success is emitted', async () => {
		await wiro.emulator.fates([{ ...RECOVERS, errorSeconds: 100_000, seconds: 200 }]);
		await wiro.run({ ...SHORT_RUN, waitForCompletion: false });
		await wiro.tasksWhen(([task]) => task?.status === 'task_error');
		const url = new TriggerUrl(installTrigger(wiro.credential));
		const call = { body: { taskid: '700001', status: 'task_error' } };

		expect(await url.call(call)).toMatchObject(RUNNING);

		await wiro.emulator.settings({ speed: 1_000_000 });
		await wiro.tasksWhen(([task]) => task?.status === 'task_postprocess_end');
		expect(await url.call(call)).toMatchObject({
			status: 200,
			workflowData: [[{ json: { taskId: '700001', succeeded: true } }]],
		});
		expect(await wiro.counts()).toEqual({ run: 1, detail: 2 });
	});

	it('leaves an execution suspended', async () => {
		await plant(wiro, { status: 'task_error', debugerror: 'The worker was lost' });
		const suspended = await suspend(wiro, [1]);

		expect(await suspended.callBack({ body: referenceOf(1) })).toMatchObject({
			status: 202,
			workflowData: undefined,
		});
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('runs for Get, and Kill and Cancel stop it', async () => {
		const operations = ['get', 'kill', 'cancel'];
		await plant(wiro, ...operations.map(() => ({ status: 'task_error' as const })));
		const runs = await Promise.all(
			operations.map(
				async (operation, index) =>
					await wiro.run({ operation, taskId: referenceOf(index + 1).taskId }),
			),
		);

		expect(runs.flatMap((run) => jsonOf(run))).toMatchObject([
			{ status: 'task_error', completed: false, succeeded: null },
			{ status: 'task_cancel', completed: true, succeeded: false },
			{ status: 'task_cancel', completed: true, succeeded: false },
		]);
		expect(await wiro.counts()).toEqual({ detail: 1, kill: 1, cancel: 1 });
	});
});
