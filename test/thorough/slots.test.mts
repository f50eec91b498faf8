import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { until } from '../../n8n/until.mts';
import { createRelay } from '../support/wiro/relay.mts';
import { EACH_PROMPT, FAST, SHORT_RUN, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const items = (...prompts: string[]) => prompts.map((prompt) => ({ json: { prompt } }));

describe('Run, with more items than there are slots for,', () => {
	const wiro = useWiro();

	it('keeps no more tasks on Wiro at a time than the user wants', async () => {
		const run = await wiro.run(
			{ ...EACH_PROMPT, options: { ...FAST, maxConcurrentTasks: 1 } },
			{ startItems: items('one', 'two', 'three') },
		);

		expect(jsonOf(run)).toHaveLength(3);
		const runs = await wiro.requests('run');
		expect(runs.map(({ body }) => body?.prompt)).toEqual(['one', 'two', 'three']);
		const details = await wiro.requests('detail');
		// Before the next Run, the last check of the task before it had seen its end.
		for (const [position, { index }] of runs.slice(1).entries()) {
			const before = runs[position]?.taskIds[0];
			expect(details.some((detail) => detail.index > index && detail.taskIds[0] === before)).toBe(
				false,
			);
		}
	});

	it('queues in the node what Wiro has no slot for, and brings all items home', async () => {
		await wiro.emulator.settings({ concurrentTaskLimit: 2 });
		const run = await wiro.run(EACH_PROMPT, { startItems: items('1', '2', '3', '4', '5') });

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true, true, true, true]);
		const runs = await wiro.requests('run');
		expect(runs.filter(({ result }) => result === true)).toHaveLength(5);
		expect(runs.filter(({ result }) => result === false).length).toBeGreaterThan(0);
		expect((await wiro.requests('detail')).length).toBeGreaterThanOrEqual(5);
	});

	it('waits for its slots longer than the timeout of a task, as long as its tasks end', async () => {
		// Each task takes 2.5 s, all of them 10 s; the timeout is 3.6 s, and a second check for a free
		// slot, about 6 s after the first refusal, finds none.
		await wiro.emulator.settings({ concurrentTaskLimit: 1, speed: 8, taskSeconds: 19 });
		const run = await wiro.run(
			{ ...EACH_PROMPT, options: { pollInterval: 0.2, timeout: 0.06 } },
			{ startItems: items('1', '2', '3', '4') },
		);

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true, true, true]);
		const runs = await wiro.requests('run');
		expect(runs.filter(({ result }) => result === true)).toHaveLength(4);
		const refusedAt = runs.filter(({ result }) => result === false).map(({ atMs }) => atMs);
		expect(Math.max(...refusedAt) - Math.min(...refusedAt)).toBeGreaterThan(3_600);
		await wiro.requests('detail');
	});

	it('gives up when no slot becomes free for as long as a task may take', async () => {
		await wiro.emulator.plantTask({ id: '4711', token: 'of-someone-else', status: 'task_start' });
		await wiro.emulator.settings({ concurrentTaskLimit: 1 });

		const run = await wiro.run(
			{ ...EACH_PROMPT, options: { ...FAST, timeout: 0.02 } },
			{ startItems: items('1', '2') },
		);

		expect(run.error?.message).toContain('All of your task slots on Wiro are taken');
		const runs = await wiro.requests('run');
		expect(runs.every(({ result }) => result === false)).toBe(true);
		expect(runs.length).toBeGreaterThan(2);
	});

	it('gives up for every item after that time, not for one after the other', async () => {
		await wiro.emulator.plantTask({ id: '4711', token: 'of-someone-else', status: 'task_start' });
		await wiro.emulator.settings({ concurrentTaskLimit: 1 });

		const run = await wiro.run(
			{ ...EACH_PROMPT, options: { ...FAST, timeout: 0.02 } },
			{ startItems: items('1', '2', '3', '4'), node: { onError: 'continueRegularOutput' } },
		);

		const refused = expect.stringContaining('All of your task slots on Wiro are taken');
		expect(jsonOf(run)).toMatchObject(Array.from({ length: 4 }, () => ({ error: refused })));
		// Each item tries at once, and once more when its time is up.
		expect(await wiro.requests('run')).toHaveLength(8);
	});

	it('sends a Run again that finds no connection after it has waited for a slot', async () => {
		const noSlot = { code: 96, message: 'Concurrent task limit of 1.' };
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'errors', errors: [noSlot], times: 4 }]);
		const relay = await createRelay(wiro.emulator.baseUrl);
		await relay.open();
		const { type, data } = wiro.credential;
		try {
			const running = wiro.run(SHORT_RUN, {
				credential: { type, data: { ...data, baseUrl: relay.baseUrl } },
			});
			await until(
				'Wiro has refused it four times',
				async () => (await wiro.requests('run')).length === 4,
				{ timeoutMs: 60_000, intervalMs: 50 },
			);
			await relay.close();
			// The next try comes within 3.6 s, and finds the connection closed.
			await setTimeout(4_000);
			await relay.open();

			expect(jsonOf(await running)).toMatchObject([{ succeeded: true }]);
		} finally {
			await relay.close();
		}
		expect(await wiro.counts()).toMatchObject({ run: 5 });
	});
});
