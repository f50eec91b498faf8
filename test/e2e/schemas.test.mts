import { readFile } from 'node:fs/promises';

import { expect, it } from '@jest/globals';

import { describeOnServers } from '../support/server/useServer.mts';

/** Where the editor asks for a schema, and the file that it is to get. */
const SCHEMAS = [
	'wiro/1.0.0/model/getPrice',
	'wiro/1.0.0/task/cancel',
	'wiro/1.0.0/task/deleteFiles',
	'wiro/1.0.0/task/get',
	'wiro/1.0.0/task/getMany',
	'wiro/1.0.0/task/kill',
	'wiro/1.0.0/task/run',
	'wiro/1.0.0/task/waitForCompletion',
	'wiroTrigger/1.0.0',
].map((path) => [path, path.replace(/^\w+\//, 'nodes/Wiro/__schema__/v')] as const);

describeOnServers('The schema of the output', (n8n) => {
	it.each(SCHEMAS)('is served for the preview: %s', async (path, file) => {
		const response = await fetch(`${n8n.server.url}/schemas/n8n-nodes-wiro.${path}.json`);

		expect(response.status).toBe(200);
		const schema: unknown = JSON.parse(await readFile(`${file}.json`, 'utf8'));
		await expect(response.json()).resolves.toEqual(schema);
	});
});
