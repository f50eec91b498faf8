import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { Fault, FaultKind } from '../../emulator/control.mts';
import { DROP, useFaults } from '../support/faults/faults.mts';
import { EACH_PROMPT, FAST, jsonOf } from '../support/wiro/useWiro.mts';

/**
 * How many sequences are tried, and how many of them side by side. Only with a number do some Runs
 * never arrive, since looking for them takes half a minute.
 */
const GIVEN = process.env.LOST_SEQUENCES;
const SEQUENCES = Number(GIVEN ?? 6);
const SIDE_BY_SIDE = 20;

/** The seed of a run that failed, to try the same sequences again. */
const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The longest for all of it, on a slow machine. */
const TIMEOUT_MS = 900_000;

/** Executions at the same time, each with the words of its items and what goes wrong with its Runs. */
interface Sequence {
	executions: Array<{ words: string[]; faults: Fault[]; waits: boolean; atOnce: number }>;
}

const LOST: FaultKind[] = [
	{ kind: 'resetAfter' },
	{ kind: 'breakHalfway' },
	{ kind: 'timeout', acted: true, ...DROP },
	{ kind: 'invalidJson', acted: true },
	{ kind: 'emptyBody', acted: true },
	{ kind: 'patch', patch: { taskid: null, socketaccesstoken: null } },
];

const HARMLESS: FaultKind[] = [
	{ kind: 'trickle', pieces: 3, everyMs: 400 },
	{ kind: 'status', status: 429, headers: { 'retry-after': '0' } },
	{ kind: 'errors', errors: [{ code: 97, message: 'Insufficient balance.' }] },
];

const NEVER_ARRIVED: FaultKind[] = [{ kind: 'resetBefore' }, { kind: 'status', status: 502 }];

const KINDS = [...LOST, ...LOST, ...HARMLESS, ...(GIVEN === undefined ? [] : NEVER_ARRIVED)];

const faults = fc.array(
	fc
		.record({
			kind: fc.constantFrom(...KINDS),
			times: fc.integer({ min: 1, max: 3 }),
			after: fc.integer({ min: 0, max: 2 }),
		})
		.map(({ kind, times, after }): Fault => ({ endpoint: 'run', times, after, ...kind })),
	{ minLength: 1, maxLength: 4 },
);

const sequences: fc.Arbitrary<Sequence> = fc.record({
	executions: fc.array(
		fc.record({
			// A few words only, so that many items are equal.
			words: fc.array(fc.constantFrom('cat', 'cat', 'dog', 'bird'), { minLength: 1, maxLength: 8 }),
			faults,
			waits: fc.boolean(),
			atOnce: fc.integer({ min: 1, max: 8 }),
		}),
		{ minLength: 1, maxLength: 3 },
	),
});

const text = (value: unknown) => (typeof value === 'string' ? value : '');

describe('However many answers to Run are lost', () => {
	const wiro = useFaults({ taskListAnswer: 'tasks', seed: `lost Runs ${SEED}` });

	/** Tries a sequence, and gives what is wrong with its outcome. */
	async function attempt({ executions }: Sequence, number: number): Promise<string[]> {
		const promptOf = (word: string) => `Sequence ${number}: a ${word}`;
		const done = await Promise.all(
			executions.map(async ({ words, faults: itsFaults, waits, atOnce }) => {
				const { run } = await wiro.attempt({
					faults: itsFaults,
					parameters: {
						...EACH_PROMPT,
						waitForCompletion: waits,
						options: { ...FAST, maxConcurrentTasks: atOnce },
					},
					setup: {
						node: { onError: 'continueRegularOutput' },
						startItems: words.map((word) => ({ json: { prompt: promptOf(word) } })),
					},
				});
				return jsonOf(run).map((json, index) => ({ word: words[index] ?? '', ...json }));
			}),
		);
		const items: Array<{ word: string; taskId?: unknown; error?: unknown }> = done.flat();
		const tasks = (await wiro.tasks()).filter(({ parameters }) =>
			text(parameters.prompt).startsWith(`Sequence ${number}:`),
		);
		const wrong: string[] = [];
		if (items.length !== executions.flatMap(({ words }) => words).length) {
			wrong.push('there is not one item for each');
		}
		for (const { id, parameters } of tasks) {
			const takers = items.filter(({ taskId }) => taskId === id);
			if (takers.length !== 1) wrong.push(`${takers.length} items have task ${id}`);
			if (takers.some(({ word }) => promptOf(word) !== parameters.prompt)) {
				wrong.push(`task ${id} is with an item of other words`);
			}
		}
		for (const { taskId, error } of items) {
			if (taskId !== undefined && !tasks.some(({ id }) => id === taskId)) {
				wrong.push(`an item has the task ${text(taskId)} of someone else`);
			}
			if (taskId !== undefined && error !== undefined) wrong.push(text(error));
		}
		if (tasks.length > items.length) wrong.push('something was paid twice');
		return wrong;
	}

	it(
		'every task that was started is found, none is given to two items, and none is paid twice',
		async () => {
			const all = fc.sample(sequences, { seed: SEED, numRuns: SEQUENCES });
			const left = [...all.entries()];
			const failures: Array<{ sequence: Sequence; wrong: string[] }> = [];
			const workers = Array.from({ length: SIDE_BY_SIDE }, async () => {
				for (let next = left.pop(); next !== undefined; next = left.pop()) {
					const [number, sequence] = next;
					const wrong = await attempt(sequence, number);
					if (wrong.length > 0) failures.push({ sequence, wrong });
				}
			});
			await Promise.all(workers);

			expect({ seed: SEED, failures }).toEqual({ seed: SEED, failures: [] });
		},
		TIMEOUT_MS,
	);
});
