import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { textOf } from '../../emulator/json.mts';
import { wiroCredential } from '../../n8n/credential.mts';
import { readBinary, withBinaryData } from '../../n8n/engine/binaryData.mts';
import { EACH_PROMPT, FAST, SHORT_RUN, WIRO, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

/** Wiro's own Run example, without the image's URL and `callbackUrl`, which the user gives. */
const SEED_BODY = {
	prompt:
		"Cinematic medium shot, warm contrasting lighting. A man sits on a large industrial pipe, holding and reading a newspaper. The top of the newspaper catches the warm glow from nearby flames, which flicker naturally in the background. The firelight casts shifting highlights across the newspaper and the man's face while the flames move fluidly. The camera remains still, focusing on the subtle motion of the flames and the realistic play of light and shadow.",
	negativePrompt:
		'bad quality, unrealistic flame motion, low detail in paper texture, unnatural lighting',
	resolution: '480P',
	aspectRatio: 'Default',
	numFrames: 81,
	scale: '5.0',
	steps: 25,
	fps: 16,
	seed: '42',
};

const PICTURE = 'emulator/pictures/wan_2_2_input.jpg';

const items = (...prompts: string[]) => prompts.map((prompt) => ({ json: { prompt } }));

async function sha256Of(url: unknown): Promise<string> {
	const response = await fetch(String(url));
	return createHash('sha256')
		.update(Buffer.from(await response.arrayBuffer()))
		.digest('hex');
}

/** What the emulator says that a run of the model costs on average, in dollars. */
const AVERAGE_COST = 0.0117;

describe('Run', () => {
	const wiro = useWiro();

	it('makes three tasks of three items and emits their outputs in the order of the items', async () => {
		// The first takes longest, so that the order of ending is not the order of the items.
		await wiro.emulator.fates([
			{ end: 'success', seconds: 120, outputs: 2 },
			{ end: 'success', seconds: 10 },
			{ end: 'success', seconds: 20 },
		]);

		const run = await wiro.run(EACH_PROMPT, { startItems: items('one', 'two', 'three') });

		const runs = await wiro.requests('run');
		expect(runs.map(({ body }) => body?.prompt).sort()).toEqual(['one', 'three', 'two']);
		const tasks = await wiro.emulator.tasks();
		const taskOf = (prompt: string) => tasks.find(({ parameters }) => parameters.prompt === prompt);
		expect(jsonOf(run).map(({ taskId }) => taskId)).toEqual(
			['one', 'one', 'two', 'three'].map((prompt) => taskOf(prompt)?.id),
		);
		expect(run.items(WIRO).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(jsonOf(run).map(({ outputIndex, outputCount }) => [outputIndex, outputCount])).toEqual([
			[0, 2],
			[1, 2],
			[0, 1],
			[0, 1],
		]);
		expect((await wiro.requests('detail')).every(({ result }) => result)).toBe(true);
	});

	it('emits an item with the facts of the output and of its task, numbers as numbers, times in ISO 8601', async () => {
		const run = await wiro.run(SHORT_RUN);

		const [task] = await wiro.emulator.tasks();
		const [output] = task?.outputs ?? [];
		expect(jsonOf(run)).toEqual([
			{
				taskId: task?.id,
				taskToken: task?.token,
				status: 'task_postprocess_end',
				completed: true,
				succeeded: true,
				url: output?.url,
				fileName: '0.mp4',
				contentType: 'video/mp4',
				sizeBytes: output?.sizeBytes,
				outputIndex: 0,
				outputCount: 1,
				elapsedSeconds: expect.any(Number),
				totalCost: expect.any(Number),
				estimatedCost: AVERAGE_COST,
				createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
				startedAt: expect.stringMatching(/Z$/),
				finishedAt: expect.stringMatching(/Z$/),
				seed: 42,
			},
		]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it.each([true, false])(
		'tells the seed that was sent, also a random one (waiting: %s)',
		async (waitForCompletion) => {
			const run = await wiro.run(
				{ ...SHORT_RUN, seed: '={{ $json.seed }}', waitForCompletion },
				{ startItems: ['random', -1, '', '7', undefined].map((seed) => ({ json: { seed } })) },
			);

			const sent = new Map(
				(await wiro.requests('run')).map(({ taskIds: [id], body }) => [id, body?.seed]),
			);
			expect(jsonOf(run).map(({ taskId, seed }) => [taskId, textOf(seed)])).toEqual(
				jsonOf(run).map(({ taskId }) => [taskId, sent.get(textOf(taskId))]),
			);
			expect(jsonOf(run)[3]?.seed).toBe(7);
			expect(new Set(sent.values()).size).toBe(5);
			expect((await wiro.counts()).run).toBe(5);
		},
	);

	it('tells a seed of more digits than a number can hold as it was sent', async () => {
		const seed = '12345678901234567890';
		const run = await wiro.run({ ...SHORT_RUN, seed, waitForCompletion: false });

		expect(jsonOf(run)).toMatchObject([{ seed }]);
		expect(await wiro.requests('run')).toMatchObject([{ body: { seed } }]);
	});

	it("sends the body of Wiro's own example, key for key and type for type, when every default is left alone", async () => {
		const run = await wiro.run({
			operation: 'run',
			inputImageUrl: 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
			waitForCompletion: false,
		});

		expect(run.status).toBe('success');
		const [request, ...more] = await wiro.requests('run');
		expect(more).toEqual([]);
		expect(request?.contentType).toBe('application/json');
		const { inputImageUrl, ...body } = request?.body ?? {};
		expect(inputImageUrl).toBe(
			'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
		);
		expect(body).toStrictEqual(SEED_BODY);
	});

	it('sends what the user sets, and the callback URL when there is one', async () => {
		const callbackUrl = `${wiro.emulator.url}/nowhere`;
		await wiro.run({
			...SHORT_RUN,
			negativePrompt: '',
			resolution: '720P',
			aspectRatio: '9:16',
			numFrames: 9,
			scale: 7.25,
			steps: 30,
			fps: 24,
			seed: '={{ 7 }}',
			waitForCompletion: false,
			options: { callbackUrl },
		});

		const [request] = await wiro.requests('run');
		expect(request?.body).toMatchObject({
			negativePrompt: '',
			resolution: '720P',
			aspectRatio: '9:16',
			numFrames: 9,
			scale: '7.25',
			steps: 30,
			fps: 24,
			seed: '7',
			callbackUrl,
		});
	});

	it('sends an image that is binary data as a real multipart file', async () => {
		const data = await readFile(PICTURE);
		const run = await wiro.run(
			{ ...SHORT_RUN, imageSource: 'binary', binaryPropertyName: 'photo' },
			{
				startItems: [
					{ binary: { photo: { data, fileName: 'Waschbär.jpg', mimeType: 'image/jpeg' } } },
				],
			},
		);

		expect(jsonOf(run)).toMatchObject([{ succeeded: true }]);
		const [request] = await wiro.requests('run');
		expect(request?.contentType).toMatch(/^multipart\/form-data; ?boundary=/);
		expect(request?.files).toEqual([
			{
				field: 'inputImage',
				fileName: 'Waschbär.jpg',
				contentType: 'image/jpeg',
				sizeBytes: data.length,
				sha256: createHash('sha256').update(data).digest('hex'),
			},
		]);
		expect(request?.body).toMatchObject({ inputImageUrl: '', numFrames: '5', scale: '5.0' });
		expect((await wiro.requests('detail')).length).toBeGreaterThan(0);
	});

	it('reads an image that n8n keeps in a file', async () => {
		await withBinaryData('filesystem', async () => {
			const run = await wiro.run(
				{ ...SHORT_RUN, imageSource: 'binary', waitForCompletion: false },
				{
					startItems: [{ binary: { data: { data: await readFile(PICTURE), fileName: 'a.jpg' } } }],
				},
			);
			expect(run.status).toBe('success');
		});
		const [request] = await wiro.requests('run');
		expect(request?.files).toMatchObject([{ field: 'inputImage', contentType: 'image/jpeg' }]);
	});

	it('emits the references at once, and asks nothing more, when it does not wait', async () => {
		const run = await wiro.run(
			{ ...EACH_PROMPT, waitForCompletion: false },
			{ startItems: items('one', 'two') },
		);

		const tasks = await wiro.emulator.tasks();
		const references = ['one', 'two'].map((prompt) => {
			const task = tasks.find(({ parameters }) => parameters.prompt === prompt);
			const { id: taskId, token: taskToken } = task ?? {};
			const state = { completed: false, succeeded: null, seed: 42 };
			return { taskId, taskToken, ...state, estimatedCost: AVERAGE_COST };
		});
		expect(jsonOf(run)).toEqual(references);
		expect(await wiro.counts()).toEqual({ run: 2 });
	});

	it("emits Wiro's task object as it came, one item a task, when simplify is off", async () => {
		await wiro.emulator.settings({ outputsPerTask: 2 });
		const run = await wiro.run({ ...SHORT_RUN, simplify: false });

		expect(run.items(WIRO)).toMatchObject([
			{
				json: {
					id: expect.any(String),
					pexit: '0',
					outputs: [{ name: '0.mp4' }, { name: '1.mp4' }],
				},
				pairedItem: { item: 0 },
			},
		]);
		const reference = await wiro.run({ ...SHORT_RUN, simplify: false, waitForCompletion: false });
		expect(jsonOf(reference)).toEqual([
			{
				errors: [],
				taskid: expect.any(String),
				socketaccesstoken: expect.any(String),
				result: true,
			},
		]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it.each(['default', 'filesystem'] as const)(
		'downloads every output into its item (binary data mode %s)',
		async (mode) => {
			await wiro.emulator.settings({ outputsPerTask: 2 });
			await withBinaryData(mode, async () => {
				const run = await wiro.run({ ...SHORT_RUN, options: { ...FAST, downloadOutputs: true } });

				for (const item of run.items(WIRO)) {
					const bytes = await readBinary(item);
					expect(item.binary?.data).toMatchObject({
						mimeType: 'video/mp4',
						fileName: `${textOf(item.json.taskId)}-${textOf(item.json.fileName)}`,
					});
					expect(bytes.length).toBe(item.json.sizeBytes);
					expect(createHash('sha256').update(bytes).digest('hex')).toBe(
						await sha256Of(item.json.url),
					);
				}
				expect(run.items(WIRO)).toHaveLength(2);
			});
			const files = await wiro.requests('file');
			expect(files.filter(({ headers }) => 'x-api-key' in headers)).toEqual([]);
			expect(await wiro.counts()).toMatchObject({ run: 1 });
		},
	);

	it("puts the files of Wiro's own task object into fields of their own", async () => {
		await wiro.emulator.settings({ outputsPerTask: 2 });
		const run = await wiro.run({
			...SHORT_RUN,
			simplify: false,
			options: { ...FAST, downloadOutputs: true, binaryPropertyOutput: 'video' },
		});

		expect(run.items(WIRO).map(({ binary }) => Object.keys(binary ?? {}))).toEqual([
			['video', 'video_1'],
		]);
		expect(await wiro.counts()).toMatchObject({ run: 1, file: 2 });
	});

	it('signs every request with a nonce of its own', async () => {
		await wiro.run(EACH_PROMPT, { startItems: items('one', 'two', 'three') });

		const requests = [...(await wiro.requests('run')), ...(await wiro.requests('detail'))];
		const nonces = requests.map(({ headers }) => headers['x-nonce']);
		expect(new Set(nonces).size).toBe(requests.length);
		expect(requests.every(({ headers }) => headers['x-signature'] === '<present>')).toBe(true);
	});

	it('sends the key alone for a project without a secret', async () => {
		const { baseUrl, keyOnly } = wiro.emulator;
		const credential = wiroCredential({ authentication: 'apiKey', ...keyOnly, baseUrl });
		const run = await wiro.run(SHORT_RUN, { credential });

		expect(jsonOf(run)).toMatchObject([{ succeeded: true }]);
		const requests = [...(await wiro.requests('run')), ...(await wiro.requests('detail'))];
		expect(
			requests.every(
				({ project, headers }) => project === 'keyOnly' && !('x-signature' in headers),
			),
		).toBe(true);
	});
});
