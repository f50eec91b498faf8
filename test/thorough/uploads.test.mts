import { readdir, rm, truncate } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { type InputFile, withBinaryData } from '../../n8n/engine/binaryData.mts';
import { Container, n8nCore } from '../../n8n/engine/modules.mts';
import type { StartItem } from '../../n8n/engine/run.mts';
import { callTool } from '../support/engine/agent.mts';
import { MODELS, modelRun } from '../support/engine/anyModel.mts';
import { IMAGES, asSent, filesOf } from '../support/wiro/images.mts';
import { withPublicAddress } from '../support/wiro/publicAddress.mts';
import {
	FAST,
	SHORT_RUN,
	type Setup,
	WIRO,
	expectRefusal,
	jsonOf,
	retryOnFail,
	useWiro,
} from '../support/wiro/useWiro.mts';
import { accept, bodyOf, useReceivers } from './receiver.mts';

const { jpeg, png } = IMAGES;
const MODES = ['default', 'filesystem'] as const;
const MEGABYTE = 1024 * 1024;

const OF_FILE: INodeParameters = { ...SHORT_RUN, imageSource: 'binary', waitForCompletion: false };

/** An image with so many bytes behind its end, none like the one before it. */
function large(megabytes: number): Buffer {
	const data = Buffer.alloc(megabytes * MEGABYTE + 17);
	for (let at = 0; at + 4 <= data.length; at += 4)
		data.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
	jpeg.copy(data);
	return data;
}

const item = (data: Buffer, fileName = 'cat.jpg'): StartItem => ({
	binary: { data: { data, fileName, mimeType: 'image/jpeg' } },
});

const NOT_READ = "The file could not be read from n8n's storage [item 0]";

describe.each(MODES)('With binary data in the mode %s, an upload', (mode) => {
	const wiro = useWiro();
	const run = async (...[startItems, node]: [StartItem[], Parameters<typeof wiro.run>[1]?]) =>
		await withBinaryData(mode, async () => await wiro.run(OF_FILE, { startItems, ...node }));

	it('of 40 MB arrives byte for byte', async () => {
		const data = large(40);
		expect((await run([item(data)])).status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toEqual([asSent(data, 'cat.jpg', 'image/jpeg')]);
	});

	it.each([1, 2, 3, 4, 5, 6])('of a length that is %i beyond a slice arrives', async (more) => {
		const data = large(1).subarray(0, (3 * 256 * 1024) / 4 + more);
		expect((await run([item(data)])).status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toEqual([asSent(data, 'cat.jpg', 'image/jpeg')]);
	});

	it('of many items keeps each with its own', async () => {
		const prompts = Array.from({ length: 12 }, (_, index) => `take ${index}`);
		const startItems = prompts.map((prompt, index) => ({
			...item(Buffer.concat([jpeg, Buffer.alloc(100_000, index)]), `${prompt}.jpg`),
			json: { prompt },
		}));
		const { status } = await withBinaryData(
			mode,
			async () => await wiro.run({ ...OF_FILE, prompt: '={{ $json.prompt }}' }, { startItems }),
		);

		expect(status).toBe('success');
		const requests = await wiro.requests('run');
		expect(requests.map(({ body }) => body?.prompt).sort()).toEqual([...prompts].sort());
		for (const { body, files } of requests) {
			const index = prompts.findIndex((prompt) => prompt === body?.prompt);
			const data = Buffer.concat([jpeg, Buffer.alloc(100_000, index)]);
			expect(files).toEqual([asSent(data, `take ${index}.jpg`, 'image/jpeg')]);
		}
	});

	it.each([
		[
			'all slots are taken',
			{ kind: 'errors', errors: [{ code: 96, message: 'Concurrent task limit reached' }] },
		],
		[
			'there are too many requests',
			{ kind: 'status', status: 429, headers: { 'retry-after': '1' } },
		],
	] as const)('is sent again whole when %s', async (_what, fault) => {
		const kept = fault.kind === 'errors' ? { ...fault, errors: [...fault.errors] } : fault;
		await wiro.emulator.faults([{ endpoint: 'run', ...kept }]);
		const data = large(2);

		expect((await run([item(data)])).status).toBe('success');
		const requests = await wiro.requests('run');
		expect(requests.map(({ result }) => result)).toHaveLength(2);
		expect(filesOf(requests).at(-1)).toEqual(asSent(data, 'cat.jpg', 'image/jpeg'));
	});

	it("is sent again by n8n's Retry On Fail when Wiro has refused it", async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'errors', errors: ['Team spend limit'] }]);
		const { status } = await run([item(png, 'cat.png')], { node: retryOnFail(2) });

		expect(status).toBe('success');
		expect(filesOf(await wiro.requests('run')).at(-1)).toEqual(asSent(png, 'cat.png', 'image/png'));
		expect(await wiro.counts()).toEqual({ run: 2 });
	});
});

