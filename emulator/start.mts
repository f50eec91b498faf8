/** Starts an emulator from code, and speaks to it: the client of its control API. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { execaNode } from 'execa';

import type {
	EmulatedModel,
	EmulatedTask,
	Endpoint,
	Fate,
	Fault,
	PlantedTask,
	RecordedRequest,
	SettingsChange,
} from './control.mts';

/**
 * A base URL of an emulator, with faults, fates and a log of requests of its own. Setters resolve
 * when the change is in effect.
 */
export interface Lane {
	/** http://127.0.0.1:PORT, or http://127.0.0.1:PORT/lanes/NAME */
	url: string;
	/** The base URL for the credential: `url` and /v1. */
	baseUrl: string;
	/** The requests since the last reset, in order of arrival; of one endpoint when it is given. */
	requests(endpoint?: Endpoint): Promise<RecordedRequest[]>;
	/** What becomes of the next tasks, in order. */
	fates(list: Fate[]): Promise<void>;
	/** What goes wrong with the next calls. */
	faults(list: Fault[]): Promise<void>;
	unspentFaults(): Promise<Fault[]>;
}

/** A running emulator and its control API. */
export interface Emulator extends Lane {
	/** The keys of the project that signs. */
	signatureKeys: { apiKey: string; apiSecret: string };
	/** The key of the project whose key is enough. */
	keyOnly: { apiKey: string };
	/**
	 * The lane of this name, for executions that run side by side. It shares the tasks and the
	 * settings with all others.
	 * @param name letters, digits, `-` and `_`
	 */
	lane(name: string): Lane;
	tasks(): Promise<EmulatedTask[]>;
	/** The models that it plays. */
	models(): Promise<EmulatedModel[]>;
	/** Forgets everything that happened; settings are the defaults and those given. */
	reset(settings?: SettingsChange): Promise<void>;
	/** Changes some settings and keeps everything else. */
	settings(patch: SettingsChange): Promise<void>;
	/** Adds a task that stays as it is until it is killed or cancelled. */
	plantTask(task: PlantedTask): Promise<EmulatedTask>;
	/** Ends the process; resolves when it has ended. */
	stop(): Promise<void>;
}

// The emulator is of the same commit: what its lists and objects hold is taken on trust.
const isRequests = (value: unknown): value is RecordedRequest[] => Array.isArray(value);
const isTasks = (value: unknown): value is EmulatedTask[] => Array.isArray(value);
const isModels = (value: unknown): value is EmulatedModel[] => Array.isArray(value);
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
export async function startEmulator(settings: SettingsChange = {}, port = 0): Promise<Emulator> {
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
	return {
		...laneAt(url),
		signatureKeys: { apiKey: 'emulator-key', apiSecret: 'emulator-secret' },
		keyOnly: { apiKey: 'emulator-key-only' },
		lane: (name) => laneAt(`${url}/lanes/${name}`),
		tasks: () => control(url, 'GET', 'tasks', isTasks),
		models: () => control(url, 'GET', 'models', isModels),
		reset: (settings = {}) => change(url, 'POST', 'reset', settings),
		settings: (patch) => change(url, 'PATCH', 'settings', patch),
		plantTask: (task) => control(url, 'POST', 'tasks', isTask, task),
		stop,
	};
}

function laneAt(url: string): Lane {
	return {
		url,
		baseUrl: `${url}/v1`,
		requests: async (endpoint) => {
			const all = await control(url, 'GET', 'requests', isRequests);
			return all.filter((request) => endpoint === undefined || request.endpoint === endpoint);
		},
		fates: (list) => change(url, 'POST', 'fates', list),
		faults: (list) => change(url, 'POST', 'faults', list),
		unspentFaults: () => control(url, 'GET', 'faults', isFaults),
	};
}

/** One call of the control API that changes something. */
async function change(url: string, method: string, path: string, body: unknown): Promise<void> {
	await control(url, method, path, isObject, body);
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
