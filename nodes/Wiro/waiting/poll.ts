import type { WiroClient } from '../api/client';
import { atLeastRetryAfter, jittered, MOST_TRIES, pause } from '../api/pause';
import type { Task, TaskReference } from '../api/task';
import { timedOut } from '../api/taskErrors';
import { isUnknownTask, mayRetry, outcomeOf } from '../api/wiroError';
import type { TaskWatch } from './taskWatch';

/** The shortest and longest delay between two checks of a running task, in milliseconds. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 10_000;

/**
 * The older a task, the less urgent it is to notice its end. The delay is a share of its age, and on
 * average the end is noticed after half of the delay. In the first minutes the share is larger, up to
 * a delay that keeps a five-minute task below 80 checks.
 */
const EARLY_SHARE = 0.05;
const EARLY_LONGEST_MS = 5_800;
const LATE_SHARE = 1 / 60;

/** The delay before the next check of a task, in milliseconds, by the time already waited. */
export function delayBeforeCheck(ageMs: number, random: () => number = Math.random): number {
	const early = Math.min(EARLY_LONGEST_MS, ageMs * EARLY_SHARE);
	const delay = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, early, ageMs * LATE_SHARE));
	return Math.min(LONGEST_MS, jittered(delay, random));
}

/** No task is checked more often than this, jitter included; in milliseconds. */
const SHORTEST_INTERVAL_MS = 100;

/**
 * What is left of the delay while one request tells about many tasks: that costs little, and the tasks
 * that end between two of them are then checked one after the other.
 */
const SHARED_DELAY = 0.7;

/** How long and how often to check. */
export interface Patience {
	/** The longest time to wait, in milliseconds. */
	timeoutMs: number;
	/** The delay between two checks, in milliseconds; undefined means adaptive. */
	intervalMs?: number;
}

/** What polling needs of the execution. */
export interface Poller {
	wiro: WiroClient;
	/** Tells which of many waiting tasks need a check. */
	watch: TaskWatch;
}

/**
 * Checks a task until it has ended, and returns it, successful or not.
 * A failed check is repeated until the deadline, unless it can never succeed.
 * @param isNew whether the task has just been started, so that it cannot have ended yet
 * @throws WiroError if the task is still running at the deadline, or a check can never succeed
 * @throws the signal's reason
 */
export async function pollUntilEnd(
	{ wiro, watch }: Poller,
	task: TaskReference,
	{ timeoutMs, intervalMs }: Patience,
	isNew = false,
): Promise<Task> {
	const start = Date.now();
	const ageNow = () => Date.now() - start;
	const delayNow = () =>
		intervalMs === undefined
			? delayBeforeCheck(ageNow()) * (watch.looksAtAll ? SHARED_DELAY : 1)
			: Math.max(SHORTEST_INTERVAL_MS, jittered(intervalMs));
	const untilCheck = async () => await watch.untilCheck(task, delayNow, timeoutMs - ageNow());
	if (isNew) await untilCheck();
	for (let denials = 0; ; ) {
		// Measured before the check, so that the last check comes after the deadline.
		const isLast = ageNow() >= timeoutMs;
		const outcome = await outcomeOf(async () => await wiro.detail(task, false));
		if (outcome.ok) {
			denials = 0;
			if (outcome.value.end !== undefined) return outcome.value;
			if (isLast) throw timedOut(outcome.value, timeoutMs);
			await untilCheck();
		} else {
			const { error } = outcome;
			if (isUnknownTask(error)) denials++;
			if (isLast || !mayRetry(error) || denials === MOST_TRIES) throw error;
			const delay = atLeastRetryAfter(delayNow(), error);
			await pause(Math.max(0, Math.min(delay, timeoutMs - ageNow())), wiro.signal);
		}
	}
}
