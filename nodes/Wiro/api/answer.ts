import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** Answers the caller of a webhook, and lets nothing else happen. */
export function answer(
	context: IWebhookFunctions,
	status: number,
	message: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
