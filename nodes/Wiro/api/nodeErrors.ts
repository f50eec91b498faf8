import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import type { WiroError } from './wiroError';

/** What n8n shows of a failure, and what its error carries. */
interface Shown {
	message: string;
	description: string;
	itemIndex?: number;
	taskId?: string;
}

/** A failure as n8n's error: the user's own mistakes as NodeOperationError, Wiro's as NodeApiError. */
export function nodeErrorOf(
	node: INode,
	{ isUserInput, httpCode }: WiroError,
	{ message, description, itemIndex, taskId }: Shown,
): NodeApiError | NodeOperationError {
	if (isUserInput) return new NodeOperationError(node, message, { itemIndex, description });
	const nodeError = new NodeApiError(
		node,
		{ message, description, ...(taskId !== undefined && { taskId }) },
		{
			message,
			description,
			itemIndex,
			...(httpCode !== undefined && { httpCode: String(httpCode) }),
		},
	);
	// n8n replaces a message that contains, for example, ENOTFOUND in Wiro's words.
	nodeError.message = message;
	return nodeError;
}

/** Anything else as n8n's error: n8n's own, such as an invalid expression, or a bug in this node. */
export function unknownError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}
