/** The workflows of the node and of n8n's HTTP Request node; the third is in httpRequestLoop.mts. */
import type { IConnections, INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../n8n/credential.mts';
import type { WorkflowNode, WorkflowSource } from '../n8n/engine/workflow.mts';

/** The credentials that the workflows use, by their names. */
export const CREDENTIALS = { wiro: 'Wiro', hmac: 'Wiro HMAC key' } as const;

/** The name of the node of this package that sends the Runs. */
export const WIRO = 'Wiro';
/** The name of n8n's own node that sends them. */
export const HTTP_REQUEST = 'HTTP Request';

/** Where the model runs, from Wiro's base URL on. */
export const RUN_PATH = '/Run/Wan-AI/Wan2.2-I2V-A14B';

/** What Wiro gets beside the prompt. The videos are short: encoding them is not what is measured. */
const FIELDS = {
	inputImageUrl: 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
	negativePrompt: 'bad quality',
	resolution: '480P',
	aspectRatio: 'Default',
	numFrames: 5,
	scale: '5.0',
	steps: 25,
	fps: 16,
	seed: '42',
} as const;

/** The body of a Run whose prompt comes from the item, as an expression of n8n. */
export const RUN_BODY = `={{ { ...${JSON.stringify(FIELDS)}, prompt: $json.prompt } }}`;

/** The parameters with which the Wiro node sends the same. */
export const RUN_PARAMETERS: INodeParameters = {
	operation: 'run',
	...FIELDS,
	scale: Number(FIELDS.scale),
	prompt: '={{ $json.prompt }}',
};

/** The Wiro node with these parameters. */
export function wiroNode(parameters: INodeParameters): WorkflowNode {
	return {
		name: WIRO,
		type: 'n8n-nodes-wiro.wiro',
		credentials: nodeCredentials(CREDENTIALS.wiro),
		parameters,
	};
}

/** The Wiro node; it runs the model for each item and waits, unless the parameters say otherwise. */
export function nodeWorkflow(path: string, parameters: INodeParameters = {}): WorkflowSource {
	const wiro = wiroNode({ ...RUN_PARAMETERS, ...parameters });
	return afterWebhook(path, [wiro], { Items: [WIRO] });
}

/** n8n's HTTP Request node, which sends the same Runs with the package's own credential. */
export function httpRequestWorkflow(path: string, baseUrl: string): WorkflowSource {
	const request = builtIn('httpRequest', 4.2, HTTP_REQUEST, {
		method: 'POST',
		url: baseUrl + RUN_PATH,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'wiroProjectApi',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: RUN_BODY,
	});
	request.credentials = nodeCredentials(CREDENTIALS.wiro);
	return afterWebhook(path, [request], { Items: [HTTP_REQUEST] });
}

/** One of n8n's own nodes. */
export function builtIn(
	type: string,
	typeVersion: number,
	name: string,
	parameters: INodeParameters = {},
): WorkflowNode {
	return { name, type: `n8n-nodes-base.${type}`, typeVersion, parameters };
}

/**
 * A workflow that starts with a webhook: POST /webhook/PATH with `{ prompts }`.
 * @param wires the nodes that each node leads to, one for each of its outputs; `Items` emits an item
 * with a `prompt` for every prompt
 */
export function afterWebhook(
	path: string,
	nodes: WorkflowNode[],
	wires: Readonly<Record<string, readonly string[]>>,
): WorkflowSource {
	const prompts = {
		id: 'prompts',
		name: 'prompts',
		type: 'array',
		value: '={{ $json.body.prompts }}',
	};
	const source = [
		{ ...builtIn('webhook', 2, 'Webhook', { httpMethod: 'POST', path }), webhookId: path },
		builtIn('set', 3.4, 'Prompts', { assignments: { assignments: [prompts] } }),
		builtIn('splitOut', 1, 'Items', {
			fieldToSplitOut: 'prompts',
			options: { destinationFieldName: 'prompt' },
		}),
	];
	const connections: IConnections = {};
	const allWires = { Webhook: ['Prompts'], Prompts: ['Items'], ...wires };
	for (const [from, outputs] of Object.entries(allWires)) {
		connections[from] = { main: outputs.map((node) => [{ node, type: 'main', index: 0 }]) };
	}
	return { nodes: [...source, ...nodes], connections };
}
