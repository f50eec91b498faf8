import { NodeApiError, NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { WiroError } from '../api/wiroError';

/**
 * Does the work of one of the editor's lists. A failure becomes one of n8n's errors.
 * @throws NodeApiError or NodeOperationError
 */
export async function asListError<T>(
	context: ILoadOptionsFunctions,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof WiroError)) throw error;
		const { message, nextStep: description, httpCode, isUserInput } = error;
		const node = context.getNode();
		if (isUserInput) throw new NodeOperationError(node, message, { description });
		const nodeError = new NodeApiError(
			node,
			{ message, description },
			{ message, description, ...(httpCode !== undefined && { httpCode: String(httpCode) }) },
		);
		// n8n replaces a message that contains, for example, ENOTFOUND in Wiro's words.
		nodeError.message = message;
		throw nodeError;
	}
}
