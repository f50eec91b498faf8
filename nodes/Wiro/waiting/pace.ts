import type { WiroError } from '../api/wiroError';

/** The shortest and longest time between two looks at a task that runs, in milliseconds. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 10_000;

/**
 * The older a task, the less it matters to notice its end at once: this share of its age is the
 * time to the next look, so that on average the end is noticed within half of it. The share of the
 * first minutes goes up to a time with which a five-minute task takes less than 80 looks in all.
 */
const EARLY_SHARE = 0.05;
const EARLY_LONGEST_MS = 5_800;
const LATE_SHARE = 1 / 60;

/** Times differ by up to this share either way, so that the items of an execution do not poll in step. */
const JITTER = 0.2;

/** A time made longer or shorter by chance. `random` gives numbers from 0 to 1, as Math.random does. */
export function jittered(milliseconds: number, random: () => number = Math.random): number {
	return milliseconds * (1 + JITTER * (2 * random() - 1));
}

/** The time to the next look at a task, in milliseconds, by how long it has been waited for. */
export function delayBeforeCheck(ageMs: number, random: () => number = Math.random): number {
	const early = Math.min(EARLY_LONGEST_MS, ageMs * EARLY_SHARE);
	const delay = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, early, ageMs * LATE_SHARE));
	return Math.min(LONGEST_MS, jittered(delay, random));
}

/** A time of the caller's own, or the one that Wiro asks for where that is longer, in milliseconds. */
export function atLeastRetryAfter(milliseconds: number, error: WiroError): number {
	return Math.max(milliseconds, error.retryAfterMs ?? 0);
}

/** The time before a failed call is made again, in milliseconds: 1 s, 2 s, 4 s … up to 10 s. */
export function delayBeforeRetry(failures: number, random: () => number = Math.random): number {
	return jittered(Math.min(LONGEST_MS, 1_000 * 2 ** (failures - 1)), random);
}
