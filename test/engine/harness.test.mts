import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';

import { afterEach, describe, expect, it } from '@jest/globals';

import { CREDENTIAL, nodeCredentials, wiroCredential } from '../../n8n/credential.mts';
import { readBinary, withBinaryData } from '../../n8n/engine/binaryData.mts';
import { type RunOptions, runWorkflow } from '../../n8n/engine/run.mts';
import { START, chain } from '../../n8n/engine/workflow.mts';
import { listen } from '../support/listen.mts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('the engine harness', () => {
	const server = createServer();
	afterEach(() => {
		server.removeAllListeners('request');
		server.closeAllConnections();
		server.close();
	});

	async function serve(handler: Handler): Promise<string> {
		server.on('request', handler);
		return `http://127.0.0.1:${await listen(server)}`;
	}

	const requestTo = (url: string): RunOptions => ({
		workflow: chain(
			{ name: 'Before', type: 'n8n-nodes-base.noOp' },
			{
				name: 'Request',
				type: 'n8n-nodes-base.httpRequest',
				parameters: { url, nodeCredentialType: 'wiroProjectApi' },
				credentials: nodeCredentials(),
			},
		),
		credentials: {
			[CREDENTIAL]: wiroCredential({ apiKey: 'key', apiSecret: 'secret' }),
		},
	});

	it('aborts the request that a node waits for when the user stops the workflow', async () => {
		const stop = new AbortController();
		const url = await serve(() => stop.abort());

		const run = await runWorkflow({ ...requestTo(url), signal: stop.signal });

		expect(run.status).toBe('canceled');
		expect(run.items('Request')).toEqual([]);
	});

	it('stops a workflow that takes longer than its timeout', async () => {
		const url = await serve(() => {});

		const run = await runWorkflow({ ...requestTo(url), timeoutMs: 50 });

		expect(run.status).toBe('canceled');
	});

	it('goes on with the node that failed when an execution is retried', async () => {
		const statuses = [500, 200];
		const url = await serve((_request, response) => {
			response.writeHead(statuses.shift() ?? 404, { 'content-type': 'application/json' });
			response.end('{"result":true}');
		});

		const failed = await runWorkflow(requestTo(url));
		const finished: string[] = [];
		const retried = await runWorkflow({
			...requestTo(url),
			retryOf: failed,
			onNodeFinished: (name) => finished.push(name),
		});

		expect(failed.status).toBe('error');
		expect(failed.error?.name).toBe('NodeApiError');
		expect(retried.status).toBe('success');
		expect(finished).toEqual(['Request']);
		expect(retried.items('Request')).toEqual([{ json: { result: true }, pairedItem: { item: 0 } }]);
	});

	it.each([
		['default', 'default', undefined],
		['filesystem', 'filesystem', expect.stringMatching(/^filesystem-v2:/)],
	] as const)('stores files as n8n does in its %s mode', async (_name, mode, id) => {
		await withBinaryData(mode, async () => {
			const run = await runWorkflow({
				workflow: chain(),
				startItems: [{ binary: { data: { data: Buffer.from('bytes'), fileName: 'a.jpg' } } }],
			});

			const [item] = run.items(START);
			expect(item?.binary?.data).toMatchObject({ mimeType: 'image/jpeg', fileName: 'a.jpg' });
			expect(item?.binary?.data?.id).toEqual(id);
			expect(item && String(await readBinary(item))).toBe('bytes');
		});
	});
});
