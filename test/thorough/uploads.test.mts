import { readdir, rm, truncate } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { withBinaryData } from '../../n8n/engine/binaryData.mts';
import { Container, n8nCore } from '../../n8n/engine/modules.mts';
import type { StartItem } from '../../n8n/engine/run.mts';
import { IMAGES, asSent, filesOf } from '../support/wiro/images.mts';
import { FAST, SHORT_RUN, WIRO, jsonOf, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';
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
