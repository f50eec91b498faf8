/** The Wiro node in a workflow on n8n's engine, and the emulator that it talks to. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type {
	EmulatedTask,
	Endpoint,
	RecordedRequest,
	Settings,
} from '../../../emulator/control.mts';
import { type Emulator, startEmulator } from '../../../emulator/start.mts';
import { CREDENTIAL, emulatorCredential, nodeCredentials } from '../../../n8n/credential.mts';
import type { CredentialInput } from '../../../n8n/engine/credentials.mts';
import { type RunOptions, type RunResult, runWorkflow } from '../../../n8n/engine/run.mts';
import { chain } from '../../../n8n/engine/workflow.mts';
import { until } from '../../../n8n/until.mts';

/** The name of the Wiro node in the workflows here. */
export const WIRO = 'Wiro';

/** A task of 20 emulated seconds takes a tenth of a second. */
const SPEED = 200;

/** Requests that the node makes by itself. They cost nothing and are counted where a test is about them. */
const LOOK_UPS: readonly Endpoint[] = ['model', 'models', 'tasks'];

/** Wiro without Task/List: all is as it was before the node used it. */
const AS_IF_UNLISTED: Partial<Settings> = { taskListAnswer: 'http404' };

/** Options with which waiting in a test takes no time worth mentioning. */
export const FAST: INodeParameters = { pollInterval: 0.05 };

/** The least that a Run needs beside its defaults: the shortest video, so that encoding is quick. */
export const SHORT_RUN: INodeParameters = {
	operation: 'run',
	inputImageUrl: 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
	prompt: 'A raccoon looks up',
	numFrames: 5,
	options: FAST,
};

/** A Run whose prompt comes from its item, by which the emulator's tasks can be told apart. */
export const EACH_PROMPT: INodeParameters = { ...SHORT_RUN, prompt: '={{ $json.prompt }}' };

/** n8n's Retry On Fail with `maxTries` tries (5 at most). n8n reads a wait of 0 ms as one second. */
export function retryOnFail(maxTries: number): Partial<INode> {
	return { retryOnFail: true, maxTries, waitBetweenTries: 1 };
}

/** What a test may change of the node beside its parameters, and of the run. */
export type Setup = Partial<Omit<RunOptions, 'workflow'>> & {
	node?: Partial<INode>;
	credential?: CredentialInput;
};

/** The emulator of a test file, and runs of the Wiro node against it. */
export interface Wiro {
	readonly emulator: Emulator;
	/** The credential of the project that signs. */
	readonly credential: CredentialInput<Record<string, string>>;
	/** The requests to an endpoint so far. They count as explained from now on. */
	requests(endpoint: Endpoint): Promise<RecordedRequest[]>;
	/**
	 * How often each endpoint was called, look-ups left out. All requests count as explained from now on.
	 */
	counts(): Promise<Partial<Record<Endpoint, number>>>;
	/** The emulator's tasks once they are as wanted. Throws when they are not within 20 seconds. */
	tasksWhen(isWanted: (tasks: EmulatedTask[]) => boolean): Promise<EmulatedTask[]>;
	/** Runs a workflow of one Wiro node, and whatever follows it. */
	run(parameters: INodeParameters, setup?: Setup): Promise<RunResult>;
}

/**
 * Starts an emulator before the tests of a file, resets it before each of them, and fails a test
 * that leaves a request unexplained: one that neither `requests` nor `counts` has shown it.
 */
export function useWiro(settings: Partial<Settings> = {}): Wiro {
	let running: Emulator | undefined;
	const explained = new Set<number>();

	beforeAll(async () => {
		running = await startEmulator();
	});
	afterAll(async () => {
		await running?.stop();
	});
	beforeEach(async () => {
		explained.clear();
		await wiro.emulator.reset({
			speed: SPEED,
			refuseReusedNonces: true,
			...AS_IF_UNLISTED,
			...settings,
		});
	});
	afterEach(async () => {
		const all = await wiro.emulator.requests();
		// The node asks for prices by itself, and finds out by itself that there is no Task/List.
		const isFutile = ({ endpoint, statusCode }: RecordedRequest) =>
			endpoint === 'model' || (endpoint === 'tasks' && statusCode === 404);
		const unexplained = all.filter(
			(request) => !explained.has(request.index) && !isFutile(request),
		);
		expect(unexplained).toEqual([]);
	});

	const wiro: Wiro = {
		get emulator() {
			if (running === undefined) throw new Error('The emulator has not started yet.');
			return running;
		},
		get credential() {
			return emulatorCredential(wiro.emulator);
		},
		async requests(endpoint) {
			const requests = await wiro.emulator.requests(endpoint);
			for (const { index } of requests) explained.add(index);
			return requests;
		},
		async counts() {
			const counts: Partial<Record<Endpoint, number>> = {};
			for (const { index, endpoint } of await wiro.emulator.requests()) {
				explained.add(index);
				if (!LOOK_UPS.includes(endpoint)) counts[endpoint] = (counts[endpoint] ?? 0) + 1;
			}
			return counts;
		},
		async tasksWhen(isWanted) {
			let tasks: EmulatedTask[] = [];
			return await until(
				() => `the tasks are ${tasks.map(({ id, status }) => `${id} ${status}`).join(', ')}`,
				async () => {
					tasks = await wiro.emulator.tasks();
					return isWanted(tasks) && tasks;
				},
				{ timeoutMs: 20_000, intervalMs: 25 },
			);
		},
		async run(parameters, { node, credential = wiro.credential, ...options } = {}) {
			return await runWorkflow({
				workflow: chain(wiroNode(parameters, node)),
				credentials: { [CREDENTIAL]: credential },
				...options,
			});
		},
	};
	return wiro;
}

/** A Wiro node with these parameters. */
export function wiroNode(parameters: INodeParameters, node: Partial<INode> = {}) {
	return {
		name: WIRO,
		type: 'n8n-nodes-wiro.wiro',
		credentials: nodeCredentials(),
		...node,
		parameters,
	};
}

/** The `json` of the items that the Wiro node emitted. */
export function jsonOf(run: RunResult, output = 0): IDataObject[] {
	return run.items(WIRO, output).map(({ json }) => json);
}

/**
 * Expects that a run failed for a parameter that will not do.
 * @param message without the item's number at its end
 * @param nextStep what the description must hold
 */
export function expectRefusal(
	run: RunResult,
	message: string,
	nextStep: RegExp,
	itemIndex = 0,
): void {
	expect(run.status).toBe('error');
	expect(run.error).toMatchObject({
		name: 'NodeOperationError',
		message: `${message} [item ${itemIndex}]`,
		description: expect.stringMatching(nextStep),
		context: { itemIndex },
	});
}
