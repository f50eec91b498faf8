import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

import { expect, it } from '@jest/globals';

import { parseWorkflow } from '../../n8n/engine/workflow.mts';
import { textOf } from '../../n8n/guards.mts';
import { until } from '../../n8n/until.mts';
import { McpClient, becomesLive } from '../support/server/mcp.mts';
import { type Servers, bytesAt, describeOnServers } from '../support/server/useServer.mts';
import { useEditor } from './editor.mts';

const FOLDER = 'workflows';

const readTemplate = (file: string) => parseWorkflow(readFileSync(`${FOLDER}/${file}`, 'utf8'));

/** Imports a template, as it is, and gives its id in n8n. */
async function importTemplate({ server }: Servers, file: string): Promise<string> {
	return await server.createWorkflow(readTemplate(file));
}

/** The token of MCP clients, in n8n's credential and in their requests. */
const TOKEN = 'a-long-token-that-somebody-made-up';

/** What each template is to do, run end to end. A template without a test fails. */
const TEMPLATES: Readonly<Record<string, (n8n: Servers) => Promise<void>>> = {
	'agent-start-and-fetch.json': async (n8n) => {
		const { server, emulator } = n8n;
		await server.createCredential('Bearer Auth account', {
			type: 'httpBearerAuth',
			data: { token: TOKEN },
		});
		const id = await importTemplate(n8n, 'agent-start-and-fetch.json');
		await server.activate(id);
		const trigger = (await server.workflow(id)).nodes.find(({ name }) => name.startsWith('MCP'));
		const url = `${server.url}/mcp/${trigger?.webhookId}`;
		await becomesLive(url);

		await expect(McpClient.connect(url, 'Streamable HTTP')).rejects.toThrow(
			'Authorization data is wrong',
		);
		const client = await McpClient.connect(url, 'Streamable HTTP', { token: TOKEN });
		const tools = await client.tools();
		expect(tools).toMatchObject([
			{
				name: 'Fetch_video',
				description: expect.stringMatching(/again with the same taskId/),
				inputSchema: { required: ['taskId'] },
			},
			{
				name: 'Start_video',
				description: expect.stringMatching(/Fetch_video.*after two minutes/),
				inputSchema: { required: ['imageUrl', 'prompt'] },
			},
		]);

		await emulator.settings({ speed: 1 });
		const prompt = 'The raccoon waves';
		const imageUrl = 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg';
		const [started] = await client.call('Start_video', { imageUrl, prompt });
		expect(started).toMatchObject({ taskId: expect.any(String), completed: false });
		const taskId = textOf(started?.taskId);
		const fetchVideo = async () => (await client.call('Fetch_video', { taskId }))[0];
		expect(await fetchVideo()).toMatchObject({ taskId, completed: false, succeeded: null });

		await emulator.settings({ speed: 100 });
		const video = await until('the video is ready', async () => {
			const fetched = await fetchVideo();
			return fetched?.completed === true && fetched;
		});
		await client.close();
		expect(video).toMatchObject({ taskId, succeeded: true, contentType: 'video/mp4' });
		expect(await bytesAt(video.url)).toBe(video.sizeBytes);
		const runs = await emulator.requests('run');
		expect(runs.map(({ body }) => [body?.prompt, body?.inputImageUrl])).toEqual([
			[prompt, imageUrl],
		]);
	},

	'image-to-video.json': async (n8n) => {
		const execution = await n8n.server.runToEnd(await importTemplate(n8n, 'image-to-video.json'));

		const items = execution.items('Wiro');
		expect(items).toHaveLength(1);
		const json = items[0]?.json;
		expect(json).toMatchObject({ succeeded: true, contentType: 'video/mp4', outputCount: 1 });
		expect(await bytesAt(json?.url)).toBe(json?.sizeBytes);
		await expect(n8n.emulator.requests('run')).resolves.toHaveLength(1);
	},

	'content-pipeline.json': async (n8n) => {
		await n8n.emulator.fates([{ end: 'success' }, { end: 'success' }, { end: 'fail' }]);
		const execution = await n8n.server.runToEnd(
			await importTemplate(n8n, 'content-pipeline.json'),
			'When clicking ‘Execute workflow’',
		);

		const clips = execution.items('One item for each clip').map(({ json }) => json);
		const runs = await n8n.emulator.requests('run');
		expect(runs.map(({ body }) => body?.prompt).sort()).toEqual(
			clips.map(({ prompt }) => prompt).sort(),
		);
		expect(clips).toHaveLength(6);

		const failed = execution.items('Wiro', 1);
		expect(failed).toMatchObject([{ json: { error: { taskId: expect.any(String) } } }]);
		const made = execution.items('Upload or send the video here');
		const failedTitle = failed[0]?.json.title;
		expect(made.map(({ json }) => json.title)).toEqual(
			clips.map(({ title }) => title).filter((title) => title !== failedTitle),
		);
		for (const { json, binary } of made) {
			const fileName = `${textOf(json.taskId)}-0.mp4`;
			expect(binary?.video).toMatchObject({ mimeType: 'video/mp4', fileName });
			expect(await bytesAt(json.url)).toBeGreaterThan(0);
		}
	},

	'submit-and-resume.json': async (n8n) => {
		// Slow enough that the execution is suspended before the callback comes.
		await n8n.emulator.settings({ speed: 4 });
		const id = await n8n.server.run(await importTemplate(n8n, 'submit-and-resume.json'));
		await n8n.server.waitFor(id, ['waiting']);
		const execution = await n8n.server.waitFor(id);

		const items = execution.items('Use the video here');
		expect(items).toMatchObject([{ json: { completed: true, succeeded: true } }]);
		expect(await bytesAt(items[0]?.json.url)).toBe(items[0]?.json.sizeBytes);
		expect(execution.runData['Wait without running']).toHaveLength(1);
		await expect(n8n.emulator.tasks()).resolves.toMatchObject([{ callback: 'delivered' }]);
	},

	'trigger-to-next-node.json': async (n8n) => {
		const { server, emulator } = n8n;
		const id = await importTemplate(n8n, 'trigger-to-next-node.json');
		await server.activate(id);
		const [task] = await Promise.all([
			emulator.plantTask({ id: '815', token: 'x', status: 'task_postprocess_end', outputs: 1 }),
			emulator.plantTask({ id: '816', token: 'y', status: 'task_cancel' }),
		]);
		const trigger = (await server.workflow(id)).nodes.find(({ name }) => name === 'Wiro Trigger');
		const url = `${server.url}/webhook/${trigger?.webhookId}/webhook`;
		for (const taskid of ['816', '815', '815']) {
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ taskid }),
			});
		}

		// The answer comes first, the execution after it.
		const executions = async () => await server.executions({ workflowId: id });
		await until('an execution begins', async () => (await executions()).length > 0);
		const [started, ...more] = await executions();
		expect(more).toEqual([]);
		const execution = await server.waitFor(started?.id ?? '');
		expect(execution.items('Wiro Trigger')).toMatchObject([{ json: { taskId: '815' } }]);
		expect(execution.items('Upload or send the video here')).toMatchObject([
			{ binary: { video: { mimeType: 'video/mp4' } } },
		]);
		expect(await bytesAt(task.outputs[0]?.url)).toBe(task.outputs[0]?.sizeBytes);
	},

	'queue-cleaner.json': async (n8n) => {
		const { server, emulator } = n8n;
		await emulator.plantTask({ id: '534574', token: 'x', status: 'task_queue' });
		await emulator.plantTask({ id: '634574', token: 'y', status: 'task_start' });
		const cleaner = await importTemplate(n8n, 'queue-cleaner.json');

		const first = await server.runToEnd(cleaner);
		expect(first.items('Cancel, or kill if it runs')).toMatchObject([
			{ json: { taskId: '534574', status: 'task_cancel' } },
			{ json: { taskId: '634574', status: 'task_cancel' } },
		]);
		const second = await server.runToEnd(cleaner);
		expect(second.items('Nothing to stop')).toHaveLength(2);
		const calls = await emulator.requests();
		expect(calls.filter(({ endpoint }) => endpoint === 'kill')).toHaveLength(1);
		expect(calls.filter(({ endpoint }) => endpoint === 'cancel')).toHaveLength(2);
	},
};

it('Every template has a test here', () => {
	const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
	expect(Object.keys(TEMPLATES).sort()).toEqual(files.sort());
});

describeOnServers('A template that was imported as it is', (n8n) => {
	const editor = useEditor(n8n);

	it.each(Object.keys(TEMPLATES))('does what it says: %s', async (file) => {
		await TEMPLATES[file]?.(n8n);
	});

	it.each(Object.keys(TEMPLATES))(
		'shows all its nodes and notes in the editor: %s',
		async (file) => {
			await editor.openWorkflow(await importTemplate(n8n, file));
			const { nodes } = readTemplate(file);
			const shown = editor.page.getByTestId('canvas-node').or(editor.page.getByTestId('sticky'));
			await until('all of them are there', async () => (await shown.count()) === nodes.length);
			await expect(editor.page.getByText('Install this node').count()).resolves.toBe(0);

			await editor.canvasScreenshot(`templates/${basename(file, '.json')}`);
		},
	);
});
