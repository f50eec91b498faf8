/** A workflow on a real n8n server that Wiro Trigger starts. */
import { randomUUID } from 'node:crypto';

import { expect } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../../../n8n/credential.mts';
import { type WorkflowNode, connected } from '../../../n8n/engine/workflow.mts';
import type { N8nClient } from '../../../n8n/server/client.mts';
import type { Execution, ExecutionSummary } from '../../../n8n/server/execution.mts';
import { until } from '../../../n8n/until.mts';
import { TRIGGER } from '../engine/trigger.mts';
import { post } from './suspending.mts';
import type { Servers } from './useServer.mts';

const NEXT = 'What comes next';

/** A live workflow that a Wiro Trigger starts. */
export class LiveTrigger {
	/** The trigger's production URL. */
	readonly url: string;
	private readonly n8n: Servers<N8nClient>;
	private readonly id: string;

	private constructor(n8n: Servers<N8nClient>, id: string, url: string) {
		this.n8n = n8n;
		this.id = id;
		this.url = url;
	}

	/**
	 * Makes a workflow, and waits until it can be called.
	 * @param after what follows the trigger; a No Operation node if left out
	 */
	static async start(
		n8n: Servers<N8nClient>,
		parameters: INodeParameters = {},
		...after: WorkflowNode[]
	): Promise<LiveTrigger> {
		const webhookId = randomUUID();
		const trigger: WorkflowNode = {
			name: TRIGGER,
			type: 'n8n-nodes-wiro.wiroTrigger',
			webhookId,
			parameters,
			credentials: nodeCredentials(),
		};
		const following = after.length > 0 ? after : [{ name: NEXT, type: 'n8n-nodes-base.noOp' }];
		const id = await n8n.server.createWorkflow(connected(trigger, ...following));
		await n8n.server.activate(id);
		const live = new LiveTrigger(n8n, id, `${n8n.server.url}/webhook/${webhookId}/webhook`);
		// 2.x makes a workflow live in its own time.
		await until('the trigger is live', async () => {
			const { text } = await post(live.url, {});
			return !text.includes('is not registered');
		});
		return live;
	}

	/** The executions that it has started. */
	async executions(): Promise<ExecutionSummary[]> {
		return await this.n8n.server.executions({ workflowId: this.id });
	}

	/** What the node after the trigger got, in the one execution that there is. */
	async emitted(): Promise<IDataObject[]> {
		return (await this.ended()).items(NEXT).map(({ json }) => json);
	}

	/** The one execution that there is, once it has succeeded. */
	async ended(): Promise<Execution> {
		await until('an execution begins', async () => (await this.executions()).length > 0);
		const [execution, ...others] = await this.executions();
		expect(others).toEqual([]);
		return await this.n8n.server.waitFor(execution?.id ?? '');
	}
}
