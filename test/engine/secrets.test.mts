import './verbose.mts';

import { Console } from 'node:console';
import { createHmac } from 'node:crypto';
import { Writable } from 'node:stream';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fate, Fault } from '../../emulator/control.mts';
import { until } from '../../n8n/until.mts';
import { FAST, SHORT_RUN, type Setup, useWiro } from '../support/wiro/useWiro.mts';

const wait: INodeParameters = {
	operation: 'waitForCompletion',
	taskId: '700001',
	options: { ...FAST, timeout: 0.005 },
};
const always = (endpoint: Fault['endpoint'], status: number): Fault[] => [
	{ endpoint, kind: 'status', status, times: 'always' },
];

interface Scenario {
	what: string;
	parameters?: INodeParameters;
	fates?: Fate[];
	faults?: Fault[];
	setup?: Setup;
	/** Changes to the fields of the credential. */
	credential?: Record<string, string>;
}

const SCENARIOS: Scenario[] = [
	{ what: 'success', parameters: { ...SHORT_RUN, options: { ...FAST, downloadOutputs: true } } },
	{ what: "success with Wiro's own answer", parameters: { ...SHORT_RUN, simplify: false } },
	{ what: 'a failed run', fates: [{ end: 'fail' }] },
	{
		what: 'a timeout of a task in task_error',
		fates: [{ end: 'error' }],
		parameters: { ...SHORT_RUN, options: wait.options ?? {} },
	},
	{ what: 'a cancelled task', fates: [{ end: 'cancel' }] },
	{
		what: 'a timeout',
		fates: [{ end: 'never' }],
		parameters: { ...SHORT_RUN, options: wait.options ?? {} },
	},
	{ what: 'a wrong secret', credential: { apiSecret: 'a-wrong-secret' } },
	{ what: 'a wrong key', credential: { apiKey: 'a-wrong-key' } },
	{ what: 'a key that no header may carry', credential: { apiKey: 'a-key\nof-two-lines' } },
	{ what: 'an unknown task', parameters: { operation: 'get', taskId: '999' } },
	{ what: 'a refused Run', faults: always('run', 403) },
	{ what: 'a lost Run', faults: [{ endpoint: 'run', kind: 'resetAfter' }] },
	{ what: 'a Run lost to a bad gateway', faults: always('run', 502) },
	{
		what: 'a download that is refused',
		faults: always('file', 403),
		parameters: { ...SHORT_RUN, options: { ...FAST, downloadOutputs: true } },
	},
	{ what: 'no connection', parameters: wait, credential: { baseUrl: 'http://127.0.0.1:1/v1' } },
	{ what: 'a base URL that is none', parameters: wait, credential: { baseUrl: 'wiro' } },
	{
		what: 'answers that break off',
		parameters: wait,
		faults: [{ endpoint: 'detail', kind: 'breakHalfway', times: 'always' }],
	},
	{ what: 'an image that is missing', parameters: { ...SHORT_RUN, imageSource: 'binary' } },
];

/** Every text in a value, also where JSON does not look: in errors, causes, maps and hidden fields. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null || seen.has(value)) return [];
	seen.add(value);
	if (value instanceof Map) return textsIn([...value.entries()], seen);
	return Reflect.ownKeys(value).flatMap((key) => [
		String(key),
		...textsIn(Reflect.get(value, key), seen),
	]);
}

describe('Key, secret and signatures are kept out of what n8n stores and logs', () => {
	const wiro = useWiro();
	const usualConsole = globalThis.console;
	let log = '';

	beforeAll(() => {
		const sink = new Writable({
			write(chunk, _encoding, done) {
				log += String(chunk);
				done();
			},
		});
		globalThis.console = new Console({ stdout: sink, stderr: sink });
	});
	afterAll(() => {
		globalThis.console = usualConsole;
	});
	beforeEach(() => {
		log = '';
		for (const stream of [process.stdout, process.stderr]) {
			jest.spyOn(stream, 'write').mockImplementation((chunk) => {
				log += String(chunk);
				return true;
			});
		}
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	/** Runs the node and gives the secrets that were in play and all that could show them. */
	async function attempt(scenario: Scenario, setup: Setup = {}) {
		const { parameters = SHORT_RUN, fates = [], faults = [], credential } = scenario;
		await wiro.emulator.fates(fates);
		await wiro.emulator.faults(faults);
		const { type, data } = wiro.credential;
		const fields: Record<string, string> = { ...data, ...credential };

		const run = await wiro.run(parameters, { ...setup, credential: { type, data: fields } });

		const { apiKey = '', apiSecret = '' } = fields;
		await wiro.counts();
		const signatures = (await wiro.emulator.requests()).flatMap(({ headers }) => {
			const nonce = headers['x-nonce'];
			if (nonce === undefined) return [];
			return [
				createHmac('sha256', apiKey)
					.update(apiSecret + nonce)
					.digest('hex'),
			];
		});
		const shown = [...textsIn(run), JSON.stringify(run.data), log].join('\n');
		return { run, shown, secrets: [...apiKey.split('\n'), apiSecret, ...signatures] };
	}

	it.each(SCENARIOS)('$what', async (scenario) => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			await wiro.emulator.reset({ speed: 200, taskListAnswer: 'http404' });
			const { run, shown, secrets } = await attempt(scenario, { node: { onError } });

			expect(['success', 'error']).toContain(run.status);
			expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
			expect(shown).not.toMatch(/x-signature|x-api-key|authorization:/i);
			// What n8n logs has been listened to.
			expect(shown).toMatch(/Workflow execution finished/);
		}
	});

	it('a task that cannot be stopped, which n8n logs', async () => {
		const stop = new AbortController();
		const stopping = attempt(
			{ what: '', fates: [{ end: 'never' }], faults: always('cancel', 500) },
			{ signal: stop.signal },
		);
		await wiro.tasksWhen(([task]) => task?.status === 'task_start');
		stop.abort();
		const { secrets } = await stopping;
		// It is tried four times within about seven seconds.
		await until('n8n has logged it', async () => log.includes('could not be'), {
			timeoutMs: 20_000,
		});

		expect(log).toContain('The Wiro task 700001 could not be stopped and may be billed');
		expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
		expect(await wiro.counts()).toMatchObject({ run: 1, cancel: 4 });
	});
});
