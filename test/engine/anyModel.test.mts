import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { readBinary } from '../../n8n/engine/binaryData.mts';
import { MODELS, PICTURE, form, modelById, modelRun } from '../support/engine/anyModel.mts';
import { IMAGES } from '../support/wiro/images.mts';
import { FAST, SHORT_RUN, WIRO, expectRefusal, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

/** Ten models, each with inputs and what its output begins with. */
const TEN: Array<[model: string, inputs: IDataObject, contentType: string]> = [
	[
		'Wan-AI/Wan2.2-I2V-A14B',
		{ inputImageUrl: PICTURE, prompt: 'A raccoon', numFrames: 5 },
		'video/mp4',
	],
	['northlight/aurora-image-1-5', { prompt: 'A lighthouse' }, 'image/png'],
	['Northlight/Canvas Edit', { inputImage: [PICTURE, 'photo'], prompt: 'Add a hat' }, 'image/png'],
	[
		'paperlane/outfit-mix-v2',
		{ inputImageHuman: 'photo', inputImageClothes: ['photo', PICTURE] },
		'image/png',
	],
	['pixelworks/super-scale', { inputImage: PICTURE, width: 256, height: 256 }, 'image/png'],
	['fernhill/quick-sketch', { prompt: 'A fern' }, 'image/png'],
	['voxhall/clear-speech', { prompt: 'Good morning', voice: 'alpine_ada' }, 'audio/'],
	['lexica/chat-small-3-1', { prompt: 'Why?' }, 'raw'],
	['polyform/image-to-mesh-2-0', { inputImage: 'photo' }, 'model/gltf-binary'],
	[
		'reelhouse/motion-3-0-pro',
		{ prompt: 'A boat', resolution: '480p', duration: '5' },
		'video/mp4',
	],
];

/** Run with a model and inputs by expression. */
const BY_EXPRESSION: INodeParameters = {
	operation: 'run',
	model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
	inputsJson: '={{ $json.inputs }}',
	options: FAST,
};

describe('Run of any model', () => {
	const wiro = useWiro();

	/** The bodies of the Runs so far, without the callback. */
	const bodies = async () => (await wiro.requests('run')).map(({ body }) => body);

	it('runs ten models in one node, by expression, with files by URL and by binary field', async () => {
		const run = await wiro.run(BY_EXPRESSION, {
			startItems: TEN.map(([model, inputs]) => ({
				json: { model, inputs },
				binary: { photo: { data: IMAGES.png, fileName: 'photo.png', mimeType: 'image/png' } },
			})),
		});

		expect(run.error).toBeUndefined();
		const items = jsonOf(run);
		expect(items.map(({ succeeded }) => succeeded)).toEqual(TEN.map(() => true));
		expect(items.map(({ contentType = 'raw' }) => contentType)).toEqual(
			TEN.map(([, , contentType]) => expect.stringMatching(`^${contentType}`)),
		);
		const tasks = await wiro.emulator.tasks();
		expect(items.map(({ taskId }) => taskId).sort()).toEqual(tasks.map(({ id }) => id).sort());
		expect(await wiro.counts()).toMatchObject({ run: 10 });
	});

	it('fetches the files of every kind of output', async () => {
		const run = await wiro.run(
			{ ...BY_EXPRESSION, options: { ...FAST, downloadOutputs: true } },
			{
				startItems: [
					{ json: { model: MODELS.image, inputs: { prompt: 'A lighthouse' } } },
					{ json: { model: 'voxhall/soundscape-2', inputs: { prompt: 'Rain', duration: 1 } } },
					{ json: { model: MODELS.mesh, inputs: { inputImage: PICTURE } } },
				],
			},
		);

		const heads = await Promise.all(
			run
				.items(WIRO)
				.map(async (item) => (await readBinary(item)).subarray(0, 4).toString('latin1')),
		);
		expect(heads).toEqual(['\x89PNG', expect.stringMatching(/^RIFF|^ID3|^\xff/), 'glTF']);
		expect(await wiro.counts()).toMatchObject({ run: 3, file: 3 });
	});

	it('gives the answer of a text model with why it ended and what it used', async () => {
		const [item] = jsonOf(
			await wiro.run(modelRun(MODELS.text, { prompt: 'Why is the sky blue?' })),
		);

		expect(item).toMatchObject({
			succeeded: true,
			text: expect.stringMatching(/\w/),
			finishReason: 'stop',
			usage: expect.any(Object),
		});
		expect(item).not.toHaveProperty('url');
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('gives one item for each output', async () => {
		const run = await wiro.run(modelRun(MODELS.image, { prompt: 'A lighthouse', samples: '3' }));

		expect(jsonOf(run).map(({ outputIndex, outputCount }) => [outputIndex, outputCount])).toEqual([
			[0, 3],
			[1, 3],
			[2, 3],
		]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('sends every input of the model: as given, by default, or empty', async () => {
		await wiro.run(modelRun('reelhouse/motion-3-0-pro', { prompt: 'A boat', steps: '12' }));

		expect(await bodies()).toEqual([
			{
				prompt: 'A boat',
				negativePrompt: '',
				inputImage: '',
				inputImageUrl: '',
				inputImageLast: '',
				inputImageLastUrl: '',
				resolution: '720p',
				ratio: '16:9',
				duration: '5',
				cameraFixed: 'false',
				motion: expect.anything(),
				scale: '5.0',
				steps: expect.anything(),
				watermark: 'false',
				seed: '42',
			},
		]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('sends the inputs as JSON in place of those of the form', async () => {
		await wiro.run({
			...modelRun(MODELS.image, { prompt: 'A lighthouse', samples: '2' }),
			inputsJson: '{ "prompt": "A harbour" }',
		});

		expect(await bodies()).toEqual([
			expect.objectContaining({ prompt: 'A harbour', samples: expect.anything() }),
		]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it.each([
		['in lower case with hyphens', modelById('northlight/aurora-image-1-5')],
		['as its owner writes it', modelById('Northlight/Aurora Image 1.5')],
		['by the address of its page', modelById('https://wiro.ai/models/northlight/aurora-image-1-5')],
		[
			'by URL',
			{ __rl: true, mode: 'url', value: 'https://wiro.ai/models/northlight/aurora-image-1-5' },
		],
		['that only its raw name finds', modelById('oddlot-labs/raw-slugs-only')],
		['by a text in place of the list', 'northlight/aurora-image-1-5'],
		['by an expression in place of the list', '={{ "northlight/" + "aurora-image-1-5" }}'],
	])('runs a model that is named %s', async (_, model) => {
		const run = await wiro.run({ ...modelRun('', { prompt: 'A lighthouse' }), model });

		expect(jsonOf(run)).toEqual([expect.objectContaining({ succeeded: true })]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('asks for the inputs of a model once, however many items run it', async () => {
		await wiro.run(modelRun(MODELS.image, { prompt: 'A lighthouse' }), {
			startItems: Array.from({ length: 8 }, () => ({})),
		});

		expect(await wiro.requests('model')).toHaveLength(1);
		expect(await wiro.counts()).toMatchObject({ run: 8 });
	});

	it('asks once more for the price of Wan2.2-I2V-A14B, after its Run', async () => {
		const [item] = jsonOf(await wiro.run(SHORT_RUN));

		expect(item).toMatchObject({ estimatedCost: 0.0117 });
		const [run] = await wiro.requests('run');
		const [price, ...others] = await wiro.requests('model');
		expect(price?.index).toBeGreaterThan(run?.index ?? Infinity);
		expect(others).toEqual([]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('uses the inputs that were saved with the workflow when Wiro does not tell them', async () => {
		await wiro.emulator.settings({ toolDetailAnswer: 'http500' });
		const field = { displayName: 'Prompt', required: true, display: true, defaultMatch: false };
		const run = await wiro.run({
			...modelRun('northlight/aurora-image-1-5', {}),
			modelInputs: {
				...form({ prompt: 'A lighthouse' }),
				schema: [{ ...field, id: 'prompt', type: 'string' }],
			},
		});

		expect(jsonOf(run)).toEqual([expect.objectContaining({ succeeded: true })]);
		expect(await bodies()).toEqual([{ prompt: 'A lighthouse' }]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('takes the arguments of a tool, in the form and as JSON', async () => {
		const run = await wiro.run(
			{
				...modelRun(MODELS.image, { prompt: '={{ $json.words }}' }),
				inputsJson: '={{ JSON.stringify({ samples: $json.number }) }}',
			},
			{ startItems: [{ json: { words: 'A harbour', number: 2 } }] },
		);

		expect(jsonOf(run)).toHaveLength(2);
		expect(await bodies()).toEqual([expect.objectContaining({ prompt: 'A harbour' })]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});
});

describe('Before the first Run of any model', () => {
	const wiro = useWiro();

	it.each<[what: string, fields: INodeParameters, message: RegExp]>([
		['a required input is missing', {}, /Prompt.* is empty/],
		[
			'a number is too large',
			{ prompt: 'x', samples: '9' },
			/is 9, but must be a number from 1 to 4/,
		],
		[
			'a number is too small',
			{ prompt: 'x', samples: '0' },
			/is 0, but must be a number from 1 to 4/,
		],
		['a number is a word', { prompt: 'x', steps: 'many' }, /must be a.*number.*"many"/],
	])('an error says that %s', async (_, fields, message) => {
		const run = await wiro.run(modelRun('northlight/aurora-image-1-5', fields), {
			startItems: [{}],
		});

		expect(run.error?.message).toMatch(message);
		expect(run.error?.name).toBe('NodeOperationError');
		expect(await wiro.counts()).toEqual({});
	});

	it.each([
		['is empty', '={{ $json.none }}'],
		['has no owner', 'aurora'],
		['has too many parts', 'a/b/c'],
	])('an error says that the name of the model %s', async (_, name) => {
		const run = await wiro.run(modelRun(name, {}));

		expect(run.error?.message).toMatch(/'Model'/);
		expect(run.error?.description).toMatch(/owner\/model/);
		expect(await wiro.counts()).toEqual({});
	});

	it('an error says that Wiro has no such model', async () => {
		const run = await wiro.run(modelRun('northlight/nothing', { prompt: 'x' }));

		expectRefusal(
			run,
			'Wiro has no model "northlight/nothing"',
			/^Choose the model from the list, or copy its name from its page on wiro\.ai into 'Model', in the form owner\/model\.$/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('an error says that an input would be refused, when only its price is asked for', async () => {
		const run = await wiro.run({ resource: 'model', operation: 'getPrice', numFrames: 80 });

		expectRefusal(
			run,
			"'Number of Frames' is 80, but must be one more than a multiple of 4",
			/Use 81, which is the nearest/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('an error says why Wiro does not tell a price', async () => {
		const errors = ['You have no permission for this.'];
		await wiro.emulator.faults([{ endpoint: 'model', kind: 'errors', times: 'always', errors }]);
		const run = await wiro.run({ resource: 'model', operation: 'getPrice' });

		expect(run.error?.message).toContain('You have no permission for this.');
		expect(await wiro.counts()).toEqual({});
	});

	it('an error says that Wiro does not have the model whose price is asked for', async () => {
		await wiro.emulator.settings({ toolDetailAnswer: 'refused' });
		const run = await wiro.run({ resource: 'model', operation: 'getPrice' });

		expectRefusal(run, 'Wiro has no model "Wan-AI/Wan2.2-I2V-A14B"', /Choose the model/);
		expect(await wiro.counts()).toEqual({});
	});

	it('an error says that the JSON cannot be read', async () => {
		const run = await wiro.run({
			...modelRun(MODELS.image, { prompt: 'x' }),
			inputsJson: '{ "prompt": }',
		});

		expect(run.error?.message).toMatch(/'Inputs as JSON'/);
		expect(await wiro.counts()).toEqual({});
	});

	it('an error names the binary fields that the item has', async () => {
		const run = await wiro.run(modelRun(MODELS.mesh, { inputImage: 'photo' }), {
			startItems: [
				{ binary: { picture: { data: IMAGES.png, fileName: 'a.png', mimeType: 'image/png' } } },
			],
		});

		expectRefusal(
			run,
			'\'Input Image\' is "photo", which is neither a web address nor a binary field of the item',
			/The binary fields of the item are: picture\./,
		);
		expect(await wiro.counts()).toEqual({});
	});
});
