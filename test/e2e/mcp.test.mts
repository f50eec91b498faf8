import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { until } from '../../n8n/until.mts';
import {
	McpClient,
	TRANSPORTS,
	type Transport,
	mcpTool,
	startMcpServer,
} from '../support/server/mcp.mts';
import { NO_EDITOR, type Servers, describeOnServers } from '../support/server/useServer.mts';
import { HASTY, SLOW, TOOL_RUN, fromAI } from './agents.mts';

const taskId = fromAI('taskId');

/** The tools of the MCP server. */
const TOOLS = [
	mcpTool('Run', TOOL_RUN),
	mcpTool('Hasty', HASTY),
	mcpTool('Stops', { ...TOOL_RUN, steps: -1 }, { onError: 'stopWorkflow' }),
	mcpTool('Start', { ...TOOL_RUN, waitForCompletion: false }),
	mcpTool('Get', { operation: 'get', taskId }),
	mcpTool('Cancel', { operation: 'cancel', taskId }),
	mcpTool('Suspend', { operation: 'waitForCompletion', waitMode: 'suspend', taskId }),
];

/** Words that no other test has used: n8n's process remembers what was ordered. */
let words = 0;
const order = () => ({ prompt: `A cat in scene ${(words += 1)}` });

/** A client of the MCP server for the tests of a block. */
function useClient(url: () => string, transport: Transport): () => McpClient {
	let client: McpClient | undefined;
	beforeAll(async () => {
		client = await McpClient.connect(url(), transport);
	});
	afterAll(async () => {
		await client?.close();
	});
	return () => {
		if (client === undefined) throw new Error('The client is not connected yet.');
		return client;
	};
}

/** How many Runs were sent, and the tasks. */
async function paid({ emulator }: Servers) {
	const [runs, tasks] = await Promise.all([emulator.requests('run'), emulator.tasks()]);
	return { runs: runs.length, tasks: tasks.map(({ id }) => id) };
}

describeOnServers(
	'An MCP server whose tools are Wiro nodes',
	(n8n) => {
		let url = '';
		beforeAll(async () => {
			url = await startMcpServer(n8n.server, TOOLS);
		});

		describe.each(TRANSPORTS)('over %s', (transport) => {
			const client = useClient(() => url, transport);

			it('lists its tools with what they do and what the model fills in', async () => {
				const tools = await client().tools();

				expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name).sort());
				expect(tools.find(({ name }) => name === 'Run')).toMatchObject({
					description: expect.stringMatching(/video.*from an image.*takes minutes/),
					inputSchema: { properties: { prompt: { type: 'string' } }, required: ['prompt'] },
				});
				expect(tools.find(({ name }) => name === 'Get')).toMatchObject({
					inputSchema: { properties: { taskId: { type: 'string' } }, required: ['taskId'] },
				});
			});

			it('makes a video, and hands over its URL', async () => {
				const { prompt } = order();
				const items = await client().call('Run', { prompt });

				const [task] = await n8n.emulator.tasks();
				const url = task?.outputs[0]?.url;
				expect(url).toMatch(/\.mp4$/);
				expect(task?.parameters.prompt).toBe(prompt);
				expect(items).toMatchObject([{ taskId: task?.id, succeeded: true, url }]);
				expect(await paid(n8n)).toEqual({ runs: 1, tasks: ['700001'] });
			});

			it('makes the video of each of two calls at the same time', async () => {
				const orders = [order(), order()];
				const items = await Promise.all(
					orders.map(async (args) => await client().call('Run', args)),
				);

				const tasks = await n8n.emulator.tasks();
				const made = items.flat().map(({ taskId }) => tasks.find(({ id }) => id === taskId));
				expect(made.map((task) => task?.parameters.prompt)).toEqual(
					orders.map(({ prompt }) => prompt),
				);
				expect(await paid(n8n)).toEqual({ runs: 2, tasks: ['700001', '700002'] });
			});

			it('starts a video now, and fetches it later', async () => {
				const [started] = await client().call('Start', order());
				expect(started).toMatchObject({ taskId: '700001', completed: false, succeeded: null });

				await until('the video is ready', async () => {
					const [task] = await n8n.emulator.tasks();
					return task?.status === 'task_postprocess_end';
				});
				const [task] = await n8n.emulator.tasks();
				expect(await client().call('Get', { taskId: '700001' })).toMatchObject([
					{ taskId: '700001', succeeded: true, url: task?.outputs[0]?.url },
				]);
				expect(await paid(n8n)).toEqual({ runs: 1, tasks: ['700001'] });
			});

			it('cancels a task', async () => {
				await n8n.emulator.plantTask({ id: '42', token: 'x', status: 'task_queue' });
				expect(await client().call('Cancel', { taskId: '42' })).toMatchObject([
					{ taskId: '42', status: 'task_cancel' },
				]);
				expect(await n8n.emulator.requests('cancel')).toHaveLength(1);
			});

			it('answers a failed task with its ID, its reason and the next step', async () => {
				await n8n.emulator.fates([{ end: 'fail', debugoutput: 'No face found' }]);
				expect(await client().call('Run', order())).toMatchObject([
					{
						taskId: '700001',
						error: expect.stringMatching(/The task 700001 failed on Wiro/),
						errorDescription: expect.stringMatching(/^A failed task is not billed.*No face found/),
					},
				]);
				expect(await paid(n8n)).toEqual({ runs: 1, tasks: ['700001'] });
			});

			it('takes up the task that timed out when it is called again in the same words', async () => {
				await n8n.emulator.settings(SLOW);
				const args = order();
				const items = [
					...(await client().call('Hasty', args)),
					...(await client().call('Hasty', args)),
				];
				const timedOut = {
					taskId: '700001',
					error: expect.stringMatching(/The task 700001 had not finished/),
					errorDescription: expect.stringMatching(/Get Task.*costs nothing more/),
				};
				expect(items).toMatchObject([timedOut, timedOut]);
				expect(await paid(n8n)).toEqual({ runs: 1, tasks: ['700001'] });
			});

			it('answers an error as a text with Stop Workflow', async () => {
				expect(await client().answer('Stops', order())).toMatch(/'Inference Steps' is -1/);
				expect(await n8n.emulator.requests()).toEqual([]);
			});

			it('refuses to suspend', async () => {
				expect(await client().call('Suspend', { taskId: '42' })).toMatchObject([
					{
						error: expect.stringMatching(/^'Wait Mode' is Suspend, but n8n cannot resume/),
						errorDescription: expect.stringMatching(/Poll.*Get Task/),
					},
				]);
				expect(await n8n.emulator.requests()).toEqual([]);
			});
		});
	},
	{ env: NO_EDITOR },
);
