import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { RunResult } from '../../n8n/engine/run.mts';
import { MODELS, PICTURE, form, modelById, modelRun } from '../support/engine/anyModel.mts';
import {
	FAST,
	SHORT_RUN,
	WIRO,
	expectRefusal,
	jsonOf,
	retryOnFail,
	useWiro,
} from '../support/wiro/useWiro.mts';

/** Items of the 3D model: 0.3 dollars with a texture, 0.2 dollars without. */
function textures(...list: boolean[]) {
	return list.map((texture) => ({ json: { texture: String(texture) } }));
}

const MESH = { inputImage: PICTURE, texture: '={{ $json.texture }}' };

/** The errors of the items that have one, by item index. */
function errorsOf(run: RunResult): Record<number, unknown> {
	return Object.fromEntries(
		jsonOf(run).flatMap(({ error }, index) => (error === undefined ? [] : [[index, error]])),
	);
}

describe('With Max Cost per Execution', () => {
	const wiro = useWiro();
	const meshRun = (limit: number) => modelRun(MODELS.mesh, MESH, { maxCostPerExecution: limit });

	it('exactly those items start whose sum fits, with On Error at Continue', async () => {
		const run = await wiro.run(meshRun(1), {
			startItems: textures(false, true, true, true, false, false),
			node: { onError: 'continueRegularOutput' },
		});

		// 0.2 + 0.3 + 0.3 = 0.8, and 0.3 more is too much; 0.2 more makes 1, and then nothing fits.
		expect(errorsOf(run)).toEqual({
			3: "The task is expected to cost $0.30. With $0.80 for the other tasks of this execution, that is more than 'Max Cost per Execution' ($1.00) [item 3]",
			5: "The task is expected to cost $0.20. With $1.00 for the other tasks of this execution, that is more than 'Max Cost per Execution' ($1.00) [item 5]",
		});
		expect(jsonOf(run).map(({ estimatedCost }) => estimatedCost)).toEqual([
			0.2,
			0.3,
			0.3,
			undefined,
			0.2,
			undefined,
		]);
		expect(await wiro.counts()).toMatchObject({ run: 4 });
	});

	it('nothing starts otherwise, and the error names the first item that does not fit', async () => {
		const run = await wiro.run(meshRun(1), { startItems: textures(true, true, true, true) });

		expectRefusal(
			run,
			"The task is expected to cost $0.30. With $0.90 for the other tasks of this execution, that is more than 'Max Cost per Execution' ($1.00)",
			/Run fewer items at a time, or raise the limit\. No task was started/,
			3,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('no Run is sent before all items are judged', async () => {
		const run = await wiro.run(
			{ ...meshRun(10), modelInputs: form({ ...MESH, faces: '={{ $json.faces }}' }) },
			{ startItems: [{ json: { texture: 'true' } }, { json: { texture: 'true', faces: 'many' } }] },
		);

		expect(run.error?.message).toMatch(/Faces.*must be a.*number.*\[item 1\]$/);
		expect(await wiro.counts()).toEqual({});
	});

	it('decimals add up as in a calculation by hand', async () => {
		const run = await wiro.run(
			modelRun(MODELS.image, { prompt: 'A lighthouse' }, { maxCostPerExecution: 0.3 }),
			{
				startItems: Array.from({ length: 11 }, () => ({})),
				node: { onError: 'continueRegularOutput' },
			},
		);

		expect(Object.keys(errorsOf(run))).toEqual(['10']);
		expect(await wiro.counts()).toMatchObject({ run: 10 });
	});

	it('a task that Retry On Fail takes up counts once', async () => {
		await wiro.emulator.fates([{ end: 'success' }, { end: 'fail' }]);
		const run = await wiro.run(meshRun(0.6), {
			startItems: textures(true, true),
			node: retryOnFail(2),
		});

		expect(run.status).toBe('success');
		expect(await wiro.counts()).toMatchObject({ run: 3 });
	});

	it('a task that Retry On Fail takes up is fetched, although its price is no longer shown', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'status', status: 403 },
			{ endpoint: 'model', kind: 'status', status: 403, after: 1, times: 'always' },
		]);
		const options = { ...FAST, maxCostPerExecution: 1 };
		const run = await wiro.run({ ...SHORT_RUN, options }, { node: retryOnFail(2) });

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});
});

