import { once } from 'node:events';
import { createServer } from 'node:http';

import { afterEach, describe, expect, it } from '@jest/globals';

import { CREDENTIAL, nodeCredentials, wiroCredential } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import { testCredential } from '../support/engine/credentialTest.mts';
import { listen } from '../support/listen.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { SHORT_RUN, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const PASSED = { status: 'OK', message: 'Connection successful!' };

describe('The credential', () => {
	const wiro = useWiro();
	const signature = () => wiro.credential.data;
	const keyOnly = () => ({
		authentication: 'apiKey',
		...wiro.emulator.keyOnly,
		baseUrl: wiro.emulator.baseUrl,
	});
	const padded = () => {
		const { apiKey, apiSecret, baseUrl } = signature();
		return {
			authentication: 'signature',
			apiKey: ` ${apiKey}\n`,
			apiSecret: `\t${apiSecret} `,
			baseUrl: ` ${baseUrl}// `,
		};
	};

	it.each([
		['of a project that signs', signature],
		['of a project whose key is enough', keyOnly],
		['with white space around the keys and a slash after the URL', padded],
	])('passes its test with the keys %s, and starts nothing', async (_name, data) => {
		expect(await testCredential(wiroCredential(data()))).toEqual(PASSED);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it.each<[string, () => Record<string, string>]>([
		['a wrong secret', () => ({ ...signature(), apiSecret: 'wrong-secret' })],
		['a wrong key', () => ({ ...signature(), apiKey: 'wrong-key' })],
		['a wrong key and no secret', () => ({ ...keyOnly(), apiKey: 'wrong-key' })],
		['no signature for a project that signs', () => ({ ...signature(), authentication: 'apiKey' })],
	])('fails its test with %s, and says what to check', async (_name, data) => {
		const result = await testCredential(wiroCredential(data()));

		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/keys.*Authentication/);
		expect(result.message).not.toMatch(/secret$|wrong-|emulator-/);
		const requests = await wiro.requests('detail');
		expect(requests.map(({ statusCode }) => statusCode)).toContain(401);
	});

	it('fails its test where nothing listens, and says so', async () => {
		const server = createServer();
		const baseUrl = `http://127.0.0.1:${await listen(server)}`;
		server.close();
		await once(server, 'close');

		const result = await testCredential(wiroCredential({ ...signature(), baseUrl }));

		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/ECONNREFUSED/),
		});
		expect(await wiro.counts()).toEqual({});
	});

	it('fails its test at an address without the API, and gives the right one', async () => {
		const baseUrl = `${wiro.emulator.url}/v2`;
		const result = await testCredential(wiroCredential({ ...signature(), baseUrl }));

		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/Base URL.*https:\/\/api\.wiro\.ai\/v1/),
		});
		const requests = await wiro.requests('other');
		expect(requests).toMatchObject([{ path: '/v2/Task/Detail', statusCode: 404 }]);
	});

	describe('at a web server that is not Wiro', () => {
		const server = createServer();
		afterEach(() => {
			server.removeAllListeners('request');
			server.closeAllConnections();
			server.close();
		});

		it.each([
			['a web page', 'text/html', '<!doctype html><title>Welcome</title>'],
			['JSON of its own', 'application/json', '{"ok":true}'],
		])('fails its test although the server answers with %s', async (_name, type, body) => {
			server.on('request', (_request, response) => {
				response.writeHead(200, { 'content-type': type }).end(body);
			});
			const baseUrl = `http://127.0.0.1:${await listen(server)}`;

			const result = await testCredential(wiroCredential({ ...signature(), baseUrl }));

			expect(result).toMatchObject({
				status: 'Error',
				message: expect.stringMatching(/Base URL.*https:\/\/api\.wiro\.ai\/v1/),
			});
		});
	});

	it('works in the node with white space around the keys and slashes after the URL', async () => {
		const run = await wiro.run(
			{ ...SHORT_RUN, waitForCompletion: false },
			{ credential: wiroCredential(padded()) },
		);

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001' }]);
		expect(await wiro.requests('run')).toMatchObject([
			{ path: '/v1/Run/Wan-AI/Wan2.2-I2V-A14B', project: 'signature', statusCode: 200 },
		]);
	});

	it.each<[string, Record<string, string>, RegExp]>([
		['a base URL without https://', { baseUrl: 'api.wiro.ai/v1' }, /Base URL/],
		['a base URL that is no address', { baseUrl: 'http://' }, /Base URL/],
		['a base URL of another protocol', { baseUrl: 'htps://api.wiro.ai/v1' }, /Base URL/],
	])('sends nothing for %s, and says what to change', async (_name, data, field) => {
		const credential = wiroCredential({ ...signature(), ...data });
		const run = await wiro.run(SHORT_RUN, { credential });
		const got = await wiro.run({ operation: 'get', taskId: '1' }, { credential });

		for (const { error } of [run, got]) {
			expect(`${error?.message} ${error?.description}`).toMatch(field);
			expect(error?.message).not.toMatch(/may or may not have started|connection broke/);
		}
		expect(await wiro.counts()).toEqual({});
	});

	it.each([
		['/Task/Detail', { tasktoken: TASK_REFERENCE.taskToken }, 'detail', 'task_start'],
		['/Task/Kill', { socketaccesstoken: TASK_REFERENCE.taskToken }, 'kill', 'task_cancel'],
	] as const)(
		"signs the calls of n8n's HTTP Request node (%s)",
		async (path, body, endpoint, status) => {
			await wiro.emulator.plantTask(taskIn('task_start'));
			const request: WorkflowNode = {
				name: 'Request',
				type: 'n8n-nodes-base.httpRequest',
				parameters: {
					method: 'POST',
					url: `${wiro.emulator.baseUrl}${path}`,
					nodeCredentialType: 'wiroProjectApi',
					jsonBody: JSON.stringify(body),
				},
				credentials: nodeCredentials(),
			};

			const run = await runWorkflow({
				workflow: chain(request),
				credentials: { [CREDENTIAL]: wiro.credential },
			});

			expect(run.items('Request').map(({ json }) => json)).toMatchObject([
				{ result: true, tasklist: [{ id: TASK_REFERENCE.taskId, status }] },
			]);
			expect(await wiro.requests(endpoint)).toMatchObject([{ body, statusCode: 200 }]);
		},
	);
});
