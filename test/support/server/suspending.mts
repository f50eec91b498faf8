/** Workflows that suspend on a real n8n server: started by a webhook, suspended, called back. */
import { randomUUID } from 'node:crypto';

import { expect } from '@jest/globals';
import type { INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import type { EmulatedTask } from '../../../emulator/control.mts';
import type { Emulator } from '../../../emulator/start.mts';
import { nodeCredentials } from '../../../n8n/credential.mts';
import type { WorkflowNode, WorkflowSource } from '../../../n8n/engine/workflow.mts';
import type { Execution } from '../../../n8n/server/execution.mts';
import type { N8nClient } from '../../../n8n/server/client.mts';
import { until } from '../../../n8n/until.mts';
import { EACH_PROMPT, wiroNode } from '../wiro/useWiro.mts';

/** What a user gives Run as its callback URL. */
export const RESUME_URL = '={{ $execution.resumeUrl }}';

/** The emulator's time stands still, for as long as any test takes. */
const STANDING_STILL = 1e-6;

/** The emulator's time runs, but slowly enough to be stopped between two ends. */
const RUNNING = 400;

/** How a workflow of {@link suspendingWorkflow} differs from the plainest. */
export interface Variation {
	/** Run's callback URL; {@link RESUME_URL} if left out, none if empty. */
	callbackUrl?: string;
	/** A node between Run and Wait. */
	between?: WorkflowNode;
	/** What follows Wait. */
	after?: WorkflowNode;
	/** Leads what has not completed back into Wait. */
	loops?: boolean;
	/** Other parameters of Wait. */
	wait?: INodeParameters;
	/** The credential of Wait, by its name, when it is not that of Run. */
	waitCredential?: string;
	settings?: IWorkflowSettings;
}

/** A workflow on a server, active, and the path of its webhook. */
export interface Suspending {
	server: N8nClient;
	id: string;
	path: string;
}

/**
 * A workflow that makes a video of each of its webhook's `prompts`: Run, which does not wait, and
 * Wait, which suspends. Its node Address shows the resume URL.
 */
function suspendingWorkflow(path: string, variation: Variation): WorkflowSource {
	const { callbackUrl = RESUME_URL, between, after, loops = false, settings } = variation;
	const assignments = [
		{ id: 'prompts', name: 'prompts', type: 'array', value: '={{ $json.body.prompts }}' },
		{ id: 'resumeUrl', name: 'resumeUrl', type: 'string', value: RESUME_URL },
	];
	const run = { ...EACH_PROMPT, waitForCompletion: false, options: { callbackUrl } };
	const wait = { operation: 'waitForCompletion', waitMode: 'suspend', ...variation.wait };
	const { waitCredential } = variation;
	const credentials = waitCredential !== undefined && {
		credentials: nodeCredentials(waitCredential),
	};
	const nodes: WorkflowNode[] = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path },
		},
		{
			name: 'Address',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { assignments: { assignments } },
		},
		{
			name: 'Each',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'prompts', options: { destinationFieldName: 'prompt' } },
		},
		wiroNode(run, { name: 'Run' }),
		...(between === undefined ? [] : [between]),
		wiroNode(wait, { name: 'Wait', ...credentials }),
		...(loops ? [HAS_COMPLETED] : []),
		...(after === undefined ? [] : [after]),
	];
	const connections: WorkflowSource['connections'] = {};
	for (const [index, { name }] of nodes.entries()) {
		const next = nodes[index + 1];
		if (next) connections[name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	}
	if (loops) {
		const { main = [] } = (connections[HAS_COMPLETED.name] ??= {});
		connections[HAS_COMPLETED.name] = {
			main: [main[0] ?? [], [{ node: 'Wait', type: 'main', index: 0 }]],
		};
	}
	return { name: path, nodes, connections, settings };
}

const HAS_COMPLETED: WorkflowNode = {
	name: 'Has Completed',
	type: 'n8n-nodes-base.if',
	typeVersion: 2.2,
	parameters: {
		conditions: {
			options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'strict' },
			combinator: 'and',
			conditions: [
				{
					id: 'completed',
					leftValue: '={{ $json.completed }}',
					rightValue: '',
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
		},
	},
};

/** Creates a workflow that suspends on a server, and activates its webhook. */
export async function createSuspending(
	server: N8nClient,
	variation: Variation = {},
): Promise<Suspending> {
	const path = randomUUID();
	const id = await server.createWorkflow(suspendingWorkflow(path, variation));
	await server.activate(id);
	return { server, id, path };
}

/** As many different prompts as given. */
export function prompts(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `A raccoon looks up, take ${index}`);
}

