import { describe, expect, it } from '@jest/globals';

import {
	NEXT,
	SUCCEEDED,
	numbersTo,
	plant,
	referenceOf,
	stillRunning,
	suspend,
} from '../support/engine/suspend.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

describe('Suspend', () => {
	const wiro = useWiro();

	it('goes on waiting at a callback before all have ended, and checks only the others later', async () => {
		await plant(wiro, { ...SUCCEEDED, outputs: 2 }, { status: 'task_start' }, SUCCEEDED);
		const suspended = await suspend(wiro, [1, 2, 3]);

		const early = await suspended.callBack({ body: { taskid: '1' } });

		expect(early).toMatchObject({ status: 202, json: { message: /Not all tasks have ended yet/ } });
		expect(early.workflowData).toBeUndefined();

		await wiro.run({ operation: 'kill', taskId: '2' });
		const later = await suspended.callBack({ body: { taskid: '2' } });
		const resumed = await suspended.goOn(later.workflowData ?? []);

		expect(resumed.items(NEXT).map(({ json }) => json)).toMatchObject([
			{ taskId: '1', outputIndex: 0, outputs: [{ outputIndex: 0 }, { outputIndex: 1 }] },
			{ taskId: '2', completed: true, succeeded: false, error: expect.stringMatching(/killed/) },
			{ taskId: '3', succeeded: true },
		]);
		expect(later.workflowData?.[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
		const checks = (await wiro.requests('detail')).map(({ body }) => body?.taskid);
		expect(checks.slice(0, 6).toSorted()).toEqual(['1', '1', '2', '2', '3', '3']);
		expect(checks.slice(6)).toEqual(['2']);
		expect(await wiro.counts()).toEqual({ detail: 7, kill: 1 });
	});

	it.each([
		['garbage', 'garbage'],
		['an empty body', {}],
		['a task that has ended', { taskid: '9', status: 'task_postprocess_end' }],
		['a lie about the task', { ...referenceOf(1), status: 'task_postprocess_end', pexit: '0' }],
		['a list', [{ taskid: '1' }, null, [[]]]],
		['10 MB', { taskid: 'x'.repeat(10 * 1024 * 1024) }],
	])('is not resumed by a forged callback: %s', async (_what, body) => {
		await plant(wiro, { status: 'task_start' }, { status: 'task_queue' });
		const suspended = await suspend(wiro, [1, 2]);

		const answers = [await suspended.callBack({ body }), await suspended.callBack({ body })];

		expect(answers.map(({ status }) => status)).toEqual([202, 202]);
		expect(answers.flatMap(({ workflowData }) => workflowData ?? [])).toEqual([]);
		// One check for each task that has not ended, whatever was sent.
		const checks = (await wiro.requests('detail')).map(({ body: sent }) => sent);
		expect(new Set(checks.map((sent) => JSON.stringify(sent)))).toEqual(
			new Set(['{"taskid":"1"}', '{"taskid":"2"}']),
		);
		expect(checks).toHaveLength(6);
	});

	it('resumes once when all callbacks come in the same instant', async () => {
		await plant(wiro, SUCCEEDED, SUCCEEDED, SUCCEEDED);
		await stillRunning(wiro, 3);
		const suspended = await suspend(wiro, [1, 2, 3]);

		const answers = await Promise.all(numbersTo(20).map(async () => await suspended.callBack()));
		const late = await suspended.callBack();

		const resuming = answers.filter(({ workflowData }) => workflowData !== undefined);
		expect(resuming).toMatchObject([{ status: 200, workflowData: [[{}, {}, {}]] }]);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 202]));
		expect(late).toMatchObject({
			status: 200,
			json: { message: 'The workflow has already resumed.' },
		});
		expect(late.workflowData).toBeUndefined();
		expect(await wiro.counts()).toEqual({ detail: 6 });
	});

	it('costs a check or two for each task, however many callbacks come at once', async () => {
		await plant(wiro, { status: 'task_start' }, { status: 'task_start' });
		const suspended = await suspend(wiro, [1, 2]);

		const answers = await Promise.all(numbersTo(100).map(async () => await suspended.callBack()));

		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
		expect(await wiro.counts()).toEqual({ detail: 2 + 2 * 2 });
	});
});
