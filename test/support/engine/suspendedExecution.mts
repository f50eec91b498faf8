/** Executions that wait in n8n's database: called back, gone on with, or woken when the time is up. */
import { jest } from '@jest/globals';
import type { INode, INodeExecutionData, IRunExecutionData, Workflow } from 'n8n-workflow';

import { n8nCore } from '../../../n8n/engine/modules.mts';
import { loadPackage } from '../../../n8n/engine/package.mts';
import { type RunResult, toResult } from '../../../n8n/engine/run.mts';
import { toWorkflow, toWorkflowData } from '../../../n8n/engine/workflow.mts';
import { holds } from '../../../n8n/guards.mts';
import {
	type Installed,
	type WebhookAnswer,
	type WebhookCall,
	additionalDataOf,
	callNode,
} from './webhook.mts';

const isExecution = holds<IRunExecutionData>('resultData', 'executionData');

/**
 * An execution in n8n's database. Only what is stored of it is used, so that what happens to it is
 * what happens in an n8n that was started anew.
 */
export class SuspendedExecution {
	private readonly stored: string;
	private readonly installed: Installed;

	/** @param run must be waiting */
	constructor({ status, data }: RunResult, installed: Installed) {
		if (status !== 'waiting') throw new Error(`The execution is not suspended: ${status}.`);
		this.stored = JSON.stringify(data);
		this.installed = installed;
	}

	/** A POST to the execution's resume URL. */
	async callBack(call: WebhookCall = {}): Promise<WebhookAnswer> {
		const { workflow, data } = await this.load();
		const node = takeUp(data, workflow);
		return await callNode(
			{ installed: this.installed, workflow, node, mode: 'trigger', runExecutionData: data },
			({ restartWebhook }) => restartWebhook === true,
			call,
		);
	}

	/** Goes on with what a callback gave, as the output of the node that waited. */
	async goOn(workflowData: INodeExecutionData[][]): Promise<RunResult> {
		const { workflow, data } = await this.load();
		takeUp(data, workflow);
		const [entry] = data.executionData?.nodeExecutionStack ?? [];
		if (entry !== undefined) {
			entry.data.main = workflowData;
			entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
		}
		return await this.run(workflow, data);
	}

	/** What n8n does when the time to wait is up. */
	async timeUp(): Promise<RunResult> {
		const { workflow, data } = await this.load();
		return await this.run(workflow, data);
	}

	private async load() {
		const data: unknown = JSON.parse(this.stored);
		if (!isExecution(data)) throw new Error('The stored data is not an execution.');
		const workflow = toWorkflow(toWorkflowData(this.installed.workflow), await loadPackage());
		return { workflow, data };
	}

	private async run(workflow: Workflow, data: IRunExecutionData): Promise<RunResult> {
		const additionalData = await additionalDataOf(this.installed, workflow);
		const engine = new n8nCore.WorkflowExecute(additionalData, 'trigger', data);
		return toResult(await engine.processRunExecutionData(workflow), workflow);
	}
}

/**
 * Takes the waiting out of an execution, as n8n does before it calls the webhook, and gives the node
 * that waited. It is disabled where it waits, and enabled where a loop comes back to it.
 */
function takeUp(data: IRunExecutionData, workflow: Workflow): INode {
	const { lastNodeExecuted = '', runData } = data.resultData;
	const [entry] = data.executionData?.nodeExecutionStack ?? [];
	const node = workflow.getNode(lastNodeExecuted);
	if (entry === undefined || node === null) throw new Error('Nothing waits in this execution.');
	entry.node.disabled = true;
	data.waitTill = undefined;
	runData[lastNodeExecuted]?.pop();
	return node;
}

type Restarted = typeof import('./suspendedExecution.mts') & typeof import('./webhook.mts');

/** Loads engine and nodes once more: suspended executions and triggers in an n8n that was started anew. */
export function restarted(): Restarted {
	jest.resetModules();
	return {
		...jest.requireActual<typeof import('./suspendedExecution.mts')>('./suspendedExecution.mts'),
		...jest.requireActual<typeof import('./webhook.mts')>('./webhook.mts'),
	};
}
