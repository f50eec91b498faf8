/** The n8n server, the emulators, and the workflows that are published on the server. */
/// <reference lib="esnext.disposable" />
import { randomUUID } from 'node:crypto';

import { type Emulator, startEmulator } from '../emulator/start.mts';
import { emulatorCredential } from '../n8n/credential.mts';
import type { WorkflowSource } from '../n8n/engine/workflow.mts';
import type { Execution } from '../n8n/server/execution.mts';
import { N8N_VERSIONS, installN8n, packPackage } from '../n8n/server/install.mts';
import { type N8nServer, startServer } from '../n8n/server/server.mts';
import { type Patience, until } from '../n8n/until.mts';
import { httpRequestLoop } from './httpRequestLoop.mts';
import { type Pair, type Stage, both } from './scenario.mts';
import { CREDENTIALS, nodeWorkflow } from './workflows.mts';

/** The version of n8n that is measured on. */
export const [N8N_VERSION] = N8N_VERSIONS;

/** Waits for at most so long, in milliseconds, and asks so seldom that it costs n8n nothing worth measuring. */
export function within(timeoutMs: number): Patience {
	return { timeoutMs, intervalMs: 500 };
}

/** How long a published webhook takes to go live at most. */
const LIVE_MS = 30_000;
/** Longer than any execution here takes. */
const EXECUTION_MS = 1_800_000;

/** The part of its other time that a task waits in the emulator's queue; see LEAST_QUEUE_TIME. */
const QUEUE_SHARE = 0.05;

/** Starts n8n and two emulators, which `cleanup` ends. */
export async function openStage(cleanup: AsyncDisposableStack): Promise<Stage> {
	await installN8n(N8N_VERSION);
	await packPackage();
	/** Also ends what is only just starting: a Ctrl-C may come before it has started. */
	const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
		cleanup.defer(async () => {
			const running = await starting.catch(() => undefined);
			await running?.stop();
		});
		return await starting;
	};
	const ours = await started(startEmulator());
	const theirs = await started(startEmulator());
	const credentials = {
		[CREDENTIALS.wiro]: emulatorCredential(ours),
		// n8n's Crypto node takes its HMAC key from a credential.
		[CREDENTIALS.hmac]: { type: 'crypto', data: { hmacSecret: theirs.signatureKeys.apiKey } },
	};
	const server = await started(startServer({ version: N8N_VERSION, credentials }));
	return { server, ours, theirs };
}

/** What the emulator must count as a task's own seconds for it to end so many after its Run. */
export function ownSeconds(secondsFromRun: number): number {
	return secondsFromRun / (1 + QUEUE_SHARE);
}

/** A workflow that is live as in production. */
export interface PublishedWorkflow {
	/** Starts it with so many items, each with a prompt of its own; gives the execution's id. */
	start(items: number): Promise<string>;
	/** Waits until an execution has succeeded, and gives it; throws when it ends in another way. */
	finished(id: string): Promise<Execution>;
	/** Runs it to its end. */
	run(items: number): Promise<Execution>;
}

/**
 * Publishes a workflow. Executions from the editor would cost n8n's own nodes more, which then tell
 * the editor what they sent.
 * @param build makes the workflow with this path for its webhook
 */
export async function publish(
	server: N8nServer,
	build: (path: string) => WorkflowSource,
): Promise<PublishedWorkflow> {
	const path = randomUUID();
	const workflowId = await server.createWorkflow(build(path));
	await server.activate(workflowId);
	const known = new Set<string>();

	const post = async (prompts: string[]): Promise<boolean> => {
		const { status } = await fetch(`${server.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ prompts }),
		});
		if (status !== 200 && status !== 404) throw new Error(`The webhook answered ${status}.`);
		return status === 200;
	};
	const start = async (items: number): Promise<string> => {
		const prompts = Array.from(
			{ length: items },
			(_, index) => `A raccoon looks up, take ${index}`,
		);
		await until('the webhook is live', async () => await post(prompts), within(LIVE_MS));
		const newExecution = async () => {
			const all = await server.executions({ workflowId });
			const id = all.map((execution) => execution.id).find((each) => !known.has(each));
			if (id !== undefined) known.add(id);
			return id;
		};
		return await until('the execution has started', newExecution, within(LIVE_MS));
	};
	const finished = async (id: string): Promise<Execution> => {
		const hasEnded = async () => {
			const all = await server.executions({ workflowId });
			const status = all.find((execution) => execution.id === id)?.status;
			return status !== 'new' && status !== 'running' && status !== 'waiting';
		};
		await until(`the execution ${id} has ended`, hasEnded, within(EXECUTION_MS));
		return await server.waitFor(id);
	};
	return { start, finished, run: async (items) => await finished(await start(items)) };
}

/** A workflow, and the emulator that it works against. */
export interface Contender {
	workflow: PublishedWorkflow;
	emulator: Emulator;
}

/** Publishes the node and the HTTP Request loop. @param batchSize how many items the loop takes at a time */
export async function contenders(
	{ server, ours, theirs }: Stage,
	batchSize?: number,
): Promise<Pair<Contender>> {
	const builders = {
		ours: { emulator: ours, build: (path: string) => nodeWorkflow(path) },
		theirs: {
			emulator: theirs,
			build: (path: string) => httpRequestLoop(path, theirs, batchSize),
		},
	};
	return await both(builders, async ({ emulator, build }) => ({
		emulator,
		workflow: await publish(server, build),
	}));
}

/** From the start of the first node to the end of the last one, in ms since 1970; of one node if given. */
export function spanOf({ runData }: Execution, nodeName?: string): { from: number; to: number } {
	const runs = nodeName === undefined ? Object.values(runData).flat() : (runData[nodeName] ?? []);
	if (runs.length === 0) throw new Error(`"${nodeName ?? 'The workflow'}" did not run.`);
	return {
		from: Math.min(...runs.map(({ startTime }) => startTime)),
		to: Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime)),
	};
}
