import { describe, expect, it } from '@jest/globals';

import { only, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

// The paths and bodies are those of Wiro's own MCP server, 1.2.1 (src/client.ts).
describe("the calls of Wiro's own MCP server", () => {
	it('lead from a search to the answer of a run, and to its entry in the history', async () => {
		const found = await wiro.call('/Tool/List', {
			start: '0',
			limit: '20',
			search: 'chat',
			categories: [],
			sort: 'relevance',
			hideworkflows: true,
			summary: true,
		});
		const { cleanslugowner, cleanslugproject } = only(found.tool);
		const schema = await wiro.call('/Tool/Detail', {
			slugowner: cleanslugowner,
			slugproject: cleanslugproject,
		});
		const inputs = (only(schema.tool).parameters ?? []).flatMap(({ items }) => items);
		expect(inputs.map(({ id }) => id)).toContain('prompt');

		const path = `/Run/${cleanslugowner}/${cleanslugproject}`;
		const run = await wiro.call(path, { prompt: 'What is a qubit?' });
		await wiro.finished(run.taskid);
		const detail = await wiro.call('/Task/Detail', { tasktoken: run.socketaccesstoken });
		const history = await wiro.call('/Task/List', {
			type: 'model',
			sort: 'id',
			order: 'DESC',
			start: '0',
			limit: '20',
			modelName: `${cleanslugowner}/${cleanslugproject}`,
		});

		expect(only(only(detail.tasklist).outputs)).toMatchObject({
			contenttype: 'raw',
			content: { answer: expect.arrayContaining(['You wrote: What is a qubit?']) },
		});
		expect(history.tasklist).toEqual(detail.tasklist);
	});

	it('explores', async () => {
		const { explore } = await wiro.call('/Tool/Explore', {});

		for (const { title, tools } of explore) {
			expect(title).not.toBe('');
			expect(tools[0]).toMatchObject({
				cleanslugowner: expect.any(String),
				categories: expect.arrayContaining([title]),
				averagepoint: '0.00',
			});
		}
		expect(explore.length).toBeGreaterThan(3);
	});

	it('cancel by id, and kill by token', async () => {
		await wiro.emulator.settings({ workerSlots: 1 });
		await wiro.emulator.fates([{ end: 'never' }, { end: 'never' }]);
		const path = '/Run/northlight/aurora-image-1-5';
		const runs = await wiro.call(path, { prompt: 'One' });
		await wiro.taskIn(runs.taskid, 'task_start');
		const waits = await wiro.call(path, { prompt: 'Two' });

		expect(await wiro.call('/Task/Cancel', { taskid: waits.taskid })).toMatchObject({
			result: true,
			tasklist: [{ status: 'task_cancel' }],
		});
		const token = { socketaccesstoken: runs.socketaccesstoken };
		expect(await wiro.call('/Task/Kill', token)).toMatchObject({
			result: true,
			tasklist: [{ status: 'task_cancel' }],
		});
	});

	it('pass a list of URLs to a combined input as it is', async () => {
		const images = ['cat.jpg', 'coffee.jpg'].map((name) => `${wiro.emulator.url}/pictures/${name}`);
		const body = { inputImageHuman: images[0], inputImageClothes: images };
		const id = await wiro.startTask(body, '/Run/paperlane/outfit-mix-v2');

		expect(await wiro.finished(id)).toMatchObject({ pexit: '0', parameters: body });
	});
});
