import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * Whether n8n may run in queue mode, where an execution can pass through several processes. True if
 * n8n does not tell: it lets nodes read no environment variables on n8n 2, unless it is set to.
 */
export function mayBeInQueueMode(context: IExecuteFunctions | IWebhookFunctions): boolean {
	try {
		return context.evaluateExpression('{{ $env.EXECUTIONS_MODE }}', 0) === 'queue';
	} catch {
		return true;
	}
}

/** Whether this is n8n 2, which adds a token to the resume URLs of its executions. */
export function isN8n2(context: IExecuteFunctions | IWebhookFunctions): boolean {
	return context.evaluateExpression("{{ $execution.resumeUrl.includes('?') }}", 0) === true;
}
