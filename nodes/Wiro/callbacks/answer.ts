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
