import { describe, expect, it } from '@jest/globals';

import { backoff, jittered } from '../../dist/nodes/Wiro/api/pause.js';
import { delayBeforeCheck } from '../../dist/nodes/Wiro/waiting/poll.js';

/** Numbers from 0 to 1, the same ones for the same seed (the generator mulberry32). */
function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Looks at a task of so many milliseconds as the node does: how often, and how late its end is seen. */
function waitFor(durationMs: number, random: () => number): { checks: number; lateMs: number } {
	let age = 0;
	let checks = 1;
	while (age < durationMs) {
		age += delayBeforeCheck(age, random);
		checks += 1;
	}
	return { checks, lateMs: age - durationMs };
}

const NEVER_LONGER_MS = 10_000;
const MIDDLE = () => 0.5;
const AGES_S = [0, 1, 10, 49, 50, 100, 200, 250, 300, 3_600];

describe('The time to the next check of a task', () => {
	it.each(AGES_S)('is between 1.6 and 10 seconds, whatever chance says (age %d s)', (seconds) => {
		const random = seededRandom(seconds);
		const delays = [() => 0, () => 1, ...Array.from({ length: 200 }, () => random)].map((chance) =>
			delayBeforeCheck(seconds * 1_000, chance),
		);

		expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_600);
		expect(Math.max(...delays)).toBeLessThanOrEqual(NEVER_LONGER_MS);
	});

	it('grows with the age of the task', () => {
		const delays = AGES_S.map((seconds) => delayBeforeCheck(seconds * 1_000, MIDDLE));

		expect(delays).toEqual([...delays].sort((a, b) => a - b));
		expect(delays[0]).toBe(2_000);
		expect(delays.at(-1)).toBe(NEVER_LONGER_MS);
	});

	it('differs from one item to the next', () => {
		const random = seededRandom(1);
		const delays = Array.from({ length: 50 }, () => delayBeforeCheck(100_000, random));

		expect(new Set(delays).size).toBe(50);
		expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(1_000);
	});

	it.each([10, 60, 300])(
		'shows the end of a task of %d seconds soon, with few checks',
		(seconds) => {
			const durationMs = seconds * 1_000;
			const random = seededRandom(seconds);
			const waits = Array.from({ length: 2_000 }, () => waitFor(durationMs, random));

			const average = waits.reduce((sum, { lateMs }) => sum + lateMs, 0) / waits.length;
			expect(average).toBeLessThanOrEqual(Math.max(2_000, durationMs * 0.02));
			expect(Math.max(...waits.map(({ lateMs }) => lateMs))).toBeLessThanOrEqual(NEVER_LONGER_MS);
			expect(Math.max(...waits.map(({ checks }) => checks))).toBeLessThanOrEqual(80);
		},
	);
});

describe('The time before a failed call is made again', () => {
	it('doubles with each failure, up to ten seconds', () => {
		const delays = [1, 2, 3, 4, 5, 6, 60].map((failures) => backoff(failures, MIDDLE));

		expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
	});

	it('differs by a fifth at most', () => {
		expect(backoff(1, () => 0)).toBeCloseTo(800);
		expect(backoff(1, () => 1)).toBeCloseTo(1_200);
	});
});

describe('Chance', () => {
	it('makes a time up to a fifth longer or shorter, and on average neither', () => {
		const random = seededRandom(7);
		const times = Array.from({ length: 5_000 }, () => jittered(1_000, random));

		expect(Math.min(...times)).toBeGreaterThanOrEqual(800);
		expect(Math.max(...times)).toBeLessThanOrEqual(1_200);
		const average = times.reduce((sum, each) => sum + each, 0) / times.length;
		expect(Math.abs(average - 1_000)).toBeLessThan(10);
	});
});
