import { describe, expect, it } from '@jest/globals';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { START, chain } from '../../n8n/engine/workflow.mts';
import {
	NEXT,
	SUCCEEDED,
	SUSPEND,
	numbersTo,
	plant,
	referenceOf,
	stillRunning,
	suspend,
	suspending,
	waitFor,
} from '../support/engine/suspend.mts';
import { SuspendedExecution } from '../support/engine/suspendedExecution.mts';
import { WIRO, expectRefusal, jsonOf, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const MS_PER_MINUTE = 60_000;

describe('Suspend', () => {
	const wiro = useWiro();

	const DOWNLOADING = { parameters: { options: { downloadOutputs: true } } };

	it('downloads no file before it suspends', async () => {
		await plant(wiro, SUCCEEDED, { status: 'task_start' });

		const run = await waitFor(wiro, [1, 2], DOWNLOADING);

		expect(run.status).toBe('waiting');
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('says in the item why a file could not be downloaded, also when it need not suspend', async () => {
		await plant(wiro, SUCCEEDED);
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'status', status: 403 }]);

		const run = await waitFor(wiro, [1], DOWNLOADING);

		expect(jsonOf(run)).toMatchObject([
			{ taskId: '1', succeeded: true, error: expect.stringMatching(/could not be downloaded/) },
		]);
		expect(await wiro.counts()).toEqual({ detail: 1, file: 1 });
	});

	it.each([1, 3, 50])(
		'suspends for %d tasks with one check of each, and resumes in order',
		async (n) => {
			await plant(wiro, ...numbersTo(n).map(() => SUCCEEDED));
			await stillRunning(wiro, n);

			const before = Date.now();
			const run = await waitFor(wiro, numbersTo(n));
			const after = Date.now();

			expect(run.status).toBe('waiting');
			expect(run.waitTill?.getTime()).toBeGreaterThanOrEqual(before + 5 * MS_PER_MINUTE);
			expect(run.waitTill?.getTime()).toBeLessThanOrEqual(after + 5 * MS_PER_MINUTE);
			expect(run.items(NEXT)).toEqual([]);
			expect(await wiro.counts()).toEqual({ detail: n });

			const suspended = new SuspendedExecution(run, suspending(wiro));
			const {
				status,
				json,
				workflowData = [],
			} = await suspended.callBack({ body: { taskid: '1' } });

			expect([status, json]).toEqual([
				200,
				{ message: 'All tasks have ended. The workflow resumes.' },
			]);
			expect(await wiro.counts()).toEqual({ detail: 2 * n });

			const resumed = await suspended.goOn(workflowData);

			expect(resumed.status).toBe('success');
			expect(resumed.items(NEXT)).toMatchObject(
				numbersTo(n).map((number, item) => ({
					json: { ...referenceOf(number), completed: true, succeeded: true, outputIndex: 0 },
					pairedItem: { item },
				})),
			);
			expect(resumed.items(WIRO).map(({ pairedItem }) => pairedItem)).toEqual(
				numbersTo(n).map((_, item) => ({ item })),
			);
			expect(await wiro.counts()).toEqual({ detail: 2 * n });
		},
	);

	it('does not suspend when all tasks have ended, and says of an unsuccessful one why', async () => {
		await plant(
			wiro,
			SUCCEEDED,
			{ status: 'task_cancel' },
			{ status: 'task_postprocess_end', pexit: '137' },
		);
		const run = await waitFor(wiro, [1, 2, 3]);

		expect(run.status).toBe('success');
		expect(run.items(NEXT)).toMatchObject([
			{ json: { taskId: '1', succeeded: true }, pairedItem: { item: 0 } },
			{ json: { taskId: '2', succeeded: false, error: expect.stringMatching(/cancelled/) } },
			{
				json: {
					taskId: '3',
					succeeded: false,
					error: expect.stringMatching(/exit code 137/),
					errorDescription: expect.stringMatching(/not billed/),
				},
			},
		]);
		expect(run.items(NEXT)[0]?.json).not.toHaveProperty('error');
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it("gives Wiro's own answers when it does not simplify", async () => {
		await plant(wiro, SUCCEEDED, { status: 'task_cancel' });
		await stillRunning(wiro, 2);
		const suspended = await suspend(wiro, [1, 2], { parameters: { simplify: false } });

		const { workflowData } = await suspended.callBack();

		expect(workflowData).toMatchObject([
			[
				{
					json: { id: '1', status: 'task_postprocess_end', outputs: [{}] },
					pairedItem: { item: 0 },
				},
				{ json: { id: '2', status: 'task_cancel' }, pairedItem: { item: 1 } },
			],
		]);
		expect(await wiro.counts()).toEqual({ detail: 4 });
	});

	it('knows its tasks by their tokens', async () => {
		await plant(wiro, SUCCEEDED);
		await stillRunning(wiro, 1);
		const suspended = await suspend(wiro, [1], { parameters: { taskReference: 'taskToken' } });

		const { workflowData } = await suspended.callBack();

		expect(workflowData).toMatchObject([[{ json: { ...referenceOf(1), succeeded: true } }]]);
		expect((await wiro.requests('detail'))[0]?.body).toEqual({ tasktoken: 'token-1' });
	});

	it.each([
		[1.99, 'is 1.99, but must be 2 or more'],
		[0, 'is 0, but must be 2 or more'],
		[-5, 'is -5, but must be 2 or more'],
		['', 'is empty'],
		['soon', 'must be a number, but is "soon"'],
	])('refuses to check after %j minutes', async (checkAfter, what) => {
		await plant(wiro, { status: 'task_start' });
		const run = await waitFor(wiro, [1], {
			parameters: { checkAfter: `={{ ${JSON.stringify(checkAfter)} }}` },
		});

		expectRefusal(run, `'Check After' ${what}`, /number of 2 or more/);
		expect(await wiro.counts()).toEqual({});
	});

	it('waits as long as the most impatient item', async () => {
		await plant(wiro, { status: 'task_start' }, { status: 'task_start' }, SUCCEEDED);
		const before = Date.now();
		const run = await waitFor(wiro, [1, 2, 3], {
			parameters: { checkAfter: '={{ $json.minutes }}' },
			fields: [{ minutes: 60 }, { minutes: 20 }, { minutes: 2 }],
		});

		const minutes = ((run.waitTill?.getTime() ?? 0) - before) / MS_PER_MINUTE;
		expect(Math.floor(minutes)).toBe(20);
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it('passes the items on as they came when the time is up, and waits on where they come back', async () => {
		await plant(wiro, SUCCEEDED, SUCCEEDED);
		await stillRunning(wiro, 4);
		const again = 'Wiro again';
		const installed = {
			workflow: chain(wiroNode(SUSPEND), { ...wiroNode(SUSPEND), name: again }),
			credentials: { [CREDENTIAL]: wiro.credential },
		};
		const startItems = [1, 2].map((number) => ({
			json: { ...referenceOf(number), completed: false },
		}));
		const run = await runWorkflow({ ...installed, startItems });
		const round = await new SuspendedExecution(run, installed).timeUp();

		expect(jsonOf(round)).toEqual(startItems.map(({ json }) => json));
		expect(round.status).toBe('waiting');

		const suspended = new SuspendedExecution(round, installed);
		const { workflowData = [] } = await suspended.callBack();
		const resumed = await suspended.goOn(workflowData);

		expect(resumed.items(START)).toHaveLength(2);
		expect(resumed.items(again)).toMatchObject([
			{ json: { taskId: '1', succeeded: true } },
			{ json: { taskId: '2', succeeded: true } },
		]);
		expect(await wiro.counts()).toEqual({ detail: 6 });
	});

	it('suspends again where a loop leads back into the same node', async () => {
		await plant(wiro, { status: 'task_start' });
		const installed = suspending(wiro);
		installed.workflow.connections[WIRO] = { main: [[{ node: WIRO, type: 'main', index: 0 }]] };
		const run = await runWorkflow({ ...installed, startItems: [{ json: referenceOf(1) }] });

		const round = await new SuspendedExecution(run, installed).timeUp();
		const suspended = new SuspendedExecution(round, installed);
		await wiro.run({ operation: 'kill', taskId: '1' });
		const { workflowData } = await suspended.callBack();

		expect(round.status).toBe('waiting');
		expect(round.runData[WIRO]).toHaveLength(2);
		expect(workflowData).toMatchObject([[{ json: { taskId: '1', status: 'task_cancel' } }]]);
		expect(await wiro.counts()).toEqual({ detail: 3, kill: 1 });
	});
});
