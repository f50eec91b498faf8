import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

/** Where a call to Wiro can come from: a node's execution, or a webhook of it. */
export type CallContext = IExecuteFunctions | IWebhookFunctions;