describe('The multipart body', () => {
	const wiro = useWiro();
	const receiver = useReceivers();

	/** The files of n8n's storage that hold bytes, each with its path. */
	const stored = async () => {
		const folder = Container.get(n8nCore.BinaryDataConfig).localStoragePath;
		const entries = await readdir(folder, { recursive: true, withFileTypes: true });
		return entries
			.filter((entry) => entry.isFile() && !entry.name.endsWith('.metadata'))
			.map((entry) => join(entry.parentPath, entry.name));
	};

	it.each(MODES)('tells its length and keeps the order of its parts (mode %s)', async (mode) => {
		let seen: Record<string, unknown> = {};
		const { credential } = await receiver(async (request, response) => {
			const body = await bodyOf(request);
			seen = {
				length: Number(request.headers['content-length']) === body.length,
				chunked: request.headers['transfer-encoding'],
				type: request.headers['content-type'],
				names: [...body.matchAll(/name="(\w+)"/g)].map(([, name]) => name),
				whole: body.includes(`\r\n\r\n${jpeg.toString('latin1')}\r\n--`),
			};
			accept(response);
		});
		const run = await withBinaryData(
			mode,
			async () => await wiro.run(OF_FILE, { startItems: [item(jpeg)], credential }),
		);

		expect(jsonOf(run)).toMatchObject([{ taskId: '534574' }]);
		expect(seen).toEqual({
			length: true,
			chunked: undefined,
			type: expect.stringMatching(/^multipart\/form-data; ?boundary=[\w.-]+$/),
			names: [
				'inputImageUrl',
				'prompt',
				'negativePrompt',
				'resolution',
				'aspectRatio',
				'numFrames',
				'scale',
				'steps',
				'fps',
				'seed',
				'inputImage',
			],
			whole: true,
		});
	});

	it('that breaks off because the file has shrunk meanwhile is not called lost', async () => {
		let brokeOff = false;
		const { credential, count } = await receiver(async (request) => {
			await once(request, 'readable');
			await Promise.all((await stored()).map(async (path) => await truncate(path, 20 * MEGABYTE)));
			request.resume();
			await once(request, 'error');
			brokeOff = true;
		});
		const run = await withBinaryData(
			'filesystem',
			async () => await wiro.run(OF_FILE, { startItems: [item(large(40))], credential }),
		);

		expect(run.error).toMatchObject({
			message: NOT_READ,
			description: expect.stringMatching(
				/^Run the node that makes the file again.*No task was started\.$/,
			),
		});
		expect([brokeOff, count()]).toEqual([true, 1]);
	});

	it('whose file is gone when its turn comes is not sent, and not called lost', async () => {
		const { credential, count } = await receiver(async (request, response) => {
			await bodyOf(request);
			await Promise.all((await stored()).map(async (path) => await rm(path)));
			accept(response);
		});
		const run = await withBinaryData(
			'filesystem',
			async () =>
				await wiro.run(
					{ ...OF_FILE, options: { ...FAST, maxConcurrentTasks: 1 } },
					{
						startItems: [item(jpeg), item(jpeg)],
						credential,
						node: { onError: 'continueRegularOutput' },
					},
				),
		);

		const [first, second] = run.items(WIRO).map(({ json }) => json);
		expect(first).toMatchObject({ taskId: '534574' });
		expect(second).toMatchObject({ error: NOT_READ.replace('item 0', 'item 1') });
		expect(second?.errorDescription).not.toMatch(/may have started/);
		// Of the second the server may have seen the connection, but never the end of the request.
		expect(count()).toBeLessThanOrEqual(2);
	});

	it('that the server cuts off stays a Run that may have started', async () => {
		const { credential, count } = await receiver(async (request, response) => {
			await once(request, 'readable');
			response.destroy();
		});
		const run = await withBinaryData(
			'filesystem',
			async () => await wiro.run(OF_FILE, { startItems: [item(large(20))], credential }),
		);

		expect(run.error?.message).toMatch(/the task may or may not have started \[item 0\]$/);
		expect(count()).toBe(1);
	});

	it('that is refused before it has come to its end ends with what Wiro has said', async () => {
		const { credential } = await receiver(async (request, response) => {
			await once(request, 'readable');
			response.statusCode = 413;
			response.end();
			request.resume();
		});
		const run = await withBinaryData(
			'filesystem',
			async () => await wiro.run(OF_FILE, { startItems: [item(large(20))], credential }),
		);

		expect(run.error?.message).toMatch(/^The file is too large for Wiro/);
	});
});

