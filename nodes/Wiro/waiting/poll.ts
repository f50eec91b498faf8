import { isPassing, outcomeOf } from '../api/errors/outcome';
import { timedOut } from '../api/errors/taskErrors';
import type { Task, TaskHandle } from '../api/task';
import type { Interruption } from './interruption';
import { atLeastRetryAfter, delayBeforeCheck, jittered } from './pace';

/** How a user wants to wait. */
export interface Patience {
	/** How long at most, in milliseconds. */
	timeoutMs: number;
	/** The time between two looks, in milliseconds; nothing means adaptive. */
	intervalMs?: number;
}

/**
 * Looks at a task until it has ended, and gives it back as it ended, whichever way.
 * A failed look is repeated until the deadline, unless it says that it will never work.
 * @param look asks Wiro for the task
 * @throws WiroError when the task runs on past the deadline, or a look can never work
 * @throws Interrupted
 */
export async function pollUntilEnd(
	look: () => Promise<Task>,
	handle: TaskHandle,
	{ timeoutMs, intervalMs }: Patience,
	interruption: Interruption,
): Promise<Task> {
	const start = Date.now();
	for (;;) {
		// Taken before the look, so that the last look is made when the time is up, not before.
		const isLast = Date.now() - start >= timeoutMs;
		const outcome = await outcomeOf(look);
		const age = Date.now() - start;
		let delay = intervalMs === undefined ? delayBeforeCheck(age) : jittered(intervalMs);
		if (outcome.ok) {
			if (outcome.value.end !== undefined) return outcome.value;
			if (isLast) throw timedOut(handle, timeoutMs, outcome.value.status);
		} else {
			interruption.check();
			if (isLast || !isPassing(outcome.error)) throw outcome.error;
			delay = atLeastRetryAfter(delay, outcome.error);
		}
		await interruption.pause(Math.max(0, Math.min(delay, timeoutMs - age)));
	}
}
