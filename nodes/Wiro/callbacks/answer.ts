import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/**
 * Answers a webhook call in place of n8n, whose own answer would be the name of a setting. The
 * workflow does not go on unless the result gets `workflowData`.
 */
export function answer(
	context: IWebhookFunctions,
	status: number,
	message: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/**
 * Answers a webhook call whose tasks could not be checked. The caller, which may not be Wiro, gets no
 * details. They go to the log, since an error in a webhook cannot fail the node.
 */
export function answerUnchecked(
	context: IWebhookFunctions,
	error: unknown,
	message: string,
): IWebhookResponseData {
	const reason = error instanceof Error ? error.message : undefined;
	context.logger.warn('The tasks of a callback could not be checked on Wiro', { reason });
	return answer(context, 503, message);
}