describe('With Max Cost per Task', () => {
	const wiro = useWiro();

	it('an item that would cost more does not start', async () => {
		const run = await wiro.run(modelRun(MODELS.mesh, MESH, { maxCostPerTask: 0.25 }), {
			startItems: textures(true, false),
			node: { onError: 'continueRegularOutput' },
		});

		expect(errorsOf(run)).toEqual({
			0: "The task is expected to cost $0.30, which is more than 'Max Cost per Task' ($0.25) [item 0]",
		});
		expect(jsonOf(run)[0]?.errorDescription).toBe(
			'Choose inputs or a model that cost less, or raise the limit. No task was started for this item.',
		);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it.each([
		['the price is by the token', modelRun(MODELS.text, { prompt: 'Why?' })],
		['the price depends on something unclear', modelRun(MODELS.quirk, { prompt: 'A hat' })],
	])('a task does not start when %s', async (_, parameters) => {
		const run = await wiro.run({
			...parameters,
			options: { maxCostPerTask: 5 },
		});

		expectRefusal(
			run,
			"The cost of the task is not known in advance, so it may exceed 'Max Cost per Task'",
			/Remove the limit for this model, or see its price on wiro\.ai\. No task was started/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('a task does not start when Wiro does not answer with a price', async () => {
		await wiro.emulator.settings({ toolDetailAnswer: 'http500' });
		const run = await wiro.run({ ...SHORT_RUN, options: { maxCostPerTask: 5 } });

		expectRefusal(
			run,
			"The cost of the task is not known in advance, so it may exceed 'Max Cost per Task'",
			/^Its price could not be read: .*500.*\. Remove the limit for this model/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('an item that costs exactly as much starts', async () => {
		const run = await wiro.run(modelRun(MODELS.mesh, MESH, { maxCostPerTask: 0.3 }), {
			startItems: textures(true),
		});

		expect(jsonOf(run)).toMatchObject([{ estimatedCost: 0.3 }]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it.each(['lots', -1, 0])('%p is refused as a limit', async (maxCostPerTask) => {
		const run = await wiro.run({ ...SHORT_RUN, options: { maxCostPerTask } });

		expect(run.error?.message).toMatch(/^'Max Cost per Task' /);
		expect(await wiro.counts()).toEqual({});
	});

	it('Wan2.2-I2V-A14B starts by its average price', async () => {
		const run = await wiro.run({
			...SHORT_RUN,
			options: { ...FAST, maxCostPerTask: 0.02 },
		});
		const refused = await wiro.run({ ...SHORT_RUN, options: { maxCostPerTask: 0.01 } });

		expect(jsonOf(run)).toEqual([expect.objectContaining({ estimatedCost: 0.0117 })]);
		expect(refused.error?.message).toMatch(/^The task is expected to cost \$0\.0117,/);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});
});

describe('Get Price', () => {
	const wiro = useWiro();
	const price = async (model: string, fields: INodeParameters) =>
		jsonOf(
			await wiro.run({
				resource: 'model',
				operation: 'getPrice',
				model: modelById(model),
				modelInputs: form(fields),
			}),
		);

	it('tells what the inputs would cost, by which method, and how certain it is', async () => {
		expect(await price(MODELS.mesh, { texture: 'false' })).toEqual([
			{
				model: MODELS.mesh,
				estimatedCost: 0.2,
				certainty: 'exact',
				method: 'cpr',
				explanation: expect.any(String),
			},
		]);
		expect(await wiro.counts()).toEqual({});
	});

	it('is not an exact price while it is open how many images are sent as files', async () => {
		const fields = { inputImage: 'data', width: '1024', height: '1024' };
		expect(await price('Pixelworks/Super Scale', fields)).toMatchObject([
			{ estimatedCost: 0.012, certainty: 'atLeast', method: 'cp-pixel' },
		]);
		expect(await wiro.counts()).toEqual({});
	});

	it('multiplies the price by the number of outputs', async () => {
		const [item] = await price(MODELS.edit, { num_images: '3' });

		expect(item).toMatchObject({ estimatedCost: 0.06, method: 'cpo' });
		expect(await wiro.counts()).toEqual({});
	});

	it('says that a price by the token is not known before the run', async () => {
		const [item] = await price(MODELS.text, { prompt: 'Why?' });

		expect(item).toMatchObject({ method: 'cpt', explanation: expect.stringContaining('token') });
		expect(['atLeast', 'unclear', 'unknown']).toContain(item?.certainty);
		expect(await wiro.counts()).toEqual({});
	});

	it('gives each price with the item that it is for', async () => {
		const run = await wiro.run(
			{
				resource: 'model',
				operation: 'getPrice',
				model: modelById(MODELS.mesh),
				modelInputs: form({ texture: '={{ $json.texture }}' }),
			},
			{ startItems: textures(false, true) },
		);

		expect(run.items(WIRO)).toMatchObject([
			{ json: { estimatedCost: 0.2 }, pairedItem: { item: 0 } },
			{ json: { estimatedCost: 0.3 }, pairedItem: { item: 1 } },
		]);
		expect(await wiro.counts()).toEqual({});
	});

	it('is for Wan2.2-I2V-A14B unless another model is chosen', async () => {
		const run = await wiro.run({ resource: 'model', operation: 'getPrice' });

		expect(jsonOf(run)).toEqual([
			expect.objectContaining({
				model: 'Wan-AI/Wan2.2-I2V-A14B',
				estimatedCost: 0.0117,
				certainty: 'average',
			}),
		]);
		expect(await wiro.counts()).toEqual({});
	});
});
