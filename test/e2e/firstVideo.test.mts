import { expect, it } from '@jest/globals';

import { bytesAt, describeOnServers } from '../support/server/useServer.mts';
import { useEditor } from './editor.mts';

/** The steps of "Your first video" in the README, in its words. */
describeOnServers('A person who follows the README', (n8n, version) => {
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
		// 2.x closes the form itself, once the test has passed.
		if (version.startsWith('1.')) await form.close();
		else await form.locator.waitFor({ state: 'hidden' });
		await editor.closeNode();
		await editor.executeWorkflow();
		await editor.openNode('Wiro');
		await editor.output.getByText('.mp4').first().waitFor();

		const [task, ...more] = await emulator.tasks();
		expect(more).toEqual([]);
		const [output] = task?.outputs ?? [];
		await editor.output.getByTestId('radio-button-table').click();
		await expect(editor.output.innerText()).resolves.toContain(output?.url);
		await expect(bytesAt(output?.url)).resolves.toBe(output?.sizeBytes);
		process.stdout.write(
			`n8n ${server.version}: start of n8n ${server.startMs} ms, ` +
				`then ${Date.now() - start} ms to the first video\n`,
		);
	});
});
