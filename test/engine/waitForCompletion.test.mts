import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault, TaskStatus } from '../../emulator/control.mts';
import { readBinary } from '../../n8n/engine/binaryData.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { FAST, SHORT_RUN, WIRO, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

/** Every status that means that the task still runs. Source: Wiro's "Task Status Information". */
const RUNNING: TaskStatus[] = [
	'task_queue',
	'task_accept',
	'task_assign',
	'task_preprocess_start',
	'task_preprocess_end',
	'task_start',
	'task_output',
	'task_output_full',
	'task_error',
	'task_error_full',
	'task_end',
	'task_postprocess_start',
];

const answering = (status: string | null): Fault => ({
	endpoint: 'detail',
	kind: 'patch',
	patch: { status },
});

const WAIT: INodeParameters = { operation: 'waitForCompletion', options: FAST };
const WAIT_FOR_ONE = { ...WAIT, taskId: TASK_REFERENCE.taskId };

describe('Wait for Completion', () => {
	const wiro = useWiro();

	/** Starts one task for each prompt, and gives their references as items. */
	async function start(...prompts: string[]) {
		const run = await wiro.run(
			{ ...SHORT_RUN, prompt: '={{ $json.prompt }}', waitForCompletion: false },
			{ startItems: prompts.map((prompt) => ({ json: { prompt } })) },
		);
		return jsonOf(run).map((json) => ({ json }));
	}

	it('goes on waiting when Wiro denies a task that it has shown before', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const errors = [{ code: 1, message: 'There is no task yet.' }];
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'errors', errors, after: 1 },
			{ ...answering('task_cancel'), after: 1 },
		]);
		const run = await wiro.run(WAIT_FOR_ONE);

		expect(run.error?.message).toMatch(/was cancelled or killed before it had finished/);
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it('waits for several tasks together, and emits their outputs in the order of the items', async () => {
		await wiro.emulator.fates([
			{ end: 'success', seconds: 60, outputs: 2 },
			{ end: 'success', seconds: 10 },
			{ end: 'success', seconds: 20 },
		]);
		const startItems = await start('one', 'two', 'three');

		const run = await wiro.run(WAIT, { startItems });

		const [one, two, three] = startItems.map(({ json }) => json.taskId);
		expect(jsonOf(run).map(({ taskId }) => taskId)).toEqual([one, one, two, three]);
		expect(run.items(WIRO).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		const asked = (await wiro.requests('detail')).map(({ body }) => body?.taskid);
		expect(new Set(asked.slice(0, 3))).toEqual(new Set([one, two, three]));
		expect(await wiro.counts()).toMatchObject({ run: 3 });
	});

	it('downloads the outputs', async () => {
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 2 }));
		const options = { ...FAST, downloadOutputs: true, binaryPropertyOutput: 'video' };
		const run = await wiro.run({ ...WAIT_FOR_ONE, options });

		const items = run.items(WIRO);
		const sizes = await Promise.all(
			items.map(async (item) => (await readBinary(item, 'video')).length),
		);
		expect(sizes).toEqual(items.map(({ json }) => json.sizeBytes));
		expect(await wiro.counts()).toEqual({ detail: 1, file: 2 });
	});

	it('goes on waiting while the status is not terminal, whatever it is', async () => {
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
		const statuses = [...RUNNING, 'task_dreaming', 'TASK_CANCEL', '', null];
		await wiro.emulator.faults(statuses.map(answering));
		const run = await wiro.run({ ...WAIT_FOR_ONE, options: { pollInterval: 0.01 } });

		expect(jsonOf(run)).toMatchObject([{ status: 'task_postprocess_end', succeeded: true }]);
		expect(await wiro.counts()).toEqual({ detail: statuses.length + 1 });
	});

	it('takes outputs without an exit code for a success, and no outputs for a failure', async () => {
		await wiro.emulator.settings({ detailLacksPexit: true });
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
		await wiro.emulator.plantTask({ ...taskIn('task_postprocess_end'), id: '2', token: 'other' });

		const succeeded = await wiro.run(WAIT_FOR_ONE);
		const failed = await wiro.run({ ...WAIT, taskId: '2' });

		expect(jsonOf(succeeded)).toMatchObject([{ succeeded: true, outputCount: 1 }]);
		expect(failed.error?.message).toMatch(/^The task 2 failed on Wiro \(no output\).*\[item 0\]$/);
		// What has no output yet is checked a few more times.
		expect(await wiro.counts()).toEqual({ detail: 1 + 5 });
	});

	it.each([
		[taskIn('task_postprocess_end', { pexit: '137' }), /failed on Wiro \(exit code 137\)/],
		[taskIn('task_cancel'), /was cancelled or killed before it had finished/],
	] as const)('fails for a task that ended without success (%j)', async (task, message) => {
		await wiro.emulator.plantTask(task);
		const run = await wiro.run(WAIT_FOR_ONE);

		expect(run.error?.name).toBe('NodeApiError');
		expect(run.error?.message).toMatch(message);
		expect(run.error?.message).toMatch(/^The task 534574 .* \[item 0\]$/);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('names the tasks of the other items when one of them fails', async () => {
		await wiro.emulator.fates([{ end: 'success' }, { end: 'fail', debugerror: 'Out of memory' }]);
		const startItems = await start('good', 'bad');
		const run = await wiro.run(WAIT, { startItems });

		expect(startItems).toMatchObject([{ json: { taskId: '700001' } }, {}]);
		expect(run.error).toMatchObject({
			message: expect.stringMatching(/failed on Wiro.*\[item 1\]$/),
			description: expect.stringMatching(/Out of memory.*700001 \(item 0\)/),
		});
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('brings the other items home with continue-on-fail, and the failed one with its task', async () => {
		await wiro.emulator.fates([{ end: 'success' }, { end: 'fail' }, { end: 'success' }]);
		const startItems = await start('good', 'bad', 'fine');
		const run = await wiro.run(WAIT, { startItems, node: { onError: 'continueRegularOutput' } });

		const [good, bad, fine] = startItems.map(({ json }) => json);
		expect(jsonOf(run)).toMatchObject([
			{ taskId: good?.taskId, succeeded: true },
			{
				taskId: bad?.taskId,
				taskToken: bad?.taskToken,
				completed: true,
				succeeded: false,
				error: expect.stringMatching(/failed on Wiro.*\[item 1\]$/),
			},
			{ taskId: fine?.taskId, succeeded: true },
		]);
		expect(await wiro.counts()).toMatchObject({ run: 3 });
	});

	it('leaves a task running that takes longer than the timeout, and names it', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const run = await wiro.run({ ...WAIT_FOR_ONE, options: { ...FAST, timeout: 0.002 } });

		expect(run.error).toMatchObject({
			message: expect.stringMatching(/^The task 534574 had not finished after 0\.002 minutes/),
			description: expect.stringMatching(/has not ended.*Get Task.*Kill Task.*Timeout/),
		});
		expect(await wiro.emulator.tasks()).toMatchObject([{ status: 'task_start' }]);
		expect(Object.keys(await wiro.counts())).toEqual(['detail']);
	});

	it('names a task by its ID that it knows by its token, when the time is up', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const { taskToken } = TASK_REFERENCE;
		const run = await wiro.run({
			operation: 'waitForCompletion',
			taskReference: 'taskToken',
			taskToken,
			options: { ...FAST, timeout: 0.002 },
		});

		expect(run.error?.message).toMatch(/^The task 534574 had not finished/);
		expect(Object.keys(await wiro.counts())).toEqual(['detail']);
	});
});
