/** n8n's own nodes, as a user fills them in. */
import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowNode } from '../../n8n/engine/workflow.mts';
import { CREDENTIALS } from '../support/stage.mts';

/** What n8n's Wait node suggests. */
const WAIT_SECONDS = 5;

/** Loop Over Items: hands on so many at a time. */
export function loop(batchSize: number): WorkflowNode {
	return {
		name: 'Batches',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize },
	};
}

/** Wait, for as long as it suggests itself. */
export function wait(name: string): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		webhookId: name,
		parameters: { amount: WAIT_SECONDS, unit: 'seconds' },
	};
}

/** Edit Fields: sets some, and keeps the others where it is told to. */
export function setFields(
	name: string,
	fields: ReadonlyArray<readonly [string, string]>,
	includeOtherFields = false,
): WorkflowNode {
	const assignments = fields.map(([field, value]) => ({
		id: field,
		name: field,
		type: 'string',
		value,
	}));
	return {
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, includeOtherFields },
	};
}

/** Crypto, making Wiro's signature: the HMAC of secret and nonce, with the API key as HMAC key. */
export function sign(name: string, apiSecret: string): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-base.crypto',
		typeVersion: 2,
		credentials: { crypto: { id: null, name: CREDENTIALS.hmac } },
		parameters: {
			action: 'hmac',
			type: 'SHA256',
			value: `=${apiSecret}{{ $json.nonce }}`,
			dataPropertyName: 'signature',
		},
	};
}

/** HTTP Request: posts JSON with a signature that the item carries. */
export function post(name: string, url: string, apiKey: string, jsonBody: string): WorkflowNode {
	const headers = [
		{ name: 'x-api-key', value: apiKey },
		{ name: 'x-nonce', value: '={{ $json.nonce }}' },
		{ name: 'x-signature', value: '={{ $json.signature }}' },
	];
	const parameters: INodeParameters = {
		method: 'POST',
		url,
		sendHeaders: true,
		headerParameters: { parameters: headers },
		sendBody: true,
		specifyBody: 'json',
		jsonBody,
	};
	return { name, type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters };
}

/** IF: its first output where the condition holds, else its second. */
export function onlyIf(name: string, condition: string): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'strict' },
				combinator: 'and',
				conditions: [
					{
						id: 'condition',
						leftValue: condition,
						rightValue: '',
						operator: { type: 'boolean', operation: 'true', singleValue: true },
					},
				],
			},
		},
	};
}
