import { describe, expect, it } from '@jest/globals';

import { only, useEmulator } from './calls.mts';

const wiro = useEmulator();

const ALL = { start: '0', limit: '100', search: '', sort: 'id', order: 'ASC' };

describe('Tool/List', () => {
	it('gives all models a page at a time', async () => {
		const whole = await wiro.call('/Tool/List', ALL);
		const pages = [
			await wiro.call('/Tool/List', { ...ALL, limit: '5' }),
			await wiro.call('/Tool/List', { ...ALL, start: '5', limit: '100' }),
		];

		expect(whole.total).toBe(whole.tool.length);
		expect(pages[0]?.tool).toHaveLength(5);
		expect(pages.flatMap(({ tool }) => tool)).toEqual(whole.tool);
		expect(pages.map(({ total }) => total)).toEqual([whole.total, whole.total]);
	});

	it('gives 20 models when the call does not say how many, and never more than 100', async () => {
		await wiro.emulator.settings({ moreModels: 250 });

		expect((await wiro.call('/Tool/List', {})).tool).toHaveLength(20);
		const { tool, total } = await wiro.call('/Tool/List', { limit: '1000' });
		expect(tool).toHaveLength(100);
		expect(total).toBeGreaterThan(250);
	});

	it('sorts by id in both directions', async () => {
		const up = await wiro.call('/Tool/List', ALL);
		const down = await wiro.call('/Tool/List', { ...ALL, order: 'DESC' });

		const ids = up.tool.map(({ id }) => Number(id));
		expect(ids).toEqual(ids.toSorted((a, b) => a - b));
		expect(down.tool).toEqual(up.tool.toReversed());
	});

	it('puts a model first whose name has the words of the search', async () => {
		const { tool } = await wiro.call('/Tool/List', { search: 'image', sort: 'relevance' });

		expect(tool.map(({ title }) => title).slice(0, 2)).toEqual([
			'Aurora Image 1.5',
			'Image to Mesh 2.0',
		]);
		expect(tool.length).toBeGreaterThan(2);
		expect((await wiro.call('/Tool/List', { search: 'no such words' })).tool).toEqual([]);
	});

	it.each(['time', 'name', 'averagepoint'])('refuses to sort by %s', async (sort) => {
		expect(await wiro.call('/Tool/List', { ...ALL, sort })).toMatchObject({
			httpStatus: 200,
			result: false,
			errors: [{ code: 0, message: expect.stringContaining('[sort]') }],
		});
	});

	it.each([
		[{ categories: ['realtime'] }, ['Live Voice']],
		[{ categories: ['training'] }, ['Style Trainer']],
		[{ categories: ['tool', '3d-generation'] }, ['Image to Mesh 2.0']],
		[{ tags: ['realistic', 'video'] }, ['Wan-AI/Wan2.2-I2V-A14B']],
		[{ slugowner: 'pixelworks' }, ['Super Scale']],
		[{ slugowner: 'Pixelworks' }, ['Super Scale']],
	])('finds with %j only what is so', async (filter, titles) => {
		const { tool } = await wiro.call('/Tool/List', { ...ALL, ...filter });

		expect(tool.map(({ title }) => title)).toEqual(titles);
	});

	it('leaves the inputs out of a summary', async () => {
		const { tool } = await wiro.call('/Tool/List', { ...ALL, summary: true });

		expect(tool.filter((model) => 'parameters' in model)).toEqual([]);
		const whole = await wiro.call('/Tool/List', ALL);
		expect(whole.tool.filter((model) => !('parameters' in model))).toEqual([]);
	});
});

