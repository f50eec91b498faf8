/**
 * What a skilled user builds without the Wiro node: a workflow that signs and sends Run, waits five
 * seconds, signs and sends Task/Detail, and goes round until the task has ended.
 */
import type { Emulator } from '../emulator/start.mts';
import type { WorkflowNode, WorkflowSource } from '../n8n/engine/workflow.mts';
import { CREDENTIALS, RUN_BODY, RUN_PATH, afterWebhook, builtIn } from './workflows.mts';

/** The seconds that n8n's Wait node suggests. */
const WAIT_SECONDS = 5;

/** Whether the task of an item has ended, as JavaScript in an expression of n8n. */
const hasEnded = (item: string) =>
	`["task_postprocess_end", "task_cancel"].includes(${item}.tasklist[0].status)`;

/**
 * Builds the loop for an emulator.
 * @param batchSize how many items it takes at a time; all of them if left out
 */
export function httpRequestLoop(
	path: string,
	{ baseUrl, signatureKeys }: Emulator,
	batchSize?: number,
): WorkflowSource {
	const { apiKey, apiSecret } = signatureKeys;
	const inBatches = batchSize !== undefined;
	const nonce = { nonce: '={{ Math.floor(Math.random() * 1e15) }}' };
	const taskid = '={{ $json.taskid ?? $json.tasklist[0].id }}';
	// With batches all of them have to end: else the loop would go on with a part of its batch.
	const ended = inBatches
		? `$input.all().every((item) => ${hasEnded('item.json')})`
		: hasEnded('$json');
	const nodes = [
		...(inBatches ? [builtIn('splitInBatches', 3, 'Batches', { batchSize })] : []),
		setFields('Nonce for Run', nonce, true),
		sign('Sign Run', apiSecret),
		post('Run', baseUrl + RUN_PATH, apiKey, RUN_BODY),
		{
			...builtIn('wait', 1.1, 'Wait', { amount: WAIT_SECONDS, unit: 'seconds' }),
			webhookId: 'Wait',
		},
		setFields('Nonce', { taskid, ...nonce }),
		sign('Sign', apiSecret),
		post('Detail', `${baseUrl}/Task/Detail`, apiKey, '={{ { taskid: $json.taskid } }}'),
		onlyIf('Ended?', `={{ ${ended} }}`),
		builtIn('noOp', 1, 'Videos'),
	];
	return afterWebhook(path, nodes, {
		...(inBatches
			? { Items: ['Batches'], Batches: ['Videos', 'Nonce for Run'] }
			: { Items: ['Nonce for Run'] }),
		'Nonce for Run': ['Sign Run'],
		'Sign Run': ['Run'],
		Run: ['Wait'],
		Wait: ['Nonce'],
		Nonce: ['Sign'],
		Sign: ['Detail'],
		Detail: ['Ended?'],
		'Ended?': [inBatches ? 'Batches' : 'Videos', 'Wait'],
	});
}

/** Edit Fields: sets texts. */
function setFields(
	name: string,
	fields: Record<string, string>,
	includeOtherFields = false,
): WorkflowNode {
	const assignments = Object.entries(fields).map(([field, value]) => ({
		id: field,
		name: field,
		type: 'string',
		value,
	}));
	return builtIn('set', 3.4, name, { assignments: { assignments }, includeOtherFields });
}

/** Crypto: makes Wiro's signature, the HMAC of secret and nonce with the API key as its key. */
function sign(name: string, apiSecret: string): WorkflowNode {
	const value = `=${apiSecret}{{ $json.nonce }}`;
	return {
		...builtIn('crypto', 2, name, {
			action: 'hmac',
			type: 'SHA256',
			value,
			dataPropertyName: 'signature',
		}),
		credentials: { crypto: { id: null, name: CREDENTIALS.hmac } },
	};
}

/** HTTP Request: posts JSON with the signature that the item carries. */
function post(name: string, url: string, apiKey: string, jsonBody: string): WorkflowNode {
	const parameters = [
		{ name: 'x-api-key', value: apiKey },
		{ name: 'x-nonce', value: '={{ $json.nonce }}' },
		{ name: 'x-signature', value: '={{ $json.signature }}' },
	];
	return builtIn('httpRequest', 4.2, name, {
		method: 'POST',
		url,
		sendHeaders: true,
		headerParameters: { parameters },
		sendBody: true,
		specifyBody: 'json',
		jsonBody,
	});
}

/** IF: its first output where the condition is true, else its second. */
function onlyIf(name: string, condition: string): WorkflowNode {
	const operator = { type: 'boolean', operation: 'true', singleValue: true };
	return builtIn('if', 2.2, name, {
		conditions: {
			options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'strict' },
			combinator: 'and',
			conditions: [{ id: 'condition', leftValue: condition, rightValue: '', operator }],
		},
	});
}
