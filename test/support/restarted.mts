import { jest } from '@jest/globals';

type Parked = typeof import('./engine-parked.mts');
type Webhooks = typeof import('./engine-webhook.mts');

/** Executions and triggers in an n8n that was started anew: engine and nodes are loaded once more. */
export function restarted(): Parked & Webhooks {
	jest.resetModules();
	return {
		...jest.requireActual<Parked>('./engine-parked.mts'),
		...jest.requireActual<Webhooks>('./engine-webhook.mts'),
	};
}
