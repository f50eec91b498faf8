import { NodeApiError, NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { WiroError } from '../api/wiroError';

/** A failure as one of n8n's errors, with what to do next. */
function toListError(
	context: ILoadOptionsFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	const node = context.getNode();
	if (!(error instanceof WiroError)) {
		// n8n's own, such as that no credential is chosen, or a bug in this node.
		return error instanceof NodeOperationError
			? error
			: new NodeOperationError(node, error instanceof Error ? error : String(error));
	}
	const { message, nextStep: description, httpCode, isUserInput } = error;
	if (isUserInput) return new NodeOperationError(node, message, { description });
	const nodeError = new NodeApiError(
		node,
		{ message, description },
		{ message, description, ...(httpCode !== undefined && { httpCode: String(httpCode) }) },
	);
	// n8n replaces a message that contains, for example, ENOTFOUND in Wiro's words.
	nodeError.message = message;
	return nodeError;
}

/**
 * Does the work of one of the editor's lists.
 * @throws NodeApiError or NodeOperationError
 */
export async function asListError<T>(
	context: ILoadOptionsFunctions,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toListError(context, error);
	}
}
