import { describe, expect, it } from '@jest/globals';

import { only, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

const LIST = { type: 'model', sort: 'id', order: 'DESC', start: '0', limit: '20' };
const SKETCH = '/Run/fernhill/quick-sketch';

async function listed(body: object = {}): Promise<string[]> {
	const { tasklist } = await wiro.call('/Task/List', { ...LIST, ...body });
	return tasklist.map(({ id }) => id);
}

describe('Task/List', () => {
	it('gives the newest tasks first, in the shape of Task/Detail', async () => {
		const first = await wiro.startTask();
		const second = await wiro.startTask({ prompt: 'A hill' }, SKETCH);
		const details = [await wiro.finished(second), await wiro.finished(first)];
		const answer = await wiro.call('/Task/List', LIST);

		expect(answer).toMatchObject({ result: true, errors: [], total: '2' });
		expect(answer.tasklist).toEqual(details);
		expect(details).toMatchObject([
			{ modelslugowner: 'fernhill', modelslugproject: 'quick-sketch' },
			{ modelslugowner: 'wan-ai', modelslugproject: 'wan2-2-i2v-a14b' },
		]);
	});

	it('gives a page, and the oldest first with order ASC', async () => {
		const ids = [await wiro.startTask(), await wiro.startTask(), await wiro.startTask()];

		expect(await listed({ limit: '2' })).toEqual([ids[2], ids[1]]);
		expect(await listed({ start: '2' })).toEqual([ids[0]]);
		expect(await listed({ order: 'ASC' })).toEqual(ids);
		expect(await wiro.call('/Task/List', { ...LIST, limit: '1' })).toMatchObject({ total: '3' });
	});

	it('gives the tasks of the models whose names have a part', async () => {
		const video = await wiro.startTask();
		const sketch = await wiro.startTask({ prompt: 'A hill' }, SKETCH);

		expect(await listed({ modelName: 'WAN2.2' })).toEqual([video]);
		expect(await listed({ modelName: 'wan-ai/wan2-2-i2v-a14b' })).toEqual([video]);
		expect(await listed({ modelName: 'Sketch' })).toEqual([sketch]);
		expect(await listed({ modelName: 'flux' })).toEqual([]);
	});

	it('gives planted tasks, of any model', async () => {
		const model = 'lexica/chat-small-3-1';
		await wiro.emulator.plantTask({ id: '7', token: 'a', status: 'task_cancel', model });

		expect(await listed({ modelName: 'chat' })).toEqual(['7']);
		const unknown = { id: '8', token: 'b', status: 'task_cancel', model: 'no/model' } as const;
		await expect(wiro.emulator.plantTask(unknown)).rejects.toThrow('no model no/model');
	});

	it("gives no other project's tasks", async () => {
		await wiro.startTask();
		const other = { 'x-api-key': wiro.emulator.keyOnly.apiKey };

		expect((await wiro.call('/Task/List', LIST, other)).tasklist).toEqual([]);
	});

	it('leaves out tasks that are unlisted or still hidden', async () => {
		await wiro.emulator.fates([
			{ end: 'success', unlisted: true },
			{ end: 'success', listedAfterSeconds: 1e9 },
			{ end: 'never', hiddenSeconds: 1e9 },
			{ end: 'success' },
		]);
		const unlisted = await wiro.startTask();
		await wiro.startTask();
		await wiro.startTask();
		const shown = await wiro.startTask();

		expect(await listed()).toEqual([shown]);
		expect((await wiro.detailOf(unlisted)).id).toBe(unlisted);
	});

	it('does not count as a check', async () => {
		await wiro.emulator.fates([{ end: 'success', filesAfterChecks: 1 }]);
		const id = await wiro.startTask();
		await wiro.taskIn(id, 'task_postprocess_end');

		expect(only((await wiro.call('/Task/List', LIST)).tasklist).outputs).toEqual([]);
		expect((await wiro.detailOf(id)).outputs).toEqual([]);
		expect(only((await wiro.call('/Task/List', LIST)).tasklist).outputs).toHaveLength(1);
	});

	it.each([
		['http404', { httpStatus: 404, result: false }],
		['refused', { httpStatus: 200, result: false, errors: [{ code: 0 }] }],
		['empty', { httpStatus: 200, result: true, total: '0', tasklist: [] }],
	] as const)('answers %s when so set', async (taskListAnswer, answer) => {
		await wiro.startTask();
		await wiro.emulator.settings({ taskListAnswer });

		expect(await wiro.call('/Task/List', LIST)).toMatchObject(answer);
	});
});

describe('Task/InputOutputDelete', () => {
	async function tokenOf(id: string): Promise<string> {
		const task = (await wiro.emulator.tasks()).find((each) => each.id === id);
		return task?.token ?? '';
	}

	it('deletes the outputs of an ended task, twice without harm', async () => {
		const id = await wiro.startTask({ prompt: 'A hill' }, SKETCH);
		const { url } = only((await wiro.finished(id)).outputs);
		expect((await fetch(url)).status).toBe(200);
		const tasktoken = await tokenOf(id);

		for (let time = 0; time < 2; time++) {
			expect(await wiro.call('/Task/InputOutputDelete', { tasktoken })).toEqual({
				httpStatus: 200,
				result: true,
				errors: [],
			});
		}
		expect(await wiro.detailOf(id)).toMatchObject({
			outputs: [],
			pexit: '0',
			parameters: { prompt: 'A hill' },
		});
		expect((await fetch(url)).status).toBe(404);
	});

	it('takes a cancelled task', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_cancel', outputs: 1 });

		const { result } = await wiro.call('/Task/InputOutputDelete', { tasktoken: 'a' });
		expect(result).toBe(true);
		expect((await wiro.detailOf('1')).outputs).toEqual([]);
	});

	it('refuses a task that runs', async () => {
		await wiro.emulator.fates([{ end: 'never' }]);
		const tasktoken = await tokenOf(await wiro.startTask(SHORT_RUN));

		expect(await wiro.call('/Task/InputOutputDelete', { tasktoken })).toMatchObject({
			result: false,
			errors: [{ code: 1, message: 'Task must be completed or cancelled before deleting files' }],
		});
	});

	it("refuses an unknown token, none, and another project's", async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_cancel' });
		const other = { 'x-api-key': wiro.emulator.keyOnly.apiKey };
		const answers = [
			await wiro.call('/Task/InputOutputDelete', { tasktoken: 'b' }),
			await wiro.call('/Task/InputOutputDelete', { taskid: '1' }),
			await wiro.call('/Task/InputOutputDelete', { tasktoken: 'a' }, other),
		];

		for (const answer of answers) {
			expect(answer.errors).toEqual([{ code: 1, message: 'task-not-exist' }]);
		}
	});
});
