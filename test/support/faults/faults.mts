/** The Wiro node under faults: many executions side by side, and all that can be said of each. */
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';

import { afterAll, beforeAll } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type {
	EmulatedTask,
	Fate,
	Fault,
	PlantedTask,
	RecordedRequest,
	Settings,
} from '../../../emulator/control.mts';
import { type Emulator, type Lane, startEmulator } from '../../../emulator/start.mts';
import { CREDENTIAL, emulatorCredential } from '../../../n8n/credential.mts';
import type { CredentialInput } from '../../../n8n/engine/credentials.mts';
import { type RunResult, runWorkflow } from '../../../n8n/engine/run.mts';
import { chain } from '../../../n8n/engine/workflow.mts';
import { type Setup, wiroNode } from '../wiro/useWiro.mts';

/** How long a connection on which no answer comes, or half of one, stays open, in milliseconds. */
export const DROP = { dropAfterMs: 200 };

/** What happens on a lane. */
export interface LaneSetup {
	/** What goes wrong with its calls. */
	faults?: Fault[];
	/** What becomes of its tasks, in order. */
	fates?: Fate[];
}

/** What is to be tried. */
export interface Attempt extends LaneSetup {
	parameters: INodeParameters;
	setup?: Omit<Setup, 'credential'>;
	/** Instead of the lane's: where nothing listens. */
	baseUrl?: string;
	/** A task that is on Wiro already. */
	planted?: PlantedTask;
}

/** A task that Wiro started on a lane. */
export interface StartedRun {
	taskId: string;
	/** Whether the answer that names it was sent. */
	isAnswered: boolean;
}

/** What came of it. */
export interface Attempted {
	run: RunResult;
	/** The requests that came on the lane, spoiled or not. */
	requests: RecordedRequest[];
	/** The secrets and headers that n8n would store. */
	leaks: string[];
	/** How many characters n8n would store. */
	storedLength: number;
}

/**
 * Starts an emulator for all tests of a file, that takes as many tasks at once as there are. It has
 * no Task/List unless the settings say so: what was lost stays lost.
 */
export function useFaults(settings: Partial<Settings> = {}): Faults {
	const faults = new Faults();
	beforeAll(async () => {
		faults.running = await startEmulator({
			speed: 200,
			workerSlots: 10_000,
			refuseReusedNonces: true,
			taskListAnswer: 'http404',
			...settings,
		});
	});
	afterAll(async () => {
		await faults.running?.stop();
	});
	return faults;
}

/** What a test does with faults: each attempt on a lane of its own. */
class Faults {
	running?: Emulator;
	private lanes = 0;

	/** Every task that Wiro has. */
	async tasks(): Promise<EmulatedTask[]> {
		return await this.emulator.tasks();
	}

	/** Puts a task on Wiro. */
	async plant(task: PlantedTask): Promise<void> {
		await this.emulator.plantTask(task);
	}

	/** Opens a lane. */
	async connect({
		faults = [],
		fates = [],
		baseUrl,
	}: LaneSetup & Pick<Attempt, 'baseUrl'>): Promise<{ lane: Lane; credential: CredentialInput }> {
		const lane = this.emulator.lane(`lane-${this.lanes++}`);
		await lane.faults(faults);
		await lane.fates(fates);
		const { signatureKeys } = this.emulator;
		const credential = emulatorCredential({ signatureKeys, baseUrl: baseUrl ?? lane.baseUrl });
		return { lane, credential };
	}

	/** The secrets, the signatures of the requests and the headers that a text gives away. */
	leaksIn(text: string, requests: RecordedRequest[]): string[] {
		const { apiKey, apiSecret } = this.emulator.signatureKeys;
		const signatures = requests.flatMap(({ headers: { 'x-nonce': nonce } }) =>
			nonce === undefined
				? []
				: createHmac('sha256', apiKey)
						.update(apiSecret + nonce)
						.digest('hex'),
		);
		const headers = text.match(/x-signature|x-api-key|x-nonce/i) ?? [];
		return [
			...[apiKey, apiSecret, ...signatures].filter((secret) => text.includes(secret)),
			...headers,
		];
	}

	/** Runs the node on a lane of its own. */
	async attempt({ parameters, setup = {}, planted, ...rest }: Attempt): Promise<Attempted> {
		if (planted !== undefined) await this.plant(planted);
		const { lane, credential } = await this.connect(rest);
		const { node, ...options } = setup;
		const run = await runWorkflow({
			workflow: chain(wiroNode(parameters, node)),
			credentials: { [CREDENTIAL]: credential },
			...options,
		});
		const requests = await lane.requests();
		// JSON for what n8n writes down, and the other for what an error holds beside.
		const json = JSON.stringify(run.data);
		const shown = json + inspect(run.error, { depth: 20, showHidden: true });
		return { run, requests, leaks: this.leaksIn(shown, requests), storedLength: json.length };
	}

	private get emulator(): Emulator {
		if (this.running === undefined) throw new Error('The emulator has not started yet.');
		return this.running;
	}
}

/** The tasks that these requests have started, in order. */
export function startedBy(requests: RecordedRequest[]): StartedRun[] {
	return requests
		.filter(({ endpoint }) => endpoint === 'run')
		.flatMap(({ taskIds, fault }) =>
			taskIds.map((taskId) => ({ taskId, isAnswered: namesTask(fault) })),
		);
}

/** Whether an answer to Run still names its task when the fault has spoiled it. */
function namesTask(fault: Fault | null): boolean {
	if (fault === null || fault.kind === 'bareNumbers') return true;
	if (fault.kind !== 'patch') return false;
	return fault.patch.taskid !== null || fault.patch.socketaccesstoken !== null;
}
