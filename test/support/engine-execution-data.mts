/** The data that an execution begins with: at its trigger, or where an earlier one failed. */
import type { IDataObject, INodeExecutionData, IRunExecutionData, Workflow } from 'n8n-workflow';

import { type InputFile, storeFile } from './engine-binary.mts';
import { n8nWorkflow } from './engine-n8n.mts';

/** An item that a workflow starts with; its files are stored as n8n's nodes would. */
export interface StartItem {
	json?: IDataObject;
	binary?: Record<string, InputFile>;
}

/** Gives the data of an execution that starts at the workflow's trigger, with these items. */
export async function dataForStart(
	workflow: Workflow,
	executionId: string,
	startItems: StartItem[] = [{}],
): Promise<IRunExecutionData> {
	const node = workflow.getStartNode();
	if (!node) throw new Error('The workflow has no trigger to start from.');
	const execution = { id: executionId, workflowId: workflow.id };
	const items = await Promise.all(startItems.map((item) => toExecutionItem(item, execution)));
	return n8nWorkflow.createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
	});
}

async function toExecutionItem(
	{ json = {}, binary = {} }: StartItem,
	execution: { id: string; workflowId: string },
): Promise<INodeExecutionData> {
	const item: INodeExecutionData = { json };
	for (const [property, file] of Object.entries(binary)) {
		item.binary = { ...item.binary, [property]: await storeFile(file, execution) };
	}
	return item;
}

/** Takes the failure out of a run's data, so that the engine goes on with the node that failed. */
export function dataForRetry(failed: IRunExecutionData, workflow: Workflow): IRunExecutionData {
	const { lastNodeExecuted = '', runData } = failed.resultData;
	const runs = runData[lastNodeExecuted] ?? [];
	const data = structuredClone({
		...failed,
		resultData: {
			...failed.resultData,
			error: undefined,
			runData: { ...runData, [lastNodeExecuted]: runs.filter((run) => !run.error) },
		},
	});
	for (const entry of data.executionData?.nodeExecutionStack ?? []) {
		entry.node = workflow.getNode(entry.node.name) ?? entry.node;
	}
	return data;
}
