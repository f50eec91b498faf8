import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import {
	NEXT,
	SUCCEEDED,
	plant,
	stillRunning,
	suspend,
	waitFor,
} from '../support/engine/suspend.mts';
import { jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const DAY_SECONDS = 86_400;
const MS_PER_MINUTE = 60_000;

describe('Give Up After', () => {
	const wiro = useWiro();

	it('hands a task on that still runs a day after its creation, as timed out and not as failed', async () => {
		await plant(
			wiro,
			{ status: 'task_start', createdSecondsAgo: DAY_SECONDS + 60 },
			{ status: 'task_postprocess_end', pexit: '1', createdSecondsAgo: DAY_SECONDS + 60 },
		);
		const run = await waitFor(wiro, [1, 2]);

		expect(run.status).toBe('success');
		expect(run.items(NEXT)).toMatchObject([
			{
				json: {
					taskId: '1',
					status: 'task_start',
					completed: true,
					succeeded: false,
					timedOut: true,
					error: 'The task 1 had not finished after 1440 minutes (task_start)',
					errorDescription: expect.stringMatching(
						/has not ended.*Get Task.*Kill Task.*'Give Up After'/,
					),
				},
				pairedItem: { item: 0 },
			},
			{ json: { taskId: '2', completed: true, succeeded: false } },
		]);
		expect(run.items(NEXT)[1]?.json).not.toHaveProperty('timedOut');
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it("says so beside Wiro's own answer, too", async () => {
		await plant(wiro, { status: 'task_start', createdSecondsAgo: 2 * DAY_SECONDS });
		const run = await waitFor(wiro, [1], { parameters: { simplify: false } });

		const error = expect.stringMatching(/had not finished/);
		expect(run.items(NEXT)).toMatchObject([
			{ json: { id: '1', status: 'task_start', timedOut: true, error } },
		]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('quotes what a task in task_error said', async () => {
		await plant(wiro, {
			status: 'task_error',
			createdSecondsAgo: 2 * DAY_SECONDS,
			debugerror: 'The worker was lost',
		});
		const run = await waitFor(wiro, [1]);

		expect(run.items(NEXT)).toMatchObject([
			{
				json: { timedOut: true, errorDescription: expect.stringMatching(/The worker was lost$/) },
			},
		]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('suspends no longer than is left of it', async () => {
		await plant(wiro, { status: 'task_start', createdSecondsAgo: DAY_SECONDS - 180 });
		const before = Date.now();
		const run = await waitFor(wiro, [1]);

		expect(run.status).toBe('waiting');
		const minutes = ((run.waitTill?.getTime() ?? 0) - before) / MS_PER_MINUTE;
		expect(minutes).toBeGreaterThan(2);
		expect(minutes).toBeLessThanOrEqual(3.1);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('keeps the task that it has given up, while the execution waits for another', async () => {
		await plant(wiro, { status: 'task_start', createdSecondsAgo: 2 * DAY_SECONDS }, SUCCEEDED);
		await stillRunning(wiro, 2);
		const suspended = await suspend(wiro, [1, 2]);

		const { workflowData = [] } = await suspended.callBack();
		const resumed = await suspended.goOn(workflowData);

		expect(resumed.items(NEXT)).toMatchObject([
			{ json: { taskId: '1', timedOut: true, completed: true }, pairedItem: { item: 0 } },
			{ json: { taskId: '2', succeeded: true }, pairedItem: { item: 1 } },
		]);
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it('ends a loop around the node that would go round for ever', async () => {
		await plant(wiro, { status: 'task_start', createdSecondsAgo: 600 });
		const run = await waitFor(wiro, [1], { parameters: { giveUpAfter: 5 } });

		expect(jsonOf(run)).toMatchObject([{ completed: true, timedOut: true }]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it.each([
		['below nothing', -1, /0 or more/],
		['of letters', 'never', /0 or more/],
		['of centuries', 1e12, /525600 or less/],
	])('refuses a time %s', async (_what, giveUpAfter, nextStep) => {
		const parameters: INodeParameters = {
			operation: 'waitForCompletion',
			waitMode: 'suspend',
			taskId: '1',
			giveUpAfter: `={{ ${JSON.stringify(giveUpAfter)} }}`,
		};
		const run = await wiro.run(parameters);

		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^'?Give Up After/),
			description: expect.stringMatching(nextStep),
		});
		expect(await wiro.counts()).toEqual({});
	});
});