describe('Tool/Detail', () => {
	it('knows every model by its raw slugs, and all but one by its clean ones', async () => {
		const models = await wiro.emulator.models();
		const onlyRaw = [];
		for (const { slugowner, slugproject, cleanslugowner, cleanslugproject, title } of models) {
			const raw = await wiro.call('/Tool/Detail', { slugowner, slugproject });
			expect(only(raw.tool)).toMatchObject({ title, cleanslugowner, cleanslugproject });
			const clean = { slugowner: cleanslugowner, slugproject: cleanslugproject };
			const { result } = await wiro.call('/Tool/Detail', clean);
			if (!result) onlyRaw.push(title);
		}

		expect(models.length).toBeGreaterThanOrEqual(12);
		expect(onlyRaw).toEqual(['Raw Slugs Only']);
	});

	it("gives the inputs of the seed's model with their defaults", async () => {
		const slugs = { slugowner: 'Wan-AI', slugproject: 'Wan2.2-I2V-A14B' };
		const { parameters } = only((await wiro.call('/Tool/Detail', slugs)).tool);

		const inputs = only(parameters ?? []).items;
		expect(inputs.map(({ id, default: value }) => [id, value])).toEqual([
			['inputImageUrl', ''],
			['prompt', expect.stringMatching(/^Cinematic medium shot/)],
			['negativePrompt', expect.stringMatching(/^bad quality/)],
			['resolution', '480P'],
			['aspectRatio', 'Default'],
			['numFrames', '81'],
			['scale', '5.0'],
			['steps', '25'],
			['fps', '16'],
			['seed', '42'],
		]);
	});

	it('gives prices as a JSON text, or null', async () => {
		const { tool } = await wiro.call('/Tool/List', ALL);

		for (const { dynamicprice } of tool) {
			const tiers: unknown = dynamicprice === null ? [] : JSON.parse(dynamicprice);
			expect(Array.isArray(tiers)).toBe(true);
		}
		const untiered = tool.filter(({ dynamicprice }) => dynamicprice === null);
		expect(untiered.map(({ title }) => title)).toEqual(['Wan-AI/Wan2.2-I2V-A14B', 'Quick Sketch']);
	});

	it('refuses slugs that name no model', async () => {
		const nobody = { slugowner: 'nobody', slugproject: 'nothing' };
		const refusal = { code: 1, message: 'slug-owner-project-not-exist' };

		expect(await wiro.call('/Tool/Detail', nobody)).toMatchObject({
			result: false,
			errors: [refusal],
		});
		expect(await wiro.call('/Tool/Detail', {})).toMatchObject({ result: false, errors: [refusal] });
	});

	it.each([
		['refused', 200, false],
		['http500', 500, false],
		['rawSlugOnly', 200, false],
		['model', 200, true],
	] as const)('answers %s when so set', async (toolDetailAnswer, httpStatus, result) => {
		await wiro.emulator.settings({ toolDetailAnswer });
		const clean = { slugowner: 'northlight', slugproject: 'aurora-image-1-5' };

		expect(await wiro.call('/Tool/Detail', clean)).toMatchObject({ httpStatus, result });
		const raw = { slugowner: 'Northlight', slugproject: 'Aurora Image 1.5' };
		expect((await wiro.call('/Tool/Detail', raw)).result).toBe(
			result || toolDetailAnswer === 'rawSlugOnly',
		);
	});
});

describe('Tool/Explore', () => {
	it('gives models in groups', async () => {
		const { explore } = await wiro.call('/Tool/Explore', {});

		const meshes = explore.find(({ title }) => title === '3d-generation');
		expect(meshes?.tools).toMatchObject([{ cleanslugproject: 'image-to-mesh-2-0' }]);
		expect(explore.map(({ title }) => title)).not.toContain('tool');
	});
});

describe.each([
	['/Tool/List', 'models'],
	['/Tool/Detail', 'model'],
	['/Tool/Explore', 'explore'],
	['/Task/List', 'tasks'],
	['/Task/InputOutputDelete', 'deleteFiles'],
] as const)('%s', (path, endpoint) => {
	it('lets nobody in without the keys', async () => {
		expect(await wiro.call(path, {}, { 'x-api-key': 'wrong' })).toMatchObject({
			httpStatus: 401,
			result: false,
		});
	});

	it(`is called ${endpoint} in the log and in faults`, async () => {
		const errors = [{ code: 0, message: 'Out of order.' }];
		await wiro.emulator.faults([{ endpoint, kind: 'errors', errors }]);

		expect(await wiro.call(path, {})).toMatchObject({ result: false, errors });
		expect(await wiro.emulator.requests(endpoint)).toMatchObject([{ fault: { endpoint } }]);
		expect(await wiro.emulator.unspentFaults()).toEqual([]);
	});
});

it('a patch changes the models of an answer', async () => {
	const patch = { parameters: null, title: 'Changed' };
	await wiro.emulator.faults([{ endpoint: 'model', kind: 'patch', patch }]);
	const slugs = { slugowner: 'wan-ai', slugproject: 'wan2-2-i2v-a14b' };
	const model = only((await wiro.call('/Tool/Detail', slugs)).tool);

	expect(model).toMatchObject({ title: 'Changed', slugowner: 'Wan-AI' });
	expect(model).not.toHaveProperty('parameters');
});
