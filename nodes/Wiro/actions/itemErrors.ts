import {
	NodeOperationError,
	type IExecuteFunctions,
	type INode,
	type NodeApiError,
} from 'n8n-workflow';
import { nodeErrorOf, unknownError } from '../api/nodeErrors';
import type { TaskReference } from '../api/task';
import { nameOf } from '../api/taskErrors';
import { WiroError } from '../api/wiroError';
import { adviceToModel } from './toolCall';

/** What the router adds to an error. */
export interface ErrorDetails {
	itemIndex: number;
	/** The task of this item, if any. */
	task?: TaskReference;
	/** The tasks of the other items, by item index. They are paid and must not get lost. */
	others: Map<number, TaskReference>;
	/** The other items whose Run may have started an unknown task. */
	lost: number[];
}

/** The tasks, each with its item. */
function listOf(tasks: Iterable<[itemIndex: number, task: TaskReference]>): string {
	return [...tasks].map(([itemIndex, task]) => `${nameOf(task)} (item ${itemIndex})`).join(', ');
}

function tellOthers(others: Map<number, TaskReference>): string {
	if (others.size === 0) return '';
	return ` Tasks of the other items, for the Get Task operation: ${listOf(others)}.`;
}

function tellLost(lost: number[]): string {
	if (lost.length === 0) return '';
	const list = lost.map((itemIndex) => `item ${itemIndex}`);
	return ` A task may also have started for ${list.join(', ')}: see your tasks on wiro.ai.`;
}

/**
 * Turns any failure of an item into one of n8n's errors, with the item's index, the task and the
 * next step. Only this function does so for items.
 */
export function toNodeError(
	context: IExecuteFunctions,
	error: unknown,
	details: ErrorDetails,
): NodeApiError | NodeOperationError {
	const { itemIndex, task, others, lost } = details;
	const node = context.getNode();
	const advice = adviceToModel(context, error, itemIndex);
	if (!(error instanceof WiroError)) {
		const nodeError = unknownError(node, error, itemIndex);
		if (advice === '') return nodeError;
		// A new one: the error may be that of several items.
		const description = `${nodeError.description ?? ''}${advice}`.trim();
		return new NodeOperationError(node, nodeError.message, { description, itemIndex });
	}
	const taskId = task?.taskId;
	const name = task?.taskId ?? task?.taskToken;
	const named =
		task === undefined || name === undefined || error.message.includes(name)
			? ''
			: ` Task: ${nameOf(task)}.`;
	const message = `${error.message} [item ${itemIndex}]`;
	const description = `${error.nextStep}${advice}${named}${tellOthers(others)}${tellLost(lost)}`;
	return nodeErrorOf(node, error, { message, description, itemIndex, taskId });
}

/**
 * The error of an execution that the user or the workflow's timeout has stopped.
 * @param tasks its tasks, by item index
 * @param isStopped whether a task is cancelled or killed
 * @param lost the items whose Run may have started an unknown task
 */
export function executionStopped(
	node: INode,
	tasks: Map<number, TaskReference>,
	isStopped: (task: TaskReference) => boolean,
	lost: number[],
): NodeOperationError {
	const stopped = [...tasks].filter(([, task]) => isStopped(task));
	const others = [...tasks].filter(([, task]) => !isStopped(task));
	const sentences = [
		stopped.length > 0 ? ` Tasks that are cancelled or killed: ${listOf(stopped)}.` : '',
		others.length > 0 ? ` Tasks for the Get Task operation: ${listOf(others)}.` : '',
		tellLost(lost),
	];
	const description = sentences.join('').trim();
	// With 'canceled' in the message, n8n shows the execution as canceled, not as failed.
	return new NodeOperationError(node, 'The execution was canceled', { description });
}
