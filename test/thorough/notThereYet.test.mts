import { describe, expect, it } from '@jest/globals';

import type { UnknownTaskAnswer } from '../../emulator/control.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { bringAllWays } from '../support/engine/ways.mts';
import {
	EACH_PROMPT,
	FAST,
	SHORT_RUN,
	jsonOf,
	retryOnFail,
	useWiro,
	wiroNode,
} from '../support/wiro/useWiro.mts';

const ANSWERS: UnknownTaskAnswer[] = [
	'noTaskYet',
	'notFounded',
	'notExist',
	'http404',
	'emptyList',
];

/** A task that is never shown. */
const NEVER_SHOWN = { end: 'success', hiddenChecks: 100_000 } as const;

/** Longer than Wiro may deny a task, in milliseconds. */
const TIMEOUT_MS = 90_000;

describe('A task that Wiro does not show yet', () => {
	const wiro = useWiro();

	it.each(ANSWERS)('comes home whichever way (Wiro says: %s)', async (answer) => {
		await wiro.emulator.settings({ unknownTaskAnswer: answer });
		const homes = await bringAllWays(wiro, { end: 'success', hiddenChecks: 2 });

		for (const [name, { items, error }] of homes) {
			expect([name, error]).toEqual([name, undefined]);
			expect([name, items]).toMatchObject([name, [{ json: { succeeded: true } }]]);
		}
		const { run, detail = 0 } = await wiro.counts();
		expect(run).toBe(homes.length);
		expect(detail).toBeGreaterThanOrEqual(3 * homes.length);
	});

	it('does not stop the other items of a batch, and is not paid twice', async () => {
		await wiro.emulator.fates([{ end: 'success', hiddenChecks: 2 }, { end: 'success' }]);
		const run = await wiro.run(EACH_PROMPT, {
			startItems: ['one', 'two', 'three'].map((prompt) => ({ json: { prompt } })),
			node: retryOnFail(3),
		});

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true, true]);
		expect((await wiro.counts()).run).toBe(3);
	});

	it.each(['get', 'kill', 'cancel'])(
		'is asked for again by %s in the execution that has started it',
		async (operation) => {
			await wiro.emulator.settings({ workerSlots: operation === 'cancel' ? 0 : 1 });
			await wiro.emulator.fates([{ end: 'never', hiddenSeconds: 400 }]);
			const run = await runWorkflow({
				workflow: chain(
					wiroNode({ ...SHORT_RUN, waitForCompletion: false }),
					wiroNode({ operation }, { name: 'Next' }),
				),
				credentials: { [CREDENTIAL]: wiro.credential },
			});

			expect(run.items('Next')).toMatchObject([{ json: { taskId: '700001' } }]);
			expect((await wiro.counts()).run).toBe(1);
		},
	);

	it('is stopped all the same when the user stops the execution', async () => {
		await wiro.emulator.fates([{ end: 'never', hiddenSeconds: 400 }]);
		const stop = new AbortController();
		const execution = wiro.run(SHORT_RUN, { signal: stop.signal });
		await wiro.tasksWhen(([task]) => task !== undefined);

		stop.abort();

		expect((await execution).status).toBe('canceled');
		await wiro.tasksWhen(([task]) => task?.status === 'task_cancel');
		expect((await wiro.counts()).run).toBe(1);
	});

	it('is not asked for in the first second of its life', async () => {
		const startItems = Array.from({ length: 50 }, () => ({}));
		await wiro.emulator.settings({ workerSlots: 100 });
		const run = await wiro.run(SHORT_RUN, { startItems });

		expect(run.error).toBeUndefined();
		const started = new Map(
			(await wiro.requests('run')).map(({ taskIds: [id], atMs }) => [id, atMs]),
		);
		const ages = (await wiro.requests('detail')).map(
			({ taskIds: [id], atMs }) => atMs - (started.get(id) ?? Infinity),
		);
		expect(ages.length).toBeGreaterThanOrEqual(50);
		expect(ages.filter((age) => age < 1_000)).toEqual([]);
		await wiro.counts();
	});

	it(
		'fails its item after half a minute, and says that it may be running and be paid',
		async () => {
			await wiro.emulator.fates([NEVER_SHOWN, NEVER_SHOWN, NEVER_SHOWN]);
			const waiting = { operation: 'waitForCompletion', options: FAST };
			const suspending = { operation: 'waitForCompletion', waitMode: 'suspend' };
			const runs = await Promise.all([
				wiro.run(SHORT_RUN, { node: retryOnFail(2) }),
				...[waiting, suspending].map(
					async (parameters) =>
						await runWorkflow({
							workflow: chain(
								wiroNode({ ...SHORT_RUN, waitForCompletion: false }),
								wiroNode(parameters, { name: 'Next' }),
							),
							credentials: { [CREDENTIAL]: wiro.credential },
						}),
				),
			]);

			for (const { status, error } of runs) {
				expect(status).toBe('error');
				expect(error).toMatchObject({
					message: expect.stringMatching(
						/^Wiro does not show the task 70000\d, although it was started \[item 0\]$/,
					),
					description: expect.stringMatching(/do not run again yet.*Get/),
				});
			}
			const checks = await wiro.requests('detail');
			const times = checks.filter(({ body }) => body?.taskid === '700001').map(({ atMs }) => atMs);
			expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(29_000);
			expect((await wiro.counts()).run).toBe(3);
		},
		TIMEOUT_MS,
	);
});

describe('A task that nobody here has started', () => {
	const wiro = useWiro();

	it.each(ANSWERS)('is an error after a few checks at most (Wiro says: %s)', async (answer) => {
		await wiro.emulator.settings({ unknownTaskAnswer: answer });
		const runs = await Promise.all(
			['get', 'waitForCompletion'].map(
				async (operation) => await wiro.run({ operation, taskId: '999', options: FAST }),
			),
		);

		for (const { error } of runs) {
			expect(error).toMatchObject({
				message: expect.stringMatching(/^Wiro knows no such task in this project/),
				description: expect.stringMatching(/Check the 'Task ID'/),
			});
		}
		const { detail = 0 } = await wiro.counts();
		expect(detail).toBe(answer === 'emptyList' ? 2 * 4 : 2);
	});
});
