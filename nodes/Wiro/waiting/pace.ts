import { jittered } from '../api/pause';

/** The shortest and longest time between two checks of a task that runs, in milliseconds. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 10_000;

/**
 * The older a task, the less it matters to notice its end at once: this share of its age is the
 * time to the next check, so that on average the end is noticed within half of it. The share of the
 * first minutes goes up to a time with which a five-minute task takes less than 80 checks in all.
 */
const EARLY_SHARE = 0.05;
const EARLY_LONGEST_MS = 5_800;
const LATE_SHARE = 1 / 60;

/** The time to the next check of a task, in milliseconds, by how long it has been waited for. */
export function delayBeforeCheck(ageMs: number, random: () => number = Math.random): number {
	const early = Math.min(EARLY_LONGEST_MS, ageMs * EARLY_SHARE);
	const delay = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, early, ageMs * LATE_SHARE));
	return Math.min(LONGEST_MS, jittered(delay, random));
}
