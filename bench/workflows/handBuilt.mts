/**
 * What a skilled user builds today without the node: signs and sends Run, waits five seconds, signs
 * and sends Task/Detail, and goes round until the task has ended.
 */
import type { WorkflowNode, WorkflowSource } from '../../n8n/engine/workflow.mts';
import type { Emulator } from '../../emulator/start.mts';
import { loop, onlyIf, post, setFields, sign, wait } from './builtIn.mts';
import { RUN_BODY, RUN_PATH } from './model.mts';
import { ITEMS, SOURCE_WIRES, type Wires, sourceNodes, wire } from './wiring.mts';

/** The statuses after which nothing comes. */
const TERMINAL = ['task_postprocess_end', 'task_cancel'];

/** Whether the task of an item has ended, as an expression of n8n. */
const HAS_ENDED = `={{ ${JSON.stringify(TERMINAL)}.includes($json.tasklist[0].status) }}`;

/** Whether the tasks of all items have ended: else the loop would go on with a part of its batch. */
const HAVE_ALL_ENDED = `={{ $input.all().every((item) => ${JSON.stringify(TERMINAL)}.includes(item.json.tasklist[0].status)) }}`;

/** The task that Run started or Detail named, as an expression of n8n. */
const TASK_ID = '={{ $json.taskid ?? $json.tasklist[0].id }}';

const NONCE = '={{ Math.floor(Math.random() * 1e15) }}';

/** How it is built. */
export interface HandBuiltOptions {
	/** How many items go at a time; all of them together if left out. */
	batchSize?: number;
}

/** Builds it against an emulator. */
export function handBuiltWorkflow(
	path: string,
	{ baseUrl, signatureKeys }: Emulator,
	{ batchSize }: HandBuiltOptions = {},
): WorkflowSource {
	const inBatches = batchSize !== undefined;
	const nodes: WorkflowNode[] = [
		...sourceNodes(path),
		...(inBatches ? [loop(batchSize)] : []),
		setFields('Nonce for Run', [['nonce', NONCE]], true),
		sign('Sign Run', signatureKeys.apiSecret),
		post('Run', baseUrl + RUN_PATH, signatureKeys.apiKey, RUN_BODY),
		wait('Wait'),
		setFields('Nonce', [
			['taskid', TASK_ID],
			['nonce', NONCE],
		]),
		sign('Sign', signatureKeys.apiSecret),
		post(
			'Detail',
			`${baseUrl}/Task/Detail`,
			signatureKeys.apiKey,
			'={{ { taskid: $json.taskid } }}',
		),
		onlyIf('Ended?', inBatches ? HAVE_ALL_ENDED : HAS_ENDED),
		{ name: 'Videos', type: 'n8n-nodes-base.noOp' },
	];
	const wires: Wires = {
		...SOURCE_WIRES,
		...(inBatches
			? { [ITEMS]: ['Batches'], Batches: ['Videos', 'Nonce for Run'] }
			: { [ITEMS]: ['Nonce for Run'] }),
		'Nonce for Run': ['Sign Run'],
		'Sign Run': ['Run'],
		Run: ['Wait'],
		Wait: ['Nonce'],
		Nonce: ['Sign'],
		Sign: ['Detail'],
		Detail: ['Ended?'],
		'Ended?': [inBatches ? 'Batches' : 'Videos', 'Wait'],
	};
	return wire('By hand', nodes, wires);
}
