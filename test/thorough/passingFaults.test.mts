import { describe, expect, it } from '@jest/globals';

import type { Fault, FaultKind } from '../../emulator/control.mts';
import { readBinary, withBinaryData } from '../../n8n/engine/binaryData.mts';
import { FAST, SHORT_RUN, WIRO, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const page = { headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' };
const retryAfter = (seconds: number) => ({ headers: { 'retry-after': String(seconds) } });

const PASSING: Array<[string, FaultKind]> = [
	['a connection that is reset before the answer', { kind: 'resetBefore' }],
	['a connection that is reset instead of the answer', { kind: 'resetAfter' }],
	['a connection that ends within the answer', { kind: 'breakHalfway' }],
	['HTTP 500', { kind: 'status', status: 500 }],
	['HTTP 502 with a page', { kind: 'status', status: 502, ...page }],
	['HTTP 503', { kind: 'status', status: 503, ...retryAfter(1) }],
	['HTTP 429 that asks for no wait', { kind: 'status', status: 429, ...retryAfter(0) }],
	['HTTP 429 that asks for a wait of a second', { kind: 'status', status: 429, ...retryAfter(1) }],
	['JSON that breaks off', { kind: 'invalidJson' }],
	['an empty answer', { kind: 'emptyBody' }],
	['a list without the task', { kind: 'emptyTasklist' }],
];

describe('Polling', () => {
	const wiro = useWiro();

	it.each(PASSING)('survives %s', async (_name, kind) => {
		await wiro.emulator.faults([{ endpoint: 'detail', ...kind }]);

		const run = await wiro.run(SHORT_RUN);

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect(await wiro.emulator.unspentFaults()).toEqual([]);
		expect((await wiro.counts()).run).toBe(1);
	});

	it('survives everything of that in a row', async () => {
		const faults = PASSING.map(([, kind]): Fault => ({ endpoint: 'detail', ...kind }));
		await wiro.emulator.faults(faults);

		const run = await wiro.run(SHORT_RUN);

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect(await wiro.emulator.unspentFaults()).toEqual([]);
		expect((await wiro.counts()).run).toBe(1);
	});

	it.each([401, 403])('ends at once on HTTP %d, and names the task', async (status) => {
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'status', status, times: 'always' }]);

		const run = await wiro.run(SHORT_RUN);

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			httpCode: String(status),
			description: expect.stringContaining('Task: 700001'),
		});
		expect(await wiro.counts()).toEqual({ run: 1, detail: 1 });
	});
});

describe('A download', () => {
	const wiro = useWiro();
	const download = { ...SHORT_RUN, options: { ...FAST, downloadOutputs: true } };

	it.each(['default', 'filesystem'] as const)(
		'that breaks off is made again, and the file is whole (binary data mode %s)',
		async (mode) => {
			await wiro.emulator.faults([{ endpoint: 'file', kind: 'breakHalfway' }]);

			await withBinaryData(mode, async () => {
				const run = await wiro.run(download);
				const [item] = run.items(WIRO);
				expect(item && (await readBinary(item)).length).toBe(item?.json.sizeBytes);
				expect(item?.json.sizeBytes).toBeGreaterThan(0);
			});
			expect(await wiro.counts()).toMatchObject({ run: 1, file: 2 });
		},
	);

	it('of a file that is not there yet is made again', async () => {
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'status', status: 404 }]);

		const run = await wiro.run(download);

		expect(run.items(WIRO)).toMatchObject([{ binary: { data: { fileName: '700001-0.mp4' } } }]);
		expect(await wiro.counts()).toMatchObject({ run: 1, file: 2 });
	});

	it('that never works fails in the end, and names the task and the URL', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'file', kind: 'status', status: 404, times: 'always' },
		]);

		const runs = await Promise.all([
			wiro.run(download),
			wiro.run({ ...download, simplify: false }),
		]);

		const tasks = await wiro.emulator.tasks();
		for (const run of runs) {
			const task = tasks.find(({ id }) => run.error?.message.includes(id));
			expect(task?.outputs[0]?.url).toMatch(/^http/);
			expect(run.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(/^The output of the task \d+ could not be downloaded.*404/),
				description: expect.stringContaining(String(task?.outputs[0]?.url)),
			});
			// It is the file server that has refused, not Wiro's API.
			expect(run.error?.message).not.toMatch(/Wiro refused|no reason given/);
		}
		expect(await wiro.counts()).toMatchObject({ run: 2, file: 8 });
	});
});
