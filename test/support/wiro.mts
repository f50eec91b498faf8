/** The Wiro node in a workflow on n8n's engine, and the emulator that it talks to. */
import { setTimeout } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { EmulatedTask, Endpoint, RecordedRequest, Settings } from '../../emulator/control.mts';
import { type Emulator, startEmulator } from './emulator.mts';
import {
	type CredentialInput,
	type RunOptions,
	type RunResult,
	chain,
	runWorkflow,
} from './engine.mts';

/** The name of the Wiro node in the workflows here. */
export const WIRO = 'Wiro';

/** The name of the credential that it uses. */
export const CREDENTIAL = 'Wiro Project account';

/** A task of 20 emulated seconds takes a tenth of a second. */
const SPEED = 200;

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

/** n8n's Retry On Fail with so many tries (5 at most); n8n takes a wait of 0 for a second. */
export function retryOnFail(maxTries: number): Partial<INode> {
	return { retryOnFail: true, maxTries, waitBetweenTries: 1 };
}

/** What a test may change of the node beside its parameters, and of the run. */
export type Setup = Partial<Omit<RunOptions, 'workflow'>> & {
	node?: Partial<INode>;
	credential?: CredentialInput;
};

/** The emulator of a test file: started once, fresh for every test. */
export class WiroTests {
	private running?: Emulator;
	private readonly seen = new Set<number>();

	constructor(settings: Partial<Settings> = {}) {
		beforeAll(async () => {
			this.running = await startEmulator();
		});
		afterAll(async () => {
			await this.running?.stop();
		});
		beforeEach(async () => {
			this.seen.clear();
			await this.emulator.reset({ speed: SPEED, refuseReusedNonces: true, ...settings });
		});
		afterEach(async () => {
			const all = await this.emulator.requests();
			const unexplained = all.filter(({ index }) => !this.seen.has(index));
			expect(unexplained).toEqual([]);
		});
	}

	get emulator(): Emulator {
		if (this.running === undefined) throw new Error('The emulator has not started yet.');
		return this.running;
	}

	/** The credential of the project that signs. */
	get credential(): CredentialInput<Record<string, string>> {
		const { baseUrl, signatureKeys } = this.emulator;
		return {
			type: 'wiroProjectApi',
			data: { authentication: 'signature', ...signatureKeys, baseUrl },
		};
	}

	/** The requests to an endpoint so far. A test must look at all that were made. */
	async requests(endpoint: Endpoint): Promise<RecordedRequest[]> {
		const requests = await this.emulator.requests(endpoint);
		for (const { index } of requests) this.seen.add(index);
		return requests;
	}

	/** How often each endpoint was called. */
	async counts(): Promise<Partial<Record<Endpoint, number>>> {
		const counts: Partial<Record<Endpoint, number>> = {};
		for (const { index, endpoint } of await this.emulator.requests()) {
			this.seen.add(index);
			counts[endpoint] = (counts[endpoint] ?? 0) + 1;
		}
		return counts;
	}

	/** The emulator's tasks once they are as wanted. Throws when they are not within five seconds. */
	async tasksWhen(isWanted: (tasks: EmulatedTask[]) => boolean): Promise<EmulatedTask[]> {
		for (let looks = 0; looks < 200; looks++) {
			const tasks = await this.emulator.tasks();
			if (isWanted(tasks)) return tasks;
			await setTimeout(25);
		}
		const seen = (await this.emulator.tasks()).map(({ id, status }) => `${id} ${status}`);
		throw new Error(`The tasks never came to be as wanted: ${seen.join(', ')}`);
	}

	/** Runs a workflow of one Wiro node, and whatever follows it. */
	async run(parameters: INodeParameters, setup: Setup = {}): Promise<RunResult> {
		const { node, credential = this.credential, ...options } = setup;
		return await runWorkflow({
			workflow: chain(wiroNode(parameters, node)),
			credentials: { [CREDENTIAL]: credential },
			...options,
		});
	}
}

/** A Wiro node with these parameters. */
export function wiroNode(parameters: INodeParameters, node: Partial<INode> = {}) {
	return {
		name: WIRO,
		type: 'n8n-nodes-wiro.wiro',
		credentials: { wiroProjectApi: { id: null, name: CREDENTIAL } },
		...node,
		parameters,
	};
}

/** The `json` of the items that the Wiro node emitted. */
export function jsonOf(run: RunResult, output = 0): IDataObject[] {
	return run.items(WIRO, output).map(({ json }) => json);
}
