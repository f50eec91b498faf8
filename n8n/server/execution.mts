/** Executions as an n8n server keeps them. */
import { parse } from 'flatted';
import type { ExecutionError, ExecutionStatus, INodeExecutionData, IRunData } from 'n8n-workflow';

import { holds } from '../guards.mts';

/** An execution in n8n's list. */
export interface ExecutionSummary {
	id: string;
	status: ExecutionStatus;
	mode: string;
	workflowId: string;
	startedAt: string | null;
	stoppedAt: string | null;
	/** When n8n would go on with an execution that is waiting. */
	waitTill: string | null;
}

/** An execution with its data. */
export interface Execution extends ExecutionSummary {
	/** What n8n shows for an execution that failed. */
	error?: ExecutionError;
	/** What n8n keeps of each node's runs. */
	runData: IRunData;
	/**
	 * Returns the items that a node emitted; an empty list if it did not run.
	 * @param output which of its outputs, the first being 0
	 * @param run which of its runs, the last being -1
	 */
	items(nodeName: string, output?: number, run?: number): INodeExecutionData[];
}

/** Whether a value is an execution of n8n's REST API. */
export const isExecutionSummary = holds<ExecutionSummary>('id', 'status', 'mode', 'workflowId');

interface StoredData {
	resultData: Pick<Execution, 'runData' | 'error'>;
}

const isStoredData = holds<StoredData>('resultData');

/** Reads an execution as n8n's REST API gives it, its data as flatted text. */
export function readExecution(answer: unknown): Execution {
	if (!isExecutionSummary(answer)) {
		throw new Error(`n8n's answer is not an execution: ${JSON.stringify(answer)}`);
	}
	const { data, ...summary } = { data: undefined, ...answer };
	// An execution that has just begun may have no data yet.
	const stored: unknown = typeof data === 'string' ? parse(data) : undefined;
	const { runData, error } = isStoredData(stored) ? stored.resultData : { runData: {} };
	return {
		...summary,
		error,
		runData,
		items: (nodeName, output = 0, run = -1) =>
			runData[nodeName]?.at(run)?.data?.main?.[output] ?? [],
	};
}
