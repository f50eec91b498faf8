import { describe, expect, it } from '@jest/globals';

import { readBinary } from '../../n8n/engine/binaryData.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { WIRO, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

describe('Get', () => {
	const wiro = useWiro();
	const get = { operation: 'get', taskId: TASK_REFERENCE.taskId };

	it('gives a task that runs as one item without a file', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const run = await wiro.run(get);

		expect(jsonOf(run)).toEqual([
			{
				...TASK_REFERENCE,
				status: 'task_start',
				completed: false,
				succeeded: null,
				outputCount: 0,
				elapsedSeconds: expect.any(Number),
				createdAt: expect.stringMatching(/Z$/),
				startedAt: expect.stringMatching(/Z$/),
			},
		]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it.each([
		['task_postprocess_end', { pexit: '1' }],
		['task_cancel', {}],
	] as const)(
		'gives a task that ended in %s without success and does not fail',
		async (status, rest) => {
			await wiro.emulator.plantTask(taskIn(status, rest));
			const run = await wiro.run(get);

			expect(jsonOf(run)).toMatchObject([{ status, completed: true, succeeded: false }]);
			expect(await wiro.counts()).toEqual({ detail: 1 });
		},
	);

	it('takes the task that was asked for, wherever it is in the list', async () => {
		const tasklist = [
			{ id: '1', status: 'task_start' },
			{ id: TASK_REFERENCE.taskId, status: 'task_cancel' },
		];
		const body = JSON.stringify({ result: true, errors: [], tasklist });
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'status', status: 200, body }]);
		const run = await wiro.run(get);

		expect(jsonOf(run)).toMatchObject([
			{ taskId: TASK_REFERENCE.taskId, status: 'task_cancel', completed: true },
		]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('takes outputs without an exit code for a success', async () => {
		await wiro.emulator.settings({ detailLacksPexit: true });
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
		const run = await wiro.run(get);

		expect(jsonOf(run)).toMatchObject([{ completed: true, succeeded: true }]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('downloads the outputs', async () => {
		const status = 'task_postprocess_end';
		await wiro.emulator.plantTask(taskIn(status, { outputs: 2 }));
		const run = await wiro.run({ ...get, options: { downloadOutputs: true } });

		const items = run.items(WIRO);
		const sizes = await Promise.all(items.map(async (item) => (await readBinary(item)).length));
		expect(sizes).toEqual(items.map(({ json }) => json.sizeBytes));
		expect(items.map(({ json }) => json.outputIndex)).toEqual([0, 1]);
		expect(await wiro.counts()).toEqual({ detail: 1, file: 2 });
	});
});
