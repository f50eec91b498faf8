import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type {
	EmulatedTask,
	Endpoint,
	Fate,
	Fault,
	PlantedTask,
	RecordedRequest,
	Settings,
} from '../../emulator/control.mts';
import { holds, listOf } from './guards.mts';

/** A running emulator and its control API. Setters resolve when the change is in effect. */
export interface Emulator {
	/** http://127.0.0.1:PORT */
	url: string;
	/** The base URL for the credential: `url` and /v1. */
	baseUrl: string;
	/** The keys of the project that signs. */
	signatureKeys: { apiKey: string; apiSecret: string };
	/** The key of the project whose key is enough. */
	keyOnly: { apiKey: string };
	/** The requests since the last reset, in order of arrival; of one endpoint when it is given. */
	requests(endpoint?: Endpoint): Promise<RecordedRequest[]>;
	tasks(): Promise<EmulatedTask[]>;
	/** Forgets everything that happened; settings are the defaults and those given. */
	reset(settings?: Partial<Settings>): Promise<void>;
	/** Changes some settings and forgets nothing. */
	settings(patch: Partial<Settings>): Promise<void>;
	/** What becomes of the next tasks, in order. */
	fates(list: Fate[]): Promise<void>;
	/** What goes wrong with the next calls. */
	faults(list: Fault[]): Promise<void>;
	unspentFaults(): Promise<Fault[]>;
	/** Adds a task that stays as it is until it is killed or cancelled. */
	plantTask(task: PlantedTask): Promise<EmulatedTask>;
	/** Ends the process; resolves when it has ended. */
	stop(): Promise<void>;
}

const isRequest = holds<RecordedRequest>('index', 'endpoint', 'headers', 'statusCode', 'taskIds');
const isTask = holds<EmulatedTask>('id', 'token', 'status', 'statuses', 'outputs');
const isFault = holds<Fault>('endpoint', 'kind');

/** The line with which the emulator says where it listens. */
const LISTENING = /^listening (http:\S+)$/;

/**
 * Starts an emulator in a process of its own. It ends with `stop()` and with the process that
 * started it.
 * @param port any free one if left out
 */
export async function startEmulator(settings: Partial<Settings> = {}, port = 0): Promise<Emulator> {
	const child = spawn(
		process.execPath,
		[join(process.cwd(), 'emulator/cli.mts'), '--port', String(port), '--quiet'],
		{ stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
	);
	const url = await listeningUrl(child);
	const emulator = clientOf(url, child);
	await emulator.reset(settings);
	return emulator;
}

async function listeningUrl(child: ChildProcess): Promise<string> {
	if (child.stdout === null) throw new Error('The emulator has no output.');
	for await (const line of createInterface({ input: child.stdout })) {
		const url = LISTENING.exec(line)?.[1];
		if (url !== undefined) return url;
	}
	throw new Error('The emulator ended before it listened.');
}

function clientOf(url: string, child: ChildProcess): Emulator {
	const get = <T,>(path: string, is: (value: unknown) => value is T[]) =>
		control(url, 'GET', path, is);
	const tell = async (method: string, path: string, body: unknown): Promise<void> => {
		await control(url, method, path, holds<object>(), body);
	};
	return {
		url,
		baseUrl: `${url}/v1`,
		signatureKeys: { apiKey: 'emulator-key', apiSecret: 'emulator-secret' },
		keyOnly: { apiKey: 'emulator-key-only' },
		requests: async (endpoint) => {
			const all = await get('requests', listOf(isRequest));
			return all.filter((request) => endpoint === undefined || request.endpoint === endpoint);
		},
		tasks: () => get('tasks', listOf(isTask)),
		reset: (settings = {}) => tell('POST', 'reset', settings),
		settings: (patch) => tell('PATCH', 'settings', patch),
		fates: (list) => tell('POST', 'fates', list),
		faults: (list) => tell('POST', 'faults', list),
		unspentFaults: () => get('faults', listOf(isFault)),
		plantTask: (task) => control(url, 'POST', 'tasks', isTask, task),
		stop: async () => {
			if (child.exitCode !== null || child.signalCode !== null) return;
			child.kill();
			await once(child, 'exit');
		},
	};
}

/** One call of the control API; its answer has to pass `is`. */
async function control<T>(
	url: string,
	method: string,
	path: string,
	is: (value: unknown) => value is T,
	body?: unknown,
): Promise<T> {
	const response = await fetch(`${url}/_emulator/${path}`, {
		method,
		...(body === undefined
			? {}
			: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
	});
	if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
	const answer: unknown = await response.json();
	if (!is(answer)) throw new Error(`${method} ${path}: unexpected answer`);
	return answer;
}
