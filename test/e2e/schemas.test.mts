import { readFile } from 'node:fs/promises';

import { expect, it } from '@jest/globals';

import { Editor } from '../support/editor.mts';
import { describeOnServers } from '../support/servers.mts';

/** Where the editor asks for a schema, and the file that it is to get. */
const SCHEMAS = [
	'wiro/1.0.0/run',
	'wiro/1.0.0/waitForCompletion',
	'wiro/1.0.0/get',
	'wiro/1.0.0/kill',
	'wiro/1.0.0/cancel',
	'wiroTrigger/1.0.0',
].map((path) => [path, path.replace(/^\w+\//, 'nodes/Wiro/__schema__/v')] as const);

describeOnServers('The schema of the output', (n8n) => {
	it.each(SCHEMAS)('is served for the preview: %s', async (path, file) => {
		const response = await fetch(`${n8n.server.url}/schemas/n8n-nodes-wiro.${path}.json`);

		expect(response.status).toBe(200);
		const schema: unknown = JSON.parse(await readFile(`${file}.json`, 'utf8'));
		await expect(response.json()).resolves.toEqual(schema);
	});

	it('is shown to the next node before the first run', async () => {
		const editor = await Editor.open(n8n.server);
		try {
			await editor.newWorkflow();
			await editor.searchNodes('image to video');
			await editor.addFound('Wiro', 'Make a video from an image');
			await editor.closeNode();

			await editor.searchNodes('Edit Fields');
			await editor.addFound('Edit Fields (Set)');

			const input = editor.page.getByTestId('ndv-input-panel');
			await input.getByTestId('schema-preview-warning').waitFor();
			const fields = input.getByTestId('run-data-schema-item');
			await expect(fields.allInnerTexts()).resolves.toEqual(
				expect.arrayContaining(['taskId', 'succeeded', 'url', 'seed']),
			);
		} finally {
			await editor.close();
		}
	});
});
