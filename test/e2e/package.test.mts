import { expect, it } from '@jest/globals';

import { nodeCredentials } from '../../n8n/credential.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { describeOnServers } from '../support/server/useServer.mts';

describeOnServers('The packed package', (n8n) => {
	it('is loaded under its own type names, also as a tool for AI agents', async () => {
		const types = await n8n.server.nodeTypes();
		const own = types.filter((name) => name.startsWith('n8n-nodes-wiro.'));
		expect(own).toEqual(expect.arrayContaining(['n8n-nodes-wiro.wiro', 'n8n-nodes-wiro.wiroTool']));
	});

	it('has a credential test that passes with the right keys', async () => {
		await expect(n8n.server.testCredential(n8n.credential)).resolves.toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
	});

	it('has a credential test that fails with a wrong secret', async () => {
		const { type, data } = n8n.credential;
		const wrong = { type, data: { ...data, apiSecret: 'wrong' } };
		await expect(n8n.server.testCredential(wrong)).resolves.toMatchObject({ status: 'Error' });
	});

	it("lets n8n's HTTP Request node sign a call of Wiro's API", async () => {
		const { server, emulator } = n8n;
		await emulator.plantTask({ id: '2221', token: 'a-token', status: 'task_start' });
		const id = await server.createWorkflow(
			chain({
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: `${emulator.baseUrl}/Task/Detail`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'wiroProjectApi',
					sendBody: true,
					bodyParameters: { parameters: [{ name: 'taskid', value: '2221' }] },
				},
				credentials: nodeCredentials(),
			}),
		);

		const execution = await server.runToEnd(id);

		const [item] = execution.items('HTTP Request');
		expect(item?.json).toMatchObject({ result: true, tasklist: [{ id: '2221' }] });
		const [request, ...others] = await emulator.requests();
		expect(others).toEqual([]);
		expect(request).toMatchObject({ endpoint: 'detail', project: 'signature', statusCode: 200 });
		expect(request?.headers).toMatchObject({
			'x-api-key': '<present>',
			'x-signature': '<present>',
			'x-nonce': expect.stringMatching(/^\d+$/),
		});
	});
});