const PDF = Buffer.from('%PDF-1.7 …');
const PDF_IN_BASE64 = Buffer.concat([PDF, Buffer.alloc(200, 7)]).toString('base64');
const PHOTO: InputFile = { data: png, fileName: 'b.png', mimeType: 'image/png' };
const REPORT: InputFile = { data: PDF, fileName: 'report.pdf', mimeType: 'application/pdf' };
const AT_DRIVE = 'https://drive.google.com/file/d/1AbC_d-2/view';
const GONE =
	'filesystem-v2:workflows/a/executions/1/binary_data/00000000-0000-4000-8000-000000000000';

/** A model's input for files, and what else the model needs. */
interface FileInput {
	model: string;
	input: string;
	others: INodeParameters;
}

const OTHERS = { prompt: 'x' };
const IMAGE: FileInput = { model: MODELS.mesh, input: 'inputImage', others: {} };
const SEVERAL: FileInput = { model: MODELS.edit, input: 'inputImage', others: OTHERS };
const DOCUMENTS: FileInput = {
	model: MODELS.text,
	input: 'inputDocumentMultiple',
	others: OTHERS,
};

describe.each(MODES)('With binary data in the mode %s, a file of any model', (mode) => {
	const wiro = useWiro();

	/** Starts a task with a value in an input for files, from the node's form or from its JSON. */
	async function run(
		{ model, input, others }: FileInput,
		given: unknown,
		binary: Record<string, InputFile> = {},
		setup: Setup = {},
	) {
		const [fields, json] =
			typeof given === 'string' ? [{ [input]: given }, {}] : [{}, { [input]: given }];
		return await withBinaryData(
			mode,
			async () =>
				await wiro.run(
					{
						...modelRun(model, { ...others, ...fields }),
						inputsJson: JSON.stringify(json),
						waitForCompletion: false,
					},
					{ startItems: [{ binary }], ...setup },
				),
		);
	}

	it.each<
		[what: string, to: FileInput, given: string, fileName: string, type: string, data: Buffer]
	>([
		['from an expression', SEVERAL, '={{ $binary.photo }}', 'b.png', 'image/png', png],
		[
			'from an expression with a space before its braces',
			SEVERAL,
			'= {{ $binary.photo }}',
			'b.png',
			'image/png',
			png,
		],
		[
			'from a list in an expression with a space before its braces',
			SEVERAL,
			'= {{ [$binary.photo] }}',
			'b.png',
			'image/png',
			png,
		],
		['of a field with a comma', SEVERAL, 'front, back', 'b.png', 'image/png', png],
		[
			'in a data URL',
			SEVERAL,
			`data:image/jpeg;base64,${jpeg.toString('base64')}`,
			'image.jpg',
			'image/jpeg',
			jpeg,
		],
		[
			'in a data URL of a text',
			DOCUMENTS,
			'data:text/csv,a;b',
			'file.txt',
			'text/csv',
			Buffer.from('a;b'),
		],
		[
			'in a data URL with parameters',
			DOCUMENTS,
			'data:text/csv;charset=utf-8,a;b',
			'file.txt',
			'text/csv',
			Buffer.from('a;b'),
		],
	])('is sent %s', async (_what, to, given, fileName, type, data) => {
		const binary = { photo: PHOTO, 'front, back': PHOTO, report: REPORT };
		const one = given.startsWith('=') ? { photo: PHOTO, report: REPORT } : binary;

		expect((await run(to, given, one)).status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toEqual([
			{ ...asSent(data, fileName, type), field: to.input },
		]);
	});

	it.each([
		['a page that shows it, because it is not an image', DOCUMENTS, AT_DRIVE],
		['an address that holds a colon', DOCUMENTS, 'https://example.com/data:1/report.pdf'],
		[
			'an address that holds another after a comma',
			IMAGE,
			'https://example.com/80,https://example.com/a.jpg',
		],
	])('is left to Wiro: %s', async (_what, to, url) => {
		expect((await run(to, url)).status).toBe('success');
		expect(await wiro.requests('run')).toMatchObject([
			{ body: { [`${to.input}Url`]: url }, files: [] },
		]);
	});

	it.each<[what: string, to: FileInput, given: unknown, message: string, nextStep: string]>([
		[
			'of two where one is taken',
			IMAGE,
			['photo', 'photo'],
			"'Input Image' has 2 files, but takes one",
			'Enter one URL, or the name of one binary field.',
		],
		[
			'of six where five are taken',
			SEVERAL,
			Array(6).fill('photo').join(),
			"'Input Images' has 6 files, but takes up to 5",
			'Remove some of them.',
		],
		[
			'that is a boolean',
			DOCUMENTS,
			true,
			"'Documents' is true, which is neither a web address nor a binary field of the item",
			'Use a URL that begins with https://, or the name of a binary field. The binary fields of the item are: photo, report.',
		],
		[
			'without its bytes',
			DOCUMENTS,
			{ mimeType: 'application/pdf', fileName: 'another.pdf' },
			"'Documents' holds a file without its bytes",
			'Enter the name of the binary field that holds the file, usually data.',
		],
		[
			'of an execution long ago',
			DOCUMENTS,
			{ id: GONE, mimeType: 'application/pdf' },
			"The file is no longer in n8n's storage",
			'Run the node that makes the file again, in the same execution as this node.',
		],
		[
			'in a storage that n8n does not use',
			DOCUMENTS,
			{ id: 'elsewhere:a', mimeType: 'application/pdf' },
			"The file could not be read from n8n's storage",
			'n8n says "No binary data manager found for: elsewhere". Check where n8n keeps binary data, or try again later.',
		],
		[
			'given as an object, but is not an image',
			SEVERAL,
			{ data: PDF_IN_BASE64, mimeType: 'image/png' },
			"The file in 'Input Images' is not an image that Wiro takes: it seems to be a PDF document",
			'Use a JPEG, PNG, WebP, GIF or HEIC image.',
		],
		[
			'in base64 that is not an image',
			SEVERAL,
			PDF_IN_BASE64,
			"The file in 'Input Images' is not an image that Wiro takes: it seems to be a PDF document",
			'Use a JPEG, PNG, WebP, GIF or HEIC image.',
		],
		[
			'that is empty',
			DOCUMENTS,
			'data:text/csv,',
			"The file in 'Documents' is empty",
			'Check the node that makes the file.',
		],
		[
			'in half a data URL',
			DOCUMENTS,
			'data:text/csv',
			"'Documents' begins like a data URL, but has no comma before the data",
			'Enter the whole data URL, such as data:image/png;base64,…, or a link to the file.',
		],
		[
			'on a page without a link to it',
			SEVERAL,
			'https://1drv.ms/i/s!AbC',
			"'Input Images' is a page of OneDrive that shows the image, not the image itself",
			"Download the image with the Microsoft OneDrive node before this one and enter the name of its binary field in 'Input Images'.",
		],
		[
			'in the storage of a cloud',
			SEVERAL,
			's3://bucket/cat.jpg',
			"'Input Images' is an address that Wiro cannot open",
			"Download the file with the node for that storage and enter the name of its binary field in 'Input Images', or use a link to it that begins with https://.",
		],
	])('is refused: one %s', async (_what, to, given, message, nextStep) => {
		const refused = await run(to, given, { photo: PHOTO, report: REPORT });

		expectRefusal(refused, message, /./);
		expect(refused.error?.description).toBe(nextStep);
		expect(await wiro.counts()).toEqual({});
	});

	it('is refused, saying that the item has no files, when it has none', async () => {
		const refused = await run(DOCUMENTS, 'report');

		expectRefusal(
			refused,
			`'Documents' is "report", which is neither a web address nor a binary field of the item`,
			/^Use a URL that begins with https:\/\/, or the name of a binary field\. The item has no binary fields\.$/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('is refused where Wiro cannot reach it', async () => {
		const { type, data } = wiro.credential;
		const refused = await withPublicAddress(wiro.emulator.baseUrl, async (baseUrl) => {
			const credential = { type, data: { ...data, baseUrl } };
			return await run(DOCUMENTS, 'http://nas:5000/report.pdf', {}, { credential });
		});

		expectRefusal(
			refused,
			"'Documents' leads to nas:5000, which Wiro cannot reach from the internet",
			/fetch the file with the HTTP Request node and enter the name of its binary field in 'Documents'\. .*WEBHOOK_URL/,
		);
		expect(await wiro.counts()).toEqual({});
	});
});

describe('A file of any model that an agent gives its tool', () => {
	const wiro = useWiro();

	it('is refused, saying that a tool gets none, when it is the name of a field', async () => {
		const { items } = await callTool(wiro, 'agent 3.1', {
			items: [[[{ prompt: 'Sum it up' }]]],
			parameters: modelRun(MODELS.text, { prompt: 'x', inputDocumentMultiple: 'data' }),
		});

		expect(items).toMatchObject([
			{
				error: `'Documents' is "data", which is neither a web address nor a binary field of the item [item 0]`,
				errorDescription: expect.stringMatching(
					/^Use a URL that begins with https:\/\/ and opens the file without signing in\. A tool gets no files\./,
				),
			},
		]);
		expect(await wiro.counts()).toEqual({});
	});
});
