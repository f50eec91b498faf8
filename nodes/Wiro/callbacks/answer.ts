import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/**
 * Answers the caller of a webhook, instead of n8n. Nothing else happens, unless the caller of this
 * adds items: n8n itself would answer with the name of a setting.
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
 * Answers a call for which Wiro could not be asked. The caller learns no more than that: it need not
 * be Wiro. The log says what went wrong, for an error in a webhook cannot fail the node.
 */
export function answerUnchecked(
	context: IWebhookFunctions,
	error: unknown,
	message: string,
): IWebhookResponseData {
	const reason = error instanceof Error ? error.message : undefined;
	context.logger.warn('Wiro could not be asked about the tasks of a callback', { reason });
	return answer(context, 503, message);
}
