import { describe, expect, it } from '@jest/globals';

import {
	NEXT,
	SUCCEEDED,
	plant,
	stillRunning,
	suspend,
	suspending,
	waitFor,
} from '../support/engine/suspend.mts';
import { SuspendedExecution, restarted } from '../support/engine/suspendedExecution.mts';
import { failedChecks, refusedCheck } from '../support/faults/failedChecks.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

describe('A suspended execution', () => {
	const wiro = useWiro();

	it.each(failedChecks('resetBefore'))(
		'goes on waiting when Wiro answers with %s',
		async (_what, faults) => {
			await plant(wiro, SUCCEEDED);
			await stillRunning(wiro, 1);
			const suspended = await suspend(wiro, [1]);
			await wiro.emulator.faults(faults);

			const failed = await suspended.callBack();
			const next = await suspended.callBack();

			expect(failed).toEqual({
				status: 503,
				json: { message: 'The tasks could not be checked on Wiro. The workflow keeps waiting.' },
				workflowData: undefined,
			});
			expect(next).toMatchObject({ status: 200, workflowData: [[{ json: { succeeded: true } }]] });
			expect(await wiro.emulator.unspentFaults()).toEqual([]);
			expect(await wiro.counts()).toEqual({ detail: 2 + faults.length });
		},
	);

	it('remembers which tasks have ended when the check of another one fails', async () => {
		await plant(wiro, SUCCEEDED, SUCCEEDED, SUCCEEDED);
		await stillRunning(wiro, 3);
		const suspended = await suspend(wiro, [1, 2, 3]);
		await wiro.emulator.faults([refusedCheck(401)]);

		const failed = await suspended.callBack();
		const next = await suspended.callBack();

		expect(failed.status).toBe(503);
		expect(next.workflowData).toMatchObject([[{}, {}, {}]]);
		expect(await wiro.counts()).toEqual({ detail: 3 + 3 + 1 });
	});

	it('hears of a credential that is gone, and goes on when it is back', async () => {
		await plant(wiro, SUCCEEDED);
		await stillRunning(wiro, 1);
		const installed = suspending(wiro);
		const run = await waitFor(wiro, [1]);

		const without = await new SuspendedExecution(run, { ...installed, credentials: {} }).callBack();
		const back = await new SuspendedExecution(run, installed).callBack();

		expect(without).toMatchObject({ status: 503, workflowData: undefined });
		expect(back).toMatchObject({ status: 200, workflowData: [[{ json: { succeeded: true } }]] });
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('brings the error of an unknown task along with the others when it continues on fail', async () => {
		await plant(wiro, SUCCEEDED, SUCCEEDED);
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'patch', patch: { status: 'task_start' }, times: 3 },
		]);
		const node = { onError: 'continueRegularOutput' as const };
		const suspended = await suspend(wiro, [1, 404, 2], { node });

		const { workflowData = [] } = await suspended.callBack();
		const resumed = await suspended.goOn(workflowData);

		const paired = [0, 1, 2].map((item) => ({ item }));
		expect(workflowData.flat().map(({ pairedItem }) => pairedItem)).toEqual(paired);
		expect(resumed.items(NEXT)).toMatchObject([
			{ json: { taskId: '1', succeeded: true }, pairedItem: { item: 0 } },
			{
				json: {
					taskId: '404',
					error: expect.stringMatching(/^Wiro knows no such task/),
					errorDescription: expect.any(String),
				},
			},
			{ json: { taskId: '2', succeeded: true } },
		]);
		expect(
			resumed.runData.Wiro?.at(-1)?.data?.main?.[0]?.map(({ pairedItem }) => pairedItem),
		).toEqual(paired);
		expect(await wiro.counts()).toEqual({ detail: 5 });
	});

	it('sends the error to the error output after the resume', async () => {
		await plant(wiro, SUCCEEDED);
		await stillRunning(wiro, 2);
		const node = { onError: 'continueErrorOutput' as const };
		const suspended = await suspend(wiro, [404, 1], { node });

		const { workflowData = [] } = await suspended.callBack();
		const resumed = await suspended.goOn(workflowData);

		expect(resumed.items('Wiro', 0)).toMatchObject([{ json: { taskId: '1', succeeded: true } }]);
		expect(resumed.items('Wiro', 1)).toMatchObject([
			{ json: { error: { message: expect.stringMatching(/no such task/), taskId: '404' } } },
		]);
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it('fails at once for an unknown task when it does not continue on fail', async () => {
		await plant(wiro, { status: 'task_start' });
		const run = await waitFor(wiro, [1, 404]);

		expect(run.status).toBe('error');
		expect(run.error?.message).toMatch(/^Wiro knows no such task.*\[item 1\]$/);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('resumes in an n8n that was started anew, also between two callbacks', async () => {
		await plant(wiro, SUCCEEDED, { status: 'task_start' });
		const run = await waitFor(wiro, [1, 2]);
		const installed = suspending(wiro);
		const restart = () => new (restarted().SuspendedExecution)(run, installed);

		const early = await restart().callBack();
		await wiro.run({ operation: 'kill', taskId: '2' });
		const suspended = restart();
		const later = await suspended.callBack();
		const resumed = await suspended.goOn(later.workflowData ?? []);

		expect(early).toMatchObject({ status: 202, workflowData: undefined });
		expect(resumed.items(NEXT)).toMatchObject([
			{ json: { taskId: '1', succeeded: true } },
			{ json: { taskId: '2', succeeded: false } },
		]);
		expect(await wiro.counts()).toEqual({ detail: 6, kill: 1 });
	});

	it.each([`It's "Wiro" \\ $(1)`, 'Wiro }}', '{{ Wiro }}', 'Wiro\u2028', 'ビデオ 🎬'])(
		'resumes whatever the node is called: %j',
		async (name) => {
			await plant(wiro, SUCCEEDED);
			await stillRunning(wiro, 1);
			const suspended = await suspend(wiro, [1], { node: { name } });

			expect(await suspended.callBack()).toMatchObject({
				status: 200,
				workflowData: [[{ json: { taskId: '1', succeeded: true } }]],
			});
			expect(await wiro.counts()).toEqual({ detail: 2 });
		},
	);

	it('waits for the other items when the first one is wrong and it continues on fail', async () => {
		await plant(wiro, SUCCEEDED, SUCCEEDED);
		await stillRunning(wiro, 1);
		const run = await waitFor(wiro, [1, 2], {
			parameters: { simplify: '={{ $json.simplify }}' },
			fields: [{ simplify: 'perhaps' }, { simplify: true }],
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.status).toBe('waiting');
		const { workflowData } = await new SuspendedExecution(run, suspending(wiro)).callBack();
		expect(workflowData).toMatchObject([
			[
				{ json: { error: expect.stringMatching(/^'Simplify' must be true or false/) } },
				{ json: { taskId: '2', succeeded: true } },
			],
		]);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('does not suspend until a time that no calendar has', async () => {
		await plant(wiro, { status: 'task_start' });
		const run = await waitFor(wiro, [1], { parameters: { checkAfter: 1e15 } });

		expect(run.status).toBe('error');
		expect(run.error?.message).toMatch(/^'Check After' is/);
		expect(await wiro.counts()).toEqual({});
	});

	it('is not there for a workflow that has not suspended', async () => {
		await plant(wiro, SUCCEEDED);
		await stillRunning(wiro, 1);
		const run = await waitFor(wiro, [1]);
		const { executionData } = run.data;
		const data = {
			...run.data,
			executionData: executionData && { ...executionData, contextData: {} },
		};

		const answer = await new SuspendedExecution({ ...run, data }, suspending(wiro)).callBack();

		expect(answer).toMatchObject({
			status: 404,
			json: { message: 'No execution waits for Wiro here' },
		});
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});
});
