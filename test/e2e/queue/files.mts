/** Files that one process stores and another one reads. */
import { createHash, randomUUID } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { type WorkflowNode, connected } from '../../../n8n/engine/workflow.mts';
import { textOf } from '../../../n8n/guards.mts';
import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import type { Execution } from '../../../n8n/server/execution.mts';
import { until } from '../../../n8n/until.mts';
import { callBackAt, suspendMany } from '../../support/server/cluster.mts';
import { callBack, createSuspending, endTasks } from '../../support/server/suspending.mts';
import { LiveTrigger } from '../../support/server/trigger.mts';
import type { Servers } from '../../support/server/useServer.mts';
import { IMAGES, asSent } from '../../support/wiro/images.mts';
import { FAST, SHORT_RUN, wiroNode } from '../../support/wiro/useWiro.mts';

const DOWNLOAD = { options: { ...FAST, downloadOutputs: true } };

/** Reads the whole file. */
const HASH: WorkflowNode = {
	name: 'Hash',
	type: 'n8n-nodes-base.crypto',
	typeVersion: 1,
	parameters: {
		action: 'hash',
		type: 'SHA256',
		binaryData: true,
		binaryPropertyName: 'data',
		dataPropertyName: 'hash',
		encoding: 'hex',
	},
};

async function fetchedHash(url: unknown): Promise<string> {
	const response = await fetch(textOf(url));
	return createHash('sha256')
		.update(Buffer.from(await response.arrayBuffer()))
		.digest('hex');
}

/** Expects the workflow to have read so many files as Wiro has them. */
async function expectFiles(execution: Execution, count: number): Promise<void> {
	const items: IDataObject[] = execution.items(HASH.name).map(({ json }) => json);
	expect(items).toHaveLength(count);
	for (const { url, hash } of items) expect(hash).toBe(await fetchedHash(url));
}

/** The tests of files. */
export function testFiles(n8n: Servers<N8nCluster>): void {
	describe('A file', () => {
		it('comes in by a webhook process, and Run sends it from a worker and hands on the video', async () => {
			const { server, emulator } = n8n;
			const path = randomUUID();
			const webhook: WorkflowNode = {
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: path,
				parameters: { httpMethod: 'POST', path, options: { rawBody: true } },
			};
			const run = wiroNode({ ...SHORT_RUN, imageSource: 'binary', ...DOWNLOAD });
			const workflowId = await server.createWorkflow(connected(webhook, run, HASH));
			await server.activate(workflowId);

			await until('the webhook takes the image', async () => {
				const { status } = await fetch(`${server.webhooks[0]?.url}/webhook/${path}`, {
					method: 'POST',
					headers: { 'content-type': 'image/jpeg' },
					body: new Uint8Array(IMAGES.jpeg),
				});
				return status === 200;
			});
			const { id } = await until('the execution is there', async () => {
				return (await server.executions({ workflowId }))[0];
			});

			await expectFiles(await server.waitFor(id), 1);
			const [sent, ...more] = await emulator.requests('run');
			expect(more).toEqual([]);
			expect(sent?.files).toEqual([asSent(IMAGES.jpeg, 'image.jpg', 'image/jpeg')]);
		});

		it('that a webhook process has downloaded for a suspended execution is there for its worker', async () => {
			const { server, emulator } = n8n;
			const suspending = await createSuspending(server, {
				callbackUrl: '',
				wait: DOWNLOAD,
				after: HASH,
			});
			const [suspended] = await suspendMany(emulator, suspending, 1, 2);
			if (suspended === undefined) throw new Error('Nothing is suspended.');
			await endTasks(emulator, 2);

			await callBackAt(server.webhooks.slice(1), suspended);

			await expectFiles(await server.waitFor(suspended.id), 2);
			await expect(emulator.requests('run')).resolves.toHaveLength(2);
		});

		it('that a webhook process has downloaded for Wiro Trigger is there for its worker', async () => {
			const { server, emulator } = n8n;
			const trigger = await LiveTrigger.start(n8n, DOWNLOAD, HASH);
			const task = await emulator.plantTask({
				id: '1',
				token: 'token-1',
				status: 'task_postprocess_end',
				pexit: '0',
				outputs: 1,
			});

			await callBack(`${server.webhooks[0]?.url}${new URL(trigger.url).pathname}`, task);

			await expectFiles(await trigger.ended(), 1);
		});
	});
}
