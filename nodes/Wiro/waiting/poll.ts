import { isPassing, isUnknownTask, outcomeOf } from '../api/outcome';
import { timedOut } from '../api/taskErrors';
import type { Task, TaskHandle } from '../api/task';
import type { Interruption } from './interruption';
import { atLeastRetryAfter, delayBeforeCheck, jittered } from './pace';
import { MOST_TRIES } from './retry';

/** Nobody looks more often than this, jitter included; in milliseconds. */
const SHORTEST_INTERVAL_MS = 100;

/** How a user wants to wait. */
export interface Patience {
	/** How long at most, in milliseconds. */
	timeoutMs: number;
	/** The time between two looks, in milliseconds; undefined means adaptive. */
	intervalMs?: number;
}

/**
 * Looks at a task until it has ended, and gives it back as it ended, whichever way.
 * A failed look is repeated until the deadline, unless it says that it will never work.
 * @param look asks Wiro for the task
 * @param isNew whether the task has just been started, so that it cannot have ended yet
 * @throws WiroError when the task runs on past the deadline, or a look can never work
 * @throws Interrupted
 */
export async function pollUntilEnd(
	look: () => Promise<Task>,
	handle: TaskHandle,
	{ timeoutMs, intervalMs }: Patience,
	interruption: Interruption,
	isNew = false,
): Promise<Task> {
	const start = Date.now();
	const delayAt = (age: number) =>
		intervalMs === undefined
			? delayBeforeCheck(age)
			: Math.max(SHORTEST_INTERVAL_MS, jittered(intervalMs));
	if (isNew) await interruption.pause(Math.min(delayAt(0), timeoutMs));
	for (let denials = 0; ; ) {
		// Taken before the look, so that the last look is made when the time is up, not before.
		const isLast = Date.now() - start >= timeoutMs;
		const outcome = await outcomeOf(look);
		const age = Date.now() - start;
		let delay = delayAt(age);
		if (outcome.ok) {
			denials = 0;
			if (outcome.value.end !== undefined) return outcome.value;
			if (isLast) throw timedOut(handle, timeoutMs, outcome.value);
		} else {
			interruption.check();
			const { error } = outcome;
			if (isUnknownTask(error)) denials++;
			if (isLast || !isPassing(error) || denials === MOST_TRIES) throw error;
			delay = atLeastRetryAfter(delay, error);
		}
		await interruption.pause(Math.max(0, Math.min(delay, timeoutMs - age)));
	}
}
