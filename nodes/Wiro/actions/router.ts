import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemsOf, itemsOrFailure, itemsWithFiles } from '../api/items';
import { referenceItem, type TaskReference } from '../api/task';
import { WiroError, type Outcome } from '../api/wiroError';
import { suspend, type SuspendedItem } from '../callbacks/suspended';
import { readItemForm } from '../fields/output';
import { Execution } from './execution';
import { executionStopped, toNodeError } from './nodeError';
import { readOperation } from './operations';

/**
 * Runs the node's operation for all items at the same time. First every item is validated. If none
 * fails, or the node continues on fail, their jobs are done. The output has the order of the input.
 * @throws NodeApiError or NodeOperationError of the first item that failed
 */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const execution = await Execution.open(context);
	try {
		const prepared = await eachItem(
			context,
			execution,
			async (itemIndex) => await prepare(context, itemIndex),
		);
		const done = await eachItem(context, execution, async (itemIndex) => {
			const { job, form, maySuspend } = valueOf(prepared[itemIndex]);
			const task = await job(execution);
			if (maySuspend) {
				const makeItems = async () => await itemsOrFailure(execution.wiro, task, itemIndex, form);
				return { task, form, makeItems };
			}
			const items = await itemsWithFiles(execution.wiro, task, itemIndex, form);
			return { task, form, makeItems: async () => items };
		});
		const until = execution.suspendedUntil();
		if (until !== undefined) {
			const suspended = done.map((outcome, itemIndex): SuspendedItem => {
				if (!outcome.ok) return errorItem(context, execution, outcome.error, itemIndex);
				const { task, form } = outcome.value;
				if (task.timedOut) return { json: itemsOf(task, itemIndex, form)[0]?.json ?? {} };
				const { taskId, taskToken } = task;
				return { task: { taskId, taskToken }, ...form };
			});
			await suspend(context, suspended, until);
			// Not used: n8n outputs the items of the resume or, when the time is up, the input.
			return [context.getInputData()];
		}
		const results = await eachItem(
			context,
			execution,
			async (itemIndex) => await valueOf(done[itemIndex]).makeItems(),
		);
		const items = results.map((result, itemIndex) =>
			result.ok ? result.value : [errorItem(context, execution, result.error, itemIndex)],
		);
		return [items.flat()];
	} finally {
		execution.startedTasks.release();
	}
}

/** The result of an item's last step. @throws what that step threw */
function valueOf<T>(outcome: Outcome<T> | undefined): T {
	if (outcome?.ok) return outcome.value;
	throw outcome?.error;
}

/** Validates an item, and returns its job and the form of its output. */
async function prepare(context: IExecuteFunctions, itemIndex: number) {
	const { operation, parameters } = readOperation(context, itemIndex);
	const job = await operation.prepare(parameters);
	const maySuspend = operation.maySuspend?.(parameters) === true;
	// So that the items look the same, whether or not the execution was suspended.
	const form = { ...readItemForm(parameters), isWhole: maySuspend };
	return { job, form, maySuspend };
}

/**
 * The only loop over the items, and the only catch. A failure ends all waiting, unless the node
 * continues on fail. A Run under way is still finished, so that its task is known.
 */
async function eachItem<T>(
	context: IExecuteFunctions,
	execution: Execution,
	work: (itemIndex: number) => Promise<T>,
): Promise<Array<Outcome<T>>> {
	const continues = context.continueOnFail();
	const outcomes = await Promise.all(
		context.getInputData().map(async (_, itemIndex): Promise<Outcome<T>> => {
			try {
				return { ok: true, value: await work(itemIndex) };
			} catch (error) {
				if (!continues) execution.abort();
				return { ok: false, error };
			}
		}),
	);
	if (context.getExecutionCancelSignal()?.aborted) {
		const { tasks, startedTasks } = execution;
		const isStopped = (task: TaskReference) => startedTasks.has(task);
		const error = executionStopped(context.getNode(), tasks, isStopped, lostItems(outcomes));
		// n8n keeps no error of a node in an execution that was stopped, so the log names the tasks too.
		if (tasks.size > 0) context.logger.info(`${error.message}. ${error.description}`);
		throw error;
	}
	for (const [itemIndex, outcome] of outcomes.entries()) {
		if (continues || outcome.ok || execution.isAbort(outcome.error)) continue;
		const others = new Map([...execution.tasks].filter(([index]) => index !== itemIndex));
		throw toNodeError(context.getNode(), outcome.error, {
			itemIndex,
			task: execution.tasks.get(itemIndex),
			others,
			lost: lostItems(outcomes).filter((index) => index !== itemIndex),
		});
	}
	return outcomes;
}

/** The items whose Run got no answer. */
function lostItems(outcomes: Array<Outcome<unknown>>): number[] {
	return outcomes.flatMap((outcome, itemIndex) =>
		!outcome.ok && outcome.error instanceof WiroError && outcome.error.kind === 'lostRun'
			? [itemIndex]
			: [],
	);
}

/**
 * The output of a failed item if the node continues on fail: its error and its task.
 * n8n sends an item to the error output only if `error` is its only field, so there it contains the
 * task. The item's own `error` beside `json` is not set: n8n would replace the json with the message.
 */
function errorItem(
	context: IExecuteFunctions,
	execution: Execution,
	cause: unknown,
	itemIndex: number,
): INodeExecutionData {
	const task = execution.tasks.get(itemIndex);
	const { message, description } = toNodeError(context.getNode(), cause, {
		itemIndex,
		task,
		others: new Map(),
		lost: [],
	});
	const reference = task === undefined ? {} : referenceItem(task);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return {
		json: hasErrorOutput
			? { error: { message, description, ...reference } }
			: { ...reference, error: message, errorDescription: description },
		pairedItem: { item: itemIndex },
	};
}
