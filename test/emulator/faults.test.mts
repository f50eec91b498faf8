import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Fault } from '../../emulator/control.mts';
import { startEmulator } from '../support/emulator.mts';
import type { Emulator } from '../support/emulator.mts';
import { call, only, RUN, SHORT_RUN, signed, until } from './calls.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});

afterAll(async () => {
	await emulator.stop();
});

beforeEach(async () => {
	await emulator.reset({ speed: 0.001 });
	await emulator.plantTask({ id: '1', token: 'a', status: 'task_postprocess_end', outputs: 1 });
});

/** A Run as it comes over the network. */
async function run(signal?: AbortSignal): Promise<Response> {
	return await fetch(`${emulator.baseUrl}${RUN}`, {
		method: 'POST',
		headers: { ...signed(emulator), 'content-type': 'application/json' },
		body: JSON.stringify(SHORT_RUN),
		...(signal === undefined ? {} : { signal }),
	});
}

/** How many tasks Runs have made (one is planted). */
async function tasksMade(): Promise<number> {
	return (await emulator.tasks()).length - 1;
}

/** Resolves when so many Runs have come. */
async function untilRunsCame(count: number): Promise<void> {
	await until(async () => ((await emulator.requests('run')).length === count ? true : undefined));
}

async function detail() {
	return await call(emulator, '/Task/Detail', { taskid: '1' });
}

describe('faults of the network', () => {
	it.each([
		['resetBefore', 0],
		['resetAfter', 1],
	] as const)('%s breaks the connection; tasks made: %i', async (kind, made) => {
		await emulator.faults([{ endpoint: 'run', kind }]);

		await expect(run()).rejects.toThrow('fetch failed');
		expect(await tasksMade()).toBe(made);
		expect(only(await emulator.requests('run')).statusCode).toBeNull();
	});

	it.each([
		[false, 0],
		[true, 1],
	])('timeout with acted %s never answers; tasks made: %i', async (acted, made) => {
		await emulator.faults([{ endpoint: 'run', kind: 'timeout', acted }]);
		const abort = new AbortController();
		const answer = run(abort.signal);
		await untilRunsCame(1);
		abort.abort();

		await expect(answer).rejects.toThrow('aborted');
		expect(await tasksMade()).toBe(made);
	});

	it('stall sends half an answer and then nothing', async () => {
		await emulator.faults([{ endpoint: 'run', kind: 'stall' }]);
		const abort = new AbortController();
		const response = await run(abort.signal);
		const length = Number(response.headers.get('content-length'));
		const first = await response.body?.getReader().read();
		abort.abort();

		expect(response.status).toBe(200);
		expect(first?.value?.byteLength).toBe(Math.floor(length / 2));
		expect(await tasksMade()).toBe(1);
	});

	it('breakHalfway breaks off in the middle of a file', async () => {
		await emulator.faults([{ endpoint: 'file', kind: 'breakHalfway' }]);
		const { url } = only(only((await detail()).tasklist).outputs);

		await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow();
		expect((await fetch(url)).status).toBe(200);
	});
});

describe('faults of the server', () => {
	it.each([401, 403, 404, 429, 500, 502, 503])('status answers with HTTP %i', async (status) => {
		const headers = { 'retry-after': '7', 'content-type': 'text/html' };
		await emulator.faults([
			{ endpoint: 'run', kind: 'status', status, headers, body: '<p>No</p>' },
		]);
		const response = await run();

		expect(response.status).toBe(status);
		expect(response.headers.get('retry-after')).toBe('7');
		expect(response.headers.get('content-type')).toContain('text/html');
		expect(await response.text()).toBe('<p>No</p>');
		expect(await tasksMade()).toBe(0);
	});

	it.each([
		['invalidJson', false, 0],
		['invalidJson', true, 1],
		['emptyBody', false, 0],
		['emptyBody', true, 1],
	] as const)('%s with acted %s answers no JSON; tasks made: %i', async (kind, acted, made) => {
		await emulator.faults([{ endpoint: 'run', kind, acted }]);
		const response = await run();

		expect(response.status).toBe(200);
		await expect(response.json()).rejects.toThrow('JSON');
		expect(await tasksMade()).toBe(made);
	});

	it('errors answers result false with these errors', async () => {
		const errors = [{ code: 96, message: 'Limit' }, 'as plain text'];
		await emulator.faults([{ endpoint: 'run', kind: 'errors', errors }]);

		expect(await (await run()).json()).toEqual({ result: false, errors });
		expect(await tasksMade()).toBe(0);
	});

	it('emptyTasklist answers that all is well and shows no task', async () => {
		await emulator.faults([{ endpoint: 'detail', kind: 'emptyTasklist' }]);

		expect(await detail()).toMatchObject({ result: true, tasklist: [] });
	});

	it('patch overwrites and removes keys of the tasks', async () => {
		const patch = { status: 'task_daydream', size: 12, pexit: null, outputs: null };
		await emulator.faults([{ endpoint: 'detail', kind: 'patch', patch }]);
		const task = only((await detail()).tasklist);

		expect(task).toMatchObject({ id: '1', status: 'task_daydream', size: 12 });
		expect(task).not.toHaveProperty('pexit');
		expect(task).not.toHaveProperty('outputs');
	});

	it('patch changes the answer of a Run itself', async () => {
		await emulator.faults([{ endpoint: 'run', kind: 'patch', patch: { taskid: null } }]);

		expect(await (await run()).json()).not.toHaveProperty('taskid');
		expect(await tasksMade()).toBe(1);
	});
});

describe('the order of faults', () => {
	const failing = (status: number, more: object = {}): Fault => ({
		endpoint: 'detail',
		kind: 'status',
		status,
		body: '{"result":false}',
		...more,
	});

	async function nextStatuses(count: number): Promise<number[]> {
		const statuses = [];
		for (let index = 0; index < count; index++) statuses.push((await detail()).httpStatus);
		return statuses;
	}

	it('is the order in which they were given, each as often as it says', async () => {
		await emulator.faults([failing(500, { times: 2 }), failing(503)]);

		expect(await nextStatuses(4)).toEqual([500, 500, 503, 200]);
		expect(await emulator.unspentFaults()).toEqual([]);
	});

	it('lets calls pass first when a fault says so', async () => {
		await emulator.faults([failing(502, { after: 2 })]);

		expect(await nextStatuses(4)).toEqual([200, 200, 502, 200]);
	});

	it('has no end for a fault that comes always', async () => {
		await emulator.faults([failing(500, { times: 'always' })]);

		expect(await nextStatuses(3)).toEqual([500, 500, 500]);
		expect(await emulator.unspentFaults()).toMatchObject([{ status: 500, times: 'always' }]);
	});

	it('concerns one endpoint only', async () => {
		await emulator.faults([failing(500)]);

		expect((await call(emulator, '/Task/Kill', { taskid: '1' })).httpStatus).toBe(200);
		expect(await emulator.unspentFaults()).toHaveLength(1);
	});

	it('is forgotten with a reset', async () => {
		await emulator.faults([failing(500)]);
		await emulator.reset();

		expect(await emulator.unspentFaults()).toEqual([]);
	});
});
