import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { until } from '../../n8n/until.mts';
import { MODELS, modelRun } from '../support/engine/anyModel.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { SHORT_RUN, WIRO, expectRefusal, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const GET_MANY: INodeParameters = { resource: 'task', operation: 'getMany' };
const DELETE_FILES: INodeParameters = { resource: 'task', operation: 'deleteFiles' };

describe('Get Many Tasks', () => {
	const wiro = useWiro({ taskListAnswer: 'tasks' });

	/** Plants so many tasks, with the IDs 1, 2, …. */
	async function plant(count: number): Promise<void> {
		for (let id = 1; id <= count; id++) {
			const facts = { id: String(id), token: `token-${id}`, outputs: id % 2 };
			await wiro.emulator.plantTask({
				...taskIn('task_postprocess_end', { pexit: '0' }),
				...facts,
			});
		}
	}

	it('lists the newest tasks, the newest first, with their outputs', async () => {
		await plant(3);
		const items = jsonOf(await wiro.run({ ...GET_MANY, limit: 2 }));

		expect(items).toEqual([
			expect.objectContaining({ taskId: '3', succeeded: true, url: expect.any(String) }),
			expect.objectContaining({ taskId: '2', succeeded: false }),
		]);
		expect((await wiro.requests('tasks')).map(({ body }) => body)).toEqual([
			{ type: 'model', sort: 'id', order: 'DESC', start: '0', limit: '2' },
		]);
		expect(await wiro.requests('tasks')).toHaveLength(1);
	});

	it('lists more than a page', async () => {
		await plant(105);
		const items = jsonOf(await wiro.run({ ...GET_MANY, limit: 103 }));

		expect(items.map(({ taskId }) => taskId)).toEqual(
			Array.from({ length: 103 }, (_, index) => String(105 - index)),
		);
		expect(await wiro.requests('tasks')).toHaveLength(2);
	});

	it('lists each task once, and as many as wanted, when another starts between two pages', async () => {
		await plant(105);
		await wiro.emulator.faults([{ endpoint: 'tasks', kind: 'trickle' }]);
		const running = wiro.run({ ...GET_MANY, limit: 103 });
		await until(
			'the first page is on its way',
			async () => (await wiro.requests('tasks'))[0]?.taskIds.length === 100,
			{ timeoutMs: 20_000, intervalMs: 25 },
		);
		await wiro.emulator.plantTask({ ...taskIn('task_start'), id: '106', token: 'token-106' });

		expect(jsonOf(await running).map(({ taskId }) => taskId)).toEqual(
			Array.from({ length: 103 }, (_, index) => String(105 - index)),
		);
		const starts = (await wiro.requests('tasks')).map(({ body }) => body?.start);
		expect(starts).toEqual(['0', '100', '103']);
	});

	it.each(['northlight/aurora-image-1-5', 'Northlight/Aurora Image 1.5'])(
		'lists the tasks of one model (%s)',
		async (model) => {
			await wiro.run(modelRun(MODELS.image, { prompt: 'A lighthouse' }));
			await wiro.run(SHORT_RUN);
			const items = jsonOf(await wiro.run({ ...GET_MANY, options: { model } }));

			const [image] = await wiro.emulator.tasks();
			expect(items.map(({ taskId }) => taskId)).toEqual([image?.id]);
			expect(await wiro.counts()).toMatchObject({ run: 2 });
		},
	);

	it('links each task to the item that asked', async () => {
		await plant(2);
		const run = await wiro.run({ ...GET_MANY, limit: 1 }, { startItems: [{}, {}] });

		expect(run.items('Wiro').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
		expect(await wiro.requests('tasks')).toHaveLength(2);
	});

	it("gives Wiro's own objects when Simplify is off", async () => {
		await plant(1);
		const [item] = jsonOf(await wiro.run({ ...GET_MANY, simplify: false }));

		expect(item).toMatchObject({ id: '1', socketaccesstoken: 'token-1' });
		expect(await wiro.requests('tasks')).toHaveLength(1);
	});

	it('gives nothing for a project without tasks', async () => {
		const run = await wiro.run(GET_MANY);

		expect(run.status).toBe('success');
		expect(jsonOf(run)).toEqual([]);
		expect(await wiro.requests('tasks')).toHaveLength(1);
	});

	it.each([0, 1.5, 'many', 1_001])('refuses %p as a limit', async (limit) => {
		const run = await wiro.run({ ...GET_MANY, limit });

		expect(run.error?.message).toMatch(/^'Limit' /);
		expect(await wiro.counts()).toEqual({});
	});

	it('says so when Wiro does not have the list', async () => {
		await wiro.emulator.settings({ taskListAnswer: 'refused' });
		const run = await wiro.run(GET_MANY);

		expect(run.status).toBe('error');
		expect(run.error?.message).toMatch(/^Wiro refused the request.* \[item 0\]$/);
		expect(await wiro.requests('tasks')).toHaveLength(1);
	});
});

describe('Delete Files', () => {
	const wiro = useWiro();

	it.each<[string, INodeParameters, Record<string, number>]>([
		['task ID', { taskId: TASK_REFERENCE.taskId }, { detail: 1, deleteFiles: 1 }],
		[
			'task token',
			{ taskReference: 'taskToken', taskToken: TASK_REFERENCE.taskToken },
			{ deleteFiles: 1 },
		],
	])('deletes the files of a task that has ended, by its %s', async (_, reference, counts) => {
		const { outputs } = await wiro.emulator.plantTask(
			taskIn('task_postprocess_end', { outputs: 1, pexit: '0' }),
		);
		const [item] = (await wiro.run({ ...DELETE_FILES, ...reference })).items(WIRO);

		expect(item).toMatchObject({
			json: { deleted: true, taskToken: TASK_REFERENCE.taskToken },
			pairedItem: { item: 0 },
		});
		expect(await wiro.counts()).toEqual(counts);
		const [output] = outputs;
		expect((await fetch(output?.url ?? '')).status).toBe(404);
		expect(await wiro.counts()).toEqual({ ...counts, file: 1 });
	});

	it('succeeds again for files that are gone', async () => {
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1, pexit: '0' }));
		const parameters = { ...DELETE_FILES, taskId: TASK_REFERENCE.taskId };
		await wiro.run(parameters);
		const again = await wiro.run(parameters);

		expect(jsonOf(again)).toEqual([expect.objectContaining({ deleted: true })]);
		expect(await wiro.counts()).toEqual({ detail: 2, deleteFiles: 2 });
	});

	it('says that a running task keeps its files', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const run = await wiro.run({ ...DELETE_FILES, taskId: TASK_REFERENCE.taskId });

		expect(run.error?.message).toMatch(
			/^The task has not ended yet, so its files cannot be deleted: .* \[item 0\]$/,
		);
		expect(run.error?.description).toMatch(
			new RegExp(`Kill Task or Cancel Task.* Task: ${TASK_REFERENCE.taskId}`),
		);
		expect(await wiro.counts()).toEqual({ detail: 1, deleteFiles: 1 });
	});

	it('names an unknown task as such', async () => {
		const run = await wiro.run({ ...DELETE_FILES, taskReference: 'taskToken', taskToken: 'none' });

		expect(run.error?.message).toMatch(/^Wiro knows no such task in this project/);
		expect(await wiro.counts()).toEqual({ deleteFiles: 1 });
	});

	it('needs a task', async () => {
		const run = await wiro.run({ ...DELETE_FILES, taskId: '={{ $json.none }}' });

		expectRefusal(run, "'Task ID' is empty", /Connect this node to a Wiro Run node/);
		expect(await wiro.counts()).toEqual({});
	});
});
