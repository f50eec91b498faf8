/**
 * Runs whole workflows on n8n's own engine, with the compiled package and without an n8n server.
 * Works in a plain Node process and in jest.
 */
import type {
	ExecutionError,
	IDataObject,
	INodeExecutionData,
	IRun,
	IRunData,
	IRunExecutionData,
	Workflow,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData.mts';
import { type InputFile, storeFile } from './binaryData.mts';
import { type CredentialInput, createCredentialsHelper } from './credentials.mts';
import { n8nCore, n8nWorkflow } from './modules.mts';
import { loadPackage } from './package.mts';
import { type WorkflowSource, toWorkflow, toWorkflowData } from './workflow.mts';

/** An item that a workflow starts with; its files are stored as n8n's nodes would. */
export interface StartItem {
	json?: IDataObject;
	binary?: Record<string, InputFile>;
}

/** What to run, and with what. */
export interface RunOptions {
	workflow: WorkflowSource;
	/** The credentials that exist, by the name with which the workflow's nodes refer to them. */
	credentials?: Readonly<Record<string, CredentialInput>>;
	/** What the trigger emits; one empty item if left out. */
	startItems?: StartItem[];
	/** Called after each node has run, with the items of its first output. */
	onNodeFinished?: (nodeName: string, items: INodeExecutionData[]) => void;
	/** The user's Stop: aborting it cancels the execution as n8n does. */
	signal?: AbortSignal;
	/** n8n's workflow timeout, in milliseconds. */
	timeoutMs?: number;
	/** A failed run to go on from, as n8n's "Retry execution" does: finished nodes do not run again. */
	retryOf?: RunResult;
	/** The execution's ID: a new one if left out. n8n runs an execution again if its worker has ended. */
	executionId?: string;
	/** Whether resume URLs have no token, as on n8n 1. */
	isLikeN8n1?: boolean;
	/** The folder of the package under test; the working directory if left out. */
	packageRoot?: string;
}

/** The result of a run. */
export interface RunResult {
	status: 'success' | 'error' | 'canceled' | 'waiting';
	/** What n8n shows for a run that did not succeed: an error's own fields, no longer its class. */
	error?: ExecutionError;
	/** When n8n would go on with a run that is waiting. */
	waitTill?: Date;
	/** What n8n keeps of each node's runs. */
	runData: IRunData;
	/** All that n8n would store of the execution. */
	data: IRunExecutionData;
	/**
	 * Returns the items that a node emitted; an empty list if it did not run.
	 * @param output which of its outputs, the first being 0
	 * @param run which of its runs, the last being -1
	 */
	items(nodeName: string, output?: number, run?: number): INodeExecutionData[];
}

let executionCount = 0;

/** Runs a workflow from its trigger to its end, or to where it waits, and returns the result. */
export async function runWorkflow(options: RunOptions): Promise<RunResult> {
	const loaded = await loadPackage(options.packageRoot);
	const workflowData = toWorkflowData(options.workflow);
	const workflow = toWorkflow(workflowData, loaded);
	const executionId = options.executionId ?? String((executionCount += 1));
	const mode = options.retryOf ? 'retry' : 'trigger';

	const hooks = new n8nCore.ExecutionLifecycleHooks(mode, executionId, workflowData);
	hooks.addHandler('nodeExecuteAfter', (nodeName, { data }) => {
		options.onNodeFinished?.(nodeName, data?.main?.[0] ?? []);
	});
	// A run that is stopped ends here for n8n, whatever its node still does.
	let stored: IRun['status'] | undefined;
	hooks.addHandler('workflowExecuteAfter', ({ status }) => {
		stored ??= status;
	});

	const engine = new n8nCore.WorkflowExecute(
		createAdditionalData({
			executionId,
			hooks,
			credentialsHelper: await createCredentialsHelper(loaded, options.credentials ?? {}),
			timeoutMs: options.timeoutMs,
		}),
		mode,
		options.retryOf
			? dataForRetry(options.retryOf.data, workflow)
			: await dataForStart(workflow, executionId, options),
	);
	const run = await runStoppably(engine, workflow, options);
	return toResult({ ...run, status: stored ?? run.status }, workflow);
}

/** Gives the data of an execution that starts at the workflow's trigger, with these items. */
async function dataForStart(
	workflow: Workflow,
	executionId: string,
	{ startItems = [{}], isLikeN8n1 = false }: RunOptions,
): Promise<IRunExecutionData> {
	const node = workflow.getStartNode();
	if (!node) throw new Error('The workflow has no trigger to start from.');
	const execution = { id: executionId, workflowId: workflow.id };
	const items = await Promise.all(startItems.map((item) => toExecutionItem(item, execution)));
	const data = n8nWorkflow.createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
	});
	return isLikeN8n1 ? { ...data, resumeToken: undefined } : data;
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
function dataForRetry(failed: IRunExecutionData, workflow: Workflow): IRunExecutionData {
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

type Engine = InstanceType<typeof n8nCore.WorkflowExecute>;

/** Runs the engine, and cancels it when the user stops it or n8n's workflow timeout has passed. */
async function runStoppably(
	engine: Engine,
	workflow: Workflow,
	{ signal, timeoutMs }: RunOptions,
): Promise<IRun> {
	const execution = engine.processRunExecutionData(workflow);
	const stop = () => execution.cancel();
	const timer =
		timeoutMs === undefined
			? undefined
			: setTimeout(() => {
					engine.timedOut = true;
					stop();
				}, timeoutMs);
	signal?.addEventListener('abort', stop);
	if (signal?.aborted) stop();
	try {
		return await execution;
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', stop);
	}
}

/** Turns the engine's result of a run into ours. */
export function toResult(run: IRun, workflow: Workflow): RunResult {
	const { runData, error } = run.data.resultData;
	return {
		status: toStatus(run.status),
		error,
		waitTill: run.waitTill ?? undefined,
		runData,
		data: run.data,
		items(nodeName, output = 0, which = -1) {
			if (!workflow.getNode(nodeName)) throw new Error(`There is no node "${nodeName}".`);
			return runData[nodeName]?.at(which)?.data?.main?.[output] ?? [];
		},
	};
}

function toStatus(status: IRun['status']): RunResult['status'] {
	switch (status) {
		case 'success':
		case 'error':
		case 'canceled':
		case 'waiting':
			return status;
		default:
			throw new Error(`The engine ended a run with the status "${status}".`);
	}
}
