/** MCP servers: on n8n 1.x, webhook processes run their tools; on 2.x, workers do. */
import { beforeAll, describe, expect, it } from '@jest/globals';

import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import {
	McpClient,
	TRANSPORTS,
	type Transport,
	inTurnAt,
	mcpTool,
	startMcpServer,
} from '../../support/server/mcp.mts';
import type { Servers } from '../../support/server/useServer.mts';
import { HASTY, SLOW, TOOL_RUN, fromAI } from '../agents.mts';

const taskId = fromAI('taskId');

/** The tools of the MCP server. */
const TOOLS = [
	mcpTool('Run', TOOL_RUN),
	mcpTool('Hasty', HASTY),
	mcpTool('Start', { ...TOOL_RUN, waitForCompletion: false }),
	mcpTool('Get', { operation: 'get', taskId }),
	mcpTool('Suspend', { operation: 'waitForCompletion', waitMode: 'suspend', taskId }),
];

/** Words that no other test has used: n8n's processes remember what was ordered. */
let words = 0;
const order = () => ({ prompt: `A cat in queued scene ${(words += 1)}` });

/** What n8n says to a client whose requests reach several webhook processes. */
const REFUSALS: Record<Transport, { 1: RegExp; 2?: RegExp }> = {
	'Streamable HTTP': { 1: /Server not initialized/ },
	SSE: { 1: /Not Acceptable/, 2: /No transport found/ },
};

/** The tests of MCP servers. */
export function testMcp(n8n: Servers<N8nCluster>): void {
	describe('An MCP server', () => {
		let url = '';
		beforeAll(async () => {
			url = await startMcpServer(n8n.server, TOOLS, n8n.server.webhooks[0]);
		});
		const isN8n1 = () => n8n.server.version.startsWith('1.');

		it.each(TRANSPORTS)('makes videos over %s, through one webhook process', async (transport) => {
			const client = await McpClient.connect(url, transport);
			const videos = await Promise.all([client.call('Run', order()), client.call('Run', order())]);
			const [started] = await client.call('Start', order());
			const fetched = await client.call('Get', { taskId: '700001' });
			const refused = await client.call('Suspend', { taskId: '700003' });
			await client.close();

			const tasks = (await n8n.emulator.tasks()).map(({ id }) => id);
			expect(tasks).toEqual(['700001', '700002', '700003']);
			expect(videos.flat().map(({ succeeded }) => succeeded)).toEqual([true, true]);
			expect(new Set(videos.flat().map((item) => item.taskId))).toEqual(
				new Set(['700001', '700002']),
			);
			expect(started).toMatchObject({ taskId: '700003', completed: false });
			expect(fetched).toMatchObject([{ taskId: '700001', succeeded: true }]);
			expect(refused).toMatchObject([
				{ error: expect.stringMatching(/^'Wait Mode' is Suspend, but n8n cannot resume/) },
			]);
			await expect(n8n.emulator.requests('run')).resolves.toHaveLength(3);
		});

		it('says whether the model may call again after a time-out', async () => {
			await n8n.emulator.settings(SLOW);
			const client = await McpClient.connect(url, 'Streamable HTTP');
			const args = order();
			const first = await client.call('Hasty', args);
			// On 2.x, another worker would start a second task.
			const again = isN8n1() ? await client.call('Hasty', args) : first;
			await client.close();

			const advice = isN8n1() ? /costs nothing more/ : /Do not call the tool again/;
			for (const items of [first, again]) {
				expect(items).toMatchObject([
					{ taskId: '700001', errorDescription: expect.stringMatching(advice) },
				]);
			}
			await expect(n8n.emulator.requests('run')).resolves.toHaveLength(1);
		});

		it.each(TRANSPORTS)(
			'connects over %s through several webhook processes, where n8n can',
			async (transport) => {
				const fetch = inTurnAt(n8n.server.webhooks);
				const connecting = McpClient.connect(url, transport, { fetch });
				const refusal = REFUSALS[transport][isN8n1() ? 1 : 2];
				if (refusal !== undefined) {
					await expect(connecting).rejects.toThrow(refusal);
					return;
				}
				const client = await connecting;
				const items = await client.call('Run', order());
				await client.close();

				expect(items).toMatchObject([{ taskId: '700001', succeeded: true }]);
				await expect(n8n.emulator.requests('run')).resolves.toHaveLength(1);
			},
		);
	});
}
