/** Starts an emulator from code, and speaks to it: the client of its control API. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { execaNode } from 'execa';

import type { EmulatedTask, Endpoint, Fate, Fault, PlantedTask, RecordedRequest, Settings } from './control.mts';

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

// The emulator is of the same commit: what its lists and objects hold is taken on trust.
const isRequests = (value: unknown): value is RecordedRequest[] => Array.isArray(value);
const isTasks = (value: unknown): value is EmulatedTask[] => Array.isArray(value);
const isFaults = (value: unknown): value is Fault[] => Array.isArray(value);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isTask = (value: unknown): value is EmulatedTask => isObject(value) && 'token' in value;

/** The line with which the emulator says where it listens. */
const LISTENING = /^listening (http:\S+)$/;

/**
 * Starts an emulator in a process of its own. It ends with `stop()` and with the process that
 * started it.
 * @param port any free one if left out
 */
export async function startEmulator(settings: Partial<Settings> = {}, port = 0): Promise<Emulator> {
	const child = execaNode(
		join(process.cwd(), 'emulator/cli.mts'),
		['--port', String(port), '--quiet'],
		{ stdin: 'ignore', stderr: 'inherit', buffer: false, reject: false },
	);
	const url = await listeningUrl(child.stdout);
	const stop = async () => {
		child.kill();
		await child;
	};
	const emulator = clientOf(url, stop);
	await emulator.reset(settings);
	return emulator;
}

async function listeningUrl(output: Readable): Promise<string> {
	for await (const line of createInterface({ input: output })) {
		const url = LISTENING.exec(line)?.[1];
		if (url !== undefined) return url;
	}
	throw new Error('The emulator ended before it listened.');
}

function clientOf(url: string, stop: Emulator['stop']): Emulator {
	const get = <T,>(path: string, is: (value: unknown) => value is T[]) =>
		control(url, 'GET', path, is);
	const tell = async (method: string, path: string, body: unknown): Promise<void> => {
		await control(url, method, path, isObject, body);
	};
	return {
		url,
		baseUrl: `${url}/v1`,
		signatureKeys: { apiKey: 'emulator-key', apiSecret: 'emulator-secret' },
		keyOnly: { apiKey: 'emulator-key-only' },
		requests: async (endpoint) => {
			const all = await get('requests', isRequests);
			return all.filter((request) => endpoint === undefined || request.endpoint === endpoint);
		},
		tasks: () => get('tasks', isTasks),
		reset: (settings = {}) => tell('POST', 'reset', settings),
		settings: (patch) => tell('PATCH', 'settings', patch),
		fates: (list) => tell('POST', 'fates', list),
		faults: (list) => tell('POST', 'faults', list),
		unspentFaults: () => get('faults', isFaults),
		plantTask: (task) => control(url, 'POST', 'tasks', isTask, task),
		stop,
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
