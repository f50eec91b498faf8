/** The Wiro node under faults: many executions side by side, and all that can be said of each. */
import { inspect } from 'node:util';

import { afterAll, beforeAll } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL } from '../../n8n/credential.mts';
import type { EmulatedTask, PlantedTask } from '../../emulator/control.mts';
import { type Emulator, startEmulator } from '../../emulator/start.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { type RunResult, runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { type Setup, wiroNode } from './wiro/useWiro.mts';
import { type FaultGateway, type Lane, type LaneSetup, openFaultGateway } from './faultGateway.mts';

/** What is to be tried. */
export interface Attempt extends LaneSetup {
	parameters: INodeParameters;
	setup?: Omit<Setup, 'credential'>;
	/** Instead of the lane's: where nothing listens. */
	baseUrl?: string;
	/** A task that is on Wiro already. */
	planted?: PlantedTask;
}

/** A lane, and the credential that leads to it. */
export interface Connected {
	lane: Lane;
	credential: CredentialInput;
	/** The secrets and headers that a text gives away. */
	leaksIn: (text: string) => string[];
}

/** What came of it. */
export interface Attempted {
	run: RunResult;
	lane: Lane;
	/** The secrets and headers that n8n would store. */
	leaks: string[];
	/** How many characters n8n would store. */
	storedLength: number;
}

/** An emulator for all tests of a file, that takes as many tasks at once as there are. */
export class FaultTests {
	private running?: { emulator: Emulator; gateway: FaultGateway };

	constructor() {
		beforeAll(async () => {
			const emulator = await startEmulator({
				speed: 200,
				workerSlots: 10_000,
				refuseReusedNonces: true,
			});
			this.running = { emulator, gateway: await openFaultGateway(emulator) };
		});
		afterAll(async () => {
			await this.running?.gateway.close();
			await this.running?.emulator.stop();
		});
	}

	/** Every task that Wiro has. */
	async tasks(): Promise<EmulatedTask[]> {
		return await this.open().emulator.tasks();
	}

	/** Puts a task on Wiro. */
	async plant(task: PlantedTask): Promise<void> {
		await this.open().emulator.plantTask(task);
	}

	/** Opens a lane. */
	connect({ baseUrl, ...setup }: LaneSetup & Pick<Attempt, 'baseUrl'>): Connected {
		const { emulator, gateway } = this.open();
		const lane = gateway.lane(setup);
		const { apiKey, apiSecret } = emulator.signatureKeys;
		return {
			lane,
			credential: {
				type: 'wiroProjectApi',
				data: {
					authentication: 'signature',
					apiKey,
					apiSecret,
					baseUrl: baseUrl ?? lane.baseUrl,
				},
			},
			leaksIn: (text) => {
				const secrets = [apiKey, apiSecret, ...lane.signatures.filter(Boolean)];
				const headers = text.match(/x-signature|x-api-key|x-nonce/i) ?? [];
				return [...secrets.filter((secret) => text.includes(secret)), ...headers];
			},
		};
	}

	/** Runs the node on a lane of its own. */
	async attempt({ parameters, setup = {}, planted, ...rest }: Attempt): Promise<Attempted> {
		if (planted !== undefined) await this.plant(planted);
		const { lane, credential, leaksIn } = this.connect(rest);
		const { node, ...options } = setup;
		const run = await runWorkflow({
			workflow: chain(wiroNode(parameters, node)),
			credentials: { [CREDENTIAL]: credential },
			...options,
		});
		// JSON for what n8n writes down, and the other for what an error holds beside.
		const json = JSON.stringify(run.data);
		const leaks = leaksIn(json + inspect(run.error, { depth: 20, showHidden: true }));
		return { run, lane, leaks, storedLength: json.length };
	}

	private open() {
		if (this.running === undefined) throw new Error('The emulator has not started yet.');
		return this.running;
	}
}
