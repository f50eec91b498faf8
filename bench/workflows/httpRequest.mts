/** n8n's HTTP Request node, making the same Runs with the package's own credential. */
import type { WorkflowSource } from '../../n8n/engine/workflow.mts';
import { CREDENTIALS } from '../support/stage.mts';
import { RUN_BODY, RUN_PATH } from './model.mts';
import { ITEMS, SOURCE_WIRES, sourceNodes, wire } from './wiring.mts';

/** The name of the node. */
export const HTTP_REQUEST = 'HTTP Request';

/** The node as it comes, with method, URL, credential and body filled in. */
export function httpRequestWorkflow(path: string, baseUrl: string): WorkflowSource {
	const request = {
		name: HTTP_REQUEST,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		credentials: { wiroProjectApi: { id: null, name: CREDENTIALS.wiro } },
		parameters: {
			method: 'POST',
			url: baseUrl + RUN_PATH,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'wiroProjectApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: RUN_BODY,
		},
	};
	return wire('HTTP Request', [...sourceNodes(path), request], {
		...SOURCE_WIRES,
		[ITEMS]: [HTTP_REQUEST],
	});
}