/**
 * Calls a workflow's webhook, as whoever wants those videos would.
 * @param at the n8n process that is called, of those in queue mode
 */
export async function order(
	{ server, path }: Suspending,
	ofPrompts: string[],
	at: { url: string } = server,
): Promise<void> {
	// On 2.x the webhook of a published workflow goes live some moments later.
	await until('the webhook takes the order', async () => {
		const { status } = await post(`${at.url}/webhook/${path}`, { prompts: ofPrompts });
		if (status !== 200 && status !== 404) throw new Error(`n8n answered the order with ${status}.`);
		return status === 200;
	});
}

/** The ids of all executions of a workflow, in the order of their start. */
export async function executionsOf({ server, id }: Suspending): Promise<string[]> {
	const executions = await server.executions({ workflowId: id });
	return executions.map((execution) => execution.id).sort((a, b) => Number(a) - Number(b));
}

/**
 * Orders videos from a workflow that has had no execution yet; gives the execution's id.
 * @param at the n8n process that is called, of those in queue mode
 */
export async function orderFirst(
	suspending: Suspending,
	ofPrompts: string[],
	at?: { url: string },
): Promise<string> {
	await order(suspending, ofPrompts, at);
	return await until('the execution is there', async () => (await executionsOf(suspending))[0]);
}

/** Orders videos from a new workflow while the emulator's time stands still; gives the suspended execution. */
export async function suspendFirst(
	emulator: Emulator,
	suspending: Suspending,
	ofPrompts: string[],
): Promise<Execution> {
	await standStill(emulator);
	const id = await orderFirst(suspending, ofPrompts);
	return await suspending.server.waitFor(id, ['waiting']);
}

/** The URL that resumes a suspended execution. */
export function resumeUrlOf(execution: Execution): string {
	const url: unknown = execution.items('Address')[0]?.json.resumeUrl;
	if (typeof url !== 'string') throw new Error('The execution shows no resume URL.');
	return url;
}

/** Stops the emulator's time: no task comes any further. */
export async function standStill(emulator: Emulator): Promise<void> {
	await emulator.settings({ speed: STANDING_STILL });
}

/** Lets the emulator's time run until at least `count` of its tasks have ended, then stops it. */
export async function endTasks(emulator: Emulator, count: number): Promise<void> {
	await emulator.settings({ speed: RUNNING });
	await until(
		`${count} tasks have ended`,
		async () => (await endedTasks(emulator)).length >= count,
	);
	await standStill(emulator);
}

/** The emulator's tasks that have ended. */
export async function endedTasks(emulator: Emulator): Promise<EmulatedTask[]> {
	return (await emulator.tasks()).filter(({ pexit }) => pexit !== null);
}

/** Waits until the emulator is through with all callbacks that it has begun. */
export async function callbacksMade(emulator: Emulator): Promise<void> {
	await until('no callback is under way', async () =>
		(await endedTasks(emulator)).every(({ callback }) => callback !== 'pending'),
	);
}

/** Calls a URL about a task as Wiro would, and gives n8n's answer. */
export async function callBack(url: string, { id, token, status }: EmulatedTask): Promise<Answer> {
	return await post(url, { taskid: id, socketaccesstoken: token, status });
}

/** What a server answered. */
export interface Answer {
	status: number;
	text: string;
}

/** Posts JSON, or a text as it is; gives the HTTP status and the body. */
export async function post(
	url: string,
	body: object | string,
	contentType = 'application/json',
): Promise<Answer> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': contentType },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return { status: response.status, text: await response.text() };
}

/** Expects an execution's Wait to have emitted one video for each prompt, in their order. */
export async function expectVideos(
	emulator: Emulator,
	execution: Execution,
	ofPrompts: string[],
): Promise<void> {
	const tasks = await emulator.tasks();
	const videos = execution.items('Wait').map(({ json, pairedItem }) => {
		const task = tasks.find(({ id }) => id === json.taskId);
		return {
			prompt: task?.parameters.prompt,
			file: pathOf(json.url),
			isItsFile: pathOf(json.url) === pathOf(task?.outputs[0]?.url),
			completed: json.completed,
			succeeded: json.succeeded,
			pairedItem,
		};
	});
	expect(videos).toEqual(
		ofPrompts.map((prompt, item) => ({
			prompt,
			file: expect.stringMatching(/^\/files\/.+\.mp4$/),
			isItsFile: true,
			completed: true,
			succeeded: true,
			pairedItem: { item },
		})),
	);
}

/** A URL without where it is: by way of a relay the emulator has another address. */
function pathOf(url: unknown): string | undefined {
	return typeof url === 'string' ? URL.parse(url)?.pathname : undefined;
}
