/** Wiro Trigger in a workflow, and what its callers are answered. */
import { expect } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL, nodeCredentials } from '../../../n8n/credential.mts';
import type { CredentialInput } from '../../../n8n/engine/credentials.mts';
import type { Installed, WebhookAnswer } from './webhook.mts';

/** The name of the trigger. */
export const TRIGGER = 'Wiro Trigger';

/**
 * A workflow that begins with the trigger.
 * @param id tells it from other triggers: each test has its own, unless it says so
 */
export function installTrigger(
	credential: CredentialInput | undefined,
	parameters: INodeParameters = {},
	id = expect.getState().currentTestName ?? '',
): Installed {
	const node = {
		id,
		name: TRIGGER,
		type: 'n8n-nodes-wiro.wiroTrigger',
		credentials: nodeCredentials(),
		parameters,
	};
	return {
		workflow: { nodes: [node], connections: {} },
		credentials: credential && { [CREDENTIAL]: credential },
	};
}

/** The items that the workflow begins with; none when it is not started. */
export function emittedBy({ workflowData }: WebhookAnswer): INodeExecutionData[] {
	return workflowData?.flat() ?? [];
}

const answer = (status: number, message: string) => ({ status, json: { message } });

/** What callers are answered. */
export const TAKEN = answer(200, 'The workflow starts with this task.');
export const HAD = answer(200, 'The workflow has already received this task.');
export const UNWANTED = answer(200, 'The workflow does not start for such tasks.');
export const RUNNING = answer(202, 'The task has not ended yet.');
export const UNKNOWN = answer(404, 'The call does not name a task of this project.');
