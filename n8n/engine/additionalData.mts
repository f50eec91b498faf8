/** What an n8n server gives its engine besides the workflow, as far as nodes make use of it. */
import type { ICredentialsHelper, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

import { n8nCore } from './modules.mts';

interface Execution {
	credentialsHelper: ICredentialsHelper;
	executionId?: string;
	hooks?: InstanceType<typeof n8nCore.ExecutionLifecycleHooks>;
	/** n8n's workflow timeout, in milliseconds from now. */
	timeoutMs?: number;
}

// Never resolves: an engine without a server has no webhooks.
const SERVER = 'http://n8n.invalid/';

/** Makes the engine's view of the server that an execution runs on. */
export function createAdditionalData({
	credentialsHelper,
	executionId,
	hooks,
	timeoutMs,
}: Execution): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		executionId,
		hooks,
		executionTimeoutTimestamp: timeoutMs === undefined ? undefined : Date.now() + timeoutMs,
		currentNodeExecutionIndex: 0,
		externalSecretsProxy: new n8nCore.ExternalSecretsProxy(),
		variables: {},
		restApiUrl: `${SERVER}rest`,
		instanceBaseUrl: SERVER,
		formBaseUrl: `${SERVER}form`,
		formWaitingBaseUrl: `${SERVER}form-waiting`,
		formTestBaseUrl: `${SERVER}form-test`,
		webhookBaseUrl: `${SERVER}webhook`,
		webhookWaitingBaseUrl: `${SERVER}webhook-waiting`,
		webhookTestBaseUrl: `${SERVER}webhook-test`,
		mcpBaseUrl: `${SERVER}mcp`,
		mcpTestBaseUrl: `${SERVER}mcp-test`,
		logAiEvent: () => {},
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: async () => await refuse('sub-workflows'),
		startRunnerTask: async () => await refuse('task runners'),
	};
}

async function refuse(feature: string): Promise<never> {
	throw new Error(`This engine has no ${feature}.`);
}
