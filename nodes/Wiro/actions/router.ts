import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemsOf, itemsOrFailure, itemsWithFiles } from '../api/items';
import { referenceItem, type TaskReference } from '../api/task';
import { outcomeOf, WiroError, type Outcome } from '../api/wiroError';
import { suspend, type SuspendedItem } from '../callbacks/suspended';
import { readItemForm } from '../fields/output';
import { isTool } from '../fields/tool';
import { Execution } from './execution';
import { executionStopped, toNodeError } from './itemErrors';
import { readOperation } from './operations';
import { answersErrors, checkToolCall } from './toolCall';

/**
 * Runs the node's operation for all items at the same time. First every item is validated. If none
 * fails, or the node answers errors as items, the jobs of those whose cost is within the limits are
 * done. The output has the order of the input.
 * @throws NodeApiError or NodeOperationError of the first item that failed
 */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	// If the node answers errors as items, each item gets this one.
	const opened = await outcomeOf(async () => await Execution.open(context));
	if (!opened.ok && answersErrors(context)) {
		const { error } = opened;
		return [context.getInputData().map((_, itemIndex) => errorItem(context, error, itemIndex))];
	}
	const execution = valueOf(opened);
	try {
		const prepared = await eachItem(
			context,
			execution,
			async (itemIndex) => await prepare(context, execution, itemIndex),
		);
		// All items are judged before the first of them costs anything.
		const approved = await eachItem(context, execution, async (itemIndex) => {
			const item = valueOf(prepared[itemIndex]);
			execution.budget.reserve(itemIndex);
			return item;
		});
		const done = await eachItem(context, execution, async (itemIndex) => {
			const { job, form, maySuspend } = valueOf(approved[itemIndex]);
			const found = await job(execution);
			if (Array.isArray(found)) {
				const items = found.flatMap((task) => itemsOf(task, itemIndex, form));
				return { form, makeItems: async () => items };
			}
			if ('json' in found) {
				const items = [{ json: found.json, pairedItem: { item: itemIndex } }];
				return { form, makeItems: async () => items };
			}
			if (maySuspend) {
				const makeItems = async () => await itemsOrFailure(execution.wiro, found, itemIndex, form);
				return { task: found, form, makeItems };
			}
			const items = await itemsWithFiles(execution.wiro, found, itemIndex, form);
			return { task: found, form, makeItems: async () => items };
		});
		const until = execution.suspendedUntil();
		if (until !== undefined) {
			const suspended = done.map((outcome, itemIndex): SuspendedItem => {
				if (!outcome.ok) return errorItem(context, outcome.error, itemIndex, execution);
				const { task, form } = outcome.value;
				// Only tasks are waited for.
				if (task === undefined) return { json: {} };
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
		const items = results.map((result, itemIndex) => {
			if (!result.ok) return [errorItem(context, result.error, itemIndex, execution)];
			execution.memory.handOver?.(itemIndex);
			return result.value;
		});
		return [items.flat()];
	} finally {
		execution.close();
	}
}

/** The result of an item's last step. @throws what that step threw */
function valueOf<T>(outcome: Outcome<T> | undefined): T {
	if (outcome?.ok) return outcome.value;
	throw outcome?.error;
}

/** Validates an item, and returns its job and the form of its output. */
async function prepare(context: IExecuteFunctions, execution: Execution, itemIndex: number) {
	checkToolCall(context, itemIndex);
	const { operation, parameters } = readOperation(context, itemIndex);
	const job = await operation.prepare(parameters, execution);
	const maySuspend = operation.maySuspend?.(parameters) === true;
	// So that the items look the same, whether or not the execution was suspended.
	const form = { ...readItemForm(parameters), isWhole: maySuspend };
	return { job, form, maySuspend };
}

/**
 * The only loop over the items, and the only catch. A failure ends all waiting, unless the node
 * answers errors as items. A Run under way is still finished, so that its task is known.
 */
async function eachItem<T>(
	context: IExecuteFunctions,
	execution: Execution,
	work: (itemIndex: number) => Promise<T>,
): Promise<Array<Outcome<T>>> {
	const continues = answersErrors(context);
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
	if (execution.isStopped) {
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
		throw toNodeError(context, outcome.error, {
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
 * The output of a failed item if the node answers errors as items: its error and its task.
 * n8n sends an item to the error output only if `error` is its only field, so there it contains the
 * task. The item's own `error` beside `json` is not set: n8n would replace the json with the message.
 */
function errorItem(
	context: IExecuteFunctions,
	cause: unknown,
	itemIndex: number,
	execution?: Execution,
): INodeExecutionData {
	const node = context.getNode();
	const task = execution?.tasks.get(itemIndex);
	const { message, description } = toNodeError(context, cause, {
		itemIndex,
		task,
		others: new Map(),
		lost: [],
	});
	const reference = task === undefined ? {} : referenceItem(task);
	const hasErrorOutput = node.onError === 'continueErrorOutput' && !isTool(node);
	return {
		json: hasErrorOutput
			? { error: { message, description, ...reference } }
			: { ...reference, error: message, errorDescription: description },
		pairedItem: { item: itemIndex },
	};
}
