import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import type { TaskReference } from '../api/task';
import { nameOf } from '../api/taskErrors';
import { WiroError } from '../api/wiroError';

/** What the router knows beside the error itself. */
export interface ErrorPlace {
	itemIndex: number;
	/** The task of this item, where there is one. */
	task?: TaskReference;
	/** The tasks of all other items, by item index: they are paid and must stay in reach. */
	others: Map<number, TaskReference>;
	/** The other items whose Run may have started a task that nobody knows of. */
	lost: number[];
}

function tellOthers(others: Map<number, TaskReference>): string {
	if (others.size === 0) return '';
	const list = [...others].map(([itemIndex, task]) => `${nameOf(task)} (item ${itemIndex})`);
	return ` Tasks of the other items, for the Get operation: ${list.join(', ')}.`;
}

function tellLost(lost: number[]): string {
	if (lost.length === 0) return '';
	const list = lost.map((itemIndex) => `item ${itemIndex}`);
	return ` A task may have started for others too, see your tasks on wiro.ai: ${list.join(', ')}.`;
}

/**
 * Turns whatever went wrong with an item into n8n's own errors, with the item's index, the task
 * and the next step. The only place that does.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	place: ErrorPlace,
): NodeApiError | NodeOperationError {
	const { itemIndex, task, others, lost } = place;
	if (!(error instanceof WiroError)) {
		// n8n's own (an expression that cannot be evaluated, a binary file that is gone), or a fault in this node.
		return error instanceof NodeOperationError
			? error
			: new NodeOperationError(node, error instanceof Error ? error : String(error), { itemIndex });
	}
	const taskId = task?.taskId;
	const name = task?.taskId ?? task?.taskToken;
	const named =
		task === undefined || name === undefined || error.message.includes(name)
			? ''
			: ` Task: ${nameOf(task)}.`;
	const message = `${error.message} [item ${itemIndex}]`;
	const description = `${error.nextStep}${named}${tellOthers(others)}${tellLost(lost)}`;
	if (error.isUserInput) return new NodeOperationError(node, message, { itemIndex, description });

	const nodeError = new NodeApiError(
		node,
		{ message, description, ...(taskId !== undefined && { taskId }) },
		{
			message,
			description,
			itemIndex,
			...(error.httpCode !== undefined && { httpCode: String(error.httpCode) }),
		},
	);
	// n8n puts a text of its own in place of a message that has, say, ENOTFOUND somewhere in Wiro's words.
	nodeError.message = message;
	return nodeError;
}
