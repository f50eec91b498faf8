import { expect, it } from '@jest/globals';

import { textOf } from '../../n8n/guards.mts';
import { describeOnServers } from '../support/server/useServer.mts';
import { useEditor } from './editor.mts';

/** The steps of "Your first video" in the README, in its words. */
describeOnServers('A person who follows the README', (n8n) => {
	const editor = useEditor(n8n);

	it('gets from the template to the first video in the editor', async () => {
		const { server, emulator } = n8n;
		const { apiKey, apiSecret } = emulator.signatureKeys;
		const start = Date.now();

		await editor.importWorkflow('workflows/image-to-video.json');
		await editor.openNode('Wiro');
		const form = await editor.newCredential();
		await form.fill('apiKey', apiKey);
		await form.fill('apiSecret', apiSecret);
		await form.fill('baseUrl', emulator.baseUrl);
		await form.save();
		await form.says('Connection tested successfully');
		if (await form.locator.isVisible()) await form.close();
		await editor.closeNode();
		await editor.executeWorkflow();
		await editor.openNode('Wiro');
		await editor.output.getByText('.mp4').first().waitFor();

		const [task, ...more] = await emulator.tasks();
		expect(more).toEqual([]);
		const [output] = task?.outputs ?? [];
		await editor.output.getByTestId('radio-button-table').click();
		await expect(editor.output.innerText()).resolves.toContain(output?.url);
		const video = await fetch(textOf(output?.url));
		expect((await video.arrayBuffer()).byteLength).toBe(output?.sizeBytes);
		console.log(
			`n8n ${server.version}: start of n8n ${server.startMs} ms, ` +
				`then ${Date.now() - start} ms to the first video`,
		);
	});
});
