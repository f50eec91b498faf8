/** Stop and the workflow's timeout, while a worker polls. */
import { randomUUID } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import type { IWorkflowSettings } from 'n8n-workflow';

import { type WorkflowNode, connected } from '../../../n8n/engine/workflow.mts';
import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import { until } from '../../../n8n/until.mts';
import { post } from '../../support/server/suspending.mts';
import type { Servers } from '../../support/server/useServer.mts';
import { SHORT_RUN, wiroNode } from '../../support/wiro/useWiro.mts';

type Start = (cluster: N8nCluster, workflow: string, path: string) => Promise<unknown>;

async function callWebhook(url: string, path: string): Promise<void> {
	await until('the webhook answers', async () => {
		const { status } = await post(`${url}/webhook/${path}`, {});
		return status === 200;
	});
}

/** Ways in which an execution comes to a worker. */
const STARTS: Array<[string, Start]> = [
	['by hand', async (cluster, id) => await cluster.run(id, 'By hand')],
	["by the main's webhook", async ({ main }, _, path) => await callWebhook(main.url, path)],
	[
		'by a webhook process',
		async ({ webhooks: [process] }, _, path) => await callWebhook(process?.url ?? '', path),
	],
];

/** The tests of Stop and of the timeout. */
export function testStops(n8n: Servers<N8nCluster>): void {
	/** Starts a Run whose task never ends; gives the execution's id when the task runs. */
	async function startRun(start: Start, settings?: IWorkflowSettings): Promise<string> {
		const { server, emulator } = n8n;
		await emulator.fates([{ end: 'never' }]);
		const path = randomUUID();
		const webhook: WorkflowNode = {
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path },
		};
		const run = wiroNode(SHORT_RUN);
		const { nodes, connections } = connected(webhook, run);
		const byHand = connected({ name: 'By hand', type: 'n8n-nodes-base.manualTrigger' }, run);
		const workflow = await server.createWorkflow({
			nodes: [...byHand.nodes.slice(0, 1), ...nodes],
			connections: { ...connections, ...byHand.connections },
			settings,
		});
		await server.activate(workflow);
		await start(server, workflow, path);
		await until('the task runs', async () => {
			const [task] = await emulator.tasks();
			return task?.status === 'task_start';
		});
		const [execution] = await server.executions({ workflowId: workflow });
		if (execution === undefined) throw new Error('There is no execution.');
		return execution.id;
	}

	/** Waits until the task is stopped on Wiro and nothing more is asked; tells how long it took. */
	async function expectStopped(title: string, since: number): Promise<void> {
		const { server, emulator } = n8n;
		await until('the task is stopped', async () => {
			const [task] = await emulator.tasks();
			return task?.status === 'task_cancel';
		});
		const seconds = ((Date.now() - since) / 1000).toFixed(1);
		process.stdout.write(`n8n ${server.version}, ${title}: task stopped after ${seconds} s\n`);
		await expect(emulator.requests('run')).resolves.toHaveLength(1);
		await expect(emulator.requests('kill')).resolves.toHaveLength(1);
	}

	describe('While Run polls in a worker', () => {
		it.each(STARTS)('Stop kills the task of an execution started %s', async (title, start) => {
			const id = await startRun(start);

			const since = Date.now();
			await n8n.server.stopExecution(id);

			await n8n.server.waitFor(id, ['canceled']);
			await expectStopped(`Stop, started ${title}`, since);
		});

		it.each(STARTS)(
			"the workflow's timeout kills the task of an execution started %s",
			async (title, start) => {
				const since = Date.now();
				const id = await startRun(start, { executionTimeout: 3 });

				await n8n.server.waitFor(id, ['canceled', 'error']);
				await expectStopped(`timeout of 3 s, started ${title}`, since);
				const { status, error } = await n8n.server.execution(id);
				process.stdout.write(`${status}: ${error?.message}\n`);
			},
		);
	});
}
