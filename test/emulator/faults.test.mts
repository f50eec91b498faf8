import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Fault } from '../../emulator/control.mts';
import { until } from '../../n8n/until.mts';
import { only, RUN, SHORT_RUN, SOON, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 0.001 });

beforeEach(async () => {
	await wiro.emulator.plantTask({
		id: '1',
		token: 'a',
		status: 'task_postprocess_end',
		outputs: 1,
	});
});

/** A Run as it comes over the network. */
async function run(signal?: AbortSignal): Promise<Response> {
	return await fetch(`${wiro.emulator.baseUrl}${RUN}`, {
		method: 'POST',
		headers: { ...wiro.signed(), 'content-type': 'application/json' },
		body: JSON.stringify(SHORT_RUN),
		...(signal === undefined ? {} : { signal }),
	});
}

/** How many tasks Runs have made (one is planted). */
async function tasksMade(): Promise<number> {
	return (await wiro.emulator.tasks()).length - 1;
}

/** Resolves when so many Runs have come. */
async function untilRunsCame(count: number): Promise<void> {
	await until(
		`${count} Runs have come`,
		async () => (await wiro.emulator.requests('run')).length === count,
		SOON,
	);
}

async function detail() {
	return await wiro.call('/Task/Detail', { taskid: '1' });
}

describe('faults of the network', () => {
	it.each([
		['resetBefore', 0],
		['resetAfter', 1],
	] as const)('%s breaks the connection; tasks made: %i', async (kind, made) => {
		await wiro.emulator.faults([{ endpoint: 'run', kind }]);

		await expect(run()).rejects.toThrow('fetch failed');
		expect(await tasksMade()).toBe(made);
		expect(only(await wiro.emulator.requests('run')).statusCode).toBeNull();
	});

	it.each([
		[false, 0],
		[true, 1],
	])('timeout with acted %s never answers; tasks made: %i', async (acted, made) => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'timeout', acted }]);
		const abort = new AbortController();
		const answer = run(abort.signal);
		await untilRunsCame(1);
		abort.abort();

		await expect(answer).rejects.toThrow('aborted');
		expect(await tasksMade()).toBe(made);
	});

	it('stall sends half an answer and then nothing', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'stall' }]);
		const abort = new AbortController();
		const response = await run(abort.signal);
		const length = Number(response.headers.get('content-length'));
		const first = await response.body?.getReader().read();
		abort.abort();

		expect(response.status).toBe(200);
		expect(first?.value?.byteLength).toBe(Math.floor(length / 2));
		expect(await tasksMade()).toBe(1);
	});

	it.each(['timeout', 'stall'] as const)('%s can end with a closed connection', async (kind) => {
		await wiro.emulator.faults([{ endpoint: 'run', kind, dropAfterMs: 20 }]);

		await expect(run().then((response) => response.text())).rejects.toThrow(
			/fetch failed|terminated/,
		);
	});

	it('breakHalfway breaks off in the middle of a file', async () => {
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'breakHalfway' }]);
		const { url } = only(only((await detail()).tasklist).outputs);

		await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow();
		expect((await fetch(url)).status).toBe(200);
	});
});

describe('faults of the server', () => {
	it.each([401, 403, 404, 429, 500, 502, 503])('status answers with HTTP %i', async (status) => {
		const headers = { 'retry-after': '7', 'content-type': 'text/html' };
		await wiro.emulator.faults([
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
		await wiro.emulator.faults([{ endpoint: 'run', kind, acted }]);
		const response = await run();

		expect(response.status).toBe(200);
		await expect(response.json()).rejects.toThrow('JSON');
		expect(await tasksMade()).toBe(made);
	});

	it('errors answers result false with these errors', async () => {
		const errors = [{ code: 96, message: 'Limit' }, 'as plain text'];
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'errors', errors }]);

		expect(await (await run()).json()).toEqual({ result: false, errors });
		expect(await tasksMade()).toBe(0);
	});

	it('emptyTasklist answers that all is well and shows no task', async () => {
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'emptyTasklist' }]);

		expect(await detail()).toMatchObject({ result: true, tasklist: [] });
	});

	it('patch overwrites and removes keys of the tasks', async () => {
		const patch = { status: 'task_daydream', size: 12, pexit: null, outputs: null };
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'patch', patch }]);
		const task = only((await detail()).tasklist);

		expect(task).toMatchObject({ id: '1', status: 'task_daydream', size: 12 });
		expect(task).not.toHaveProperty('pexit');
		expect(task).not.toHaveProperty('outputs');
	});

	it('bareNumbers sends strings that hold a number as numbers', async () => {
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'bareNumbers' }]);

		expect(only((await detail()).tasklist)).toMatchObject({
			id: 1,
			pexit: 0,
			status: 'task_postprocess_end',
		});
	});

	it('patch changes the answer of a Run itself', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'patch', patch: { taskid: null } }]);

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
		await wiro.emulator.faults([failing(500, { times: 2 }), failing(503)]);

		expect(await nextStatuses(4)).toEqual([500, 500, 503, 200]);
		expect(await wiro.emulator.unspentFaults()).toEqual([]);
	});

	it('lets calls pass first when a fault says so', async () => {
		await wiro.emulator.faults([failing(502, { after: 2 })]);

		expect(await nextStatuses(4)).toEqual([200, 200, 502, 200]);
	});

	it('has no end for a fault that comes always', async () => {
		await wiro.emulator.faults([failing(500, { times: 'always' })]);

		expect(await nextStatuses(3)).toEqual([500, 500, 500]);
		expect(await wiro.emulator.unspentFaults()).toMatchObject([{ status: 500, times: 'always' }]);
	});

	it('concerns one endpoint only', async () => {
		await wiro.emulator.faults([failing(500)]);

		expect((await wiro.call('/Task/Kill', { taskid: '1' })).httpStatus).toBe(200);
		expect(await wiro.emulator.unspentFaults()).toHaveLength(1);
	});

	it('is forgotten with a reset', async () => {
		await wiro.emulator.faults([failing(500)]);
		await wiro.emulator.reset();

		expect(await wiro.emulator.unspentFaults()).toEqual([]);
	});
});
