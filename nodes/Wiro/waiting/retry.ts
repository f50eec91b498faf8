import { isPassing, outcomeOf } from '../api/outcome';
import type { Interruption } from './interruption';
import { atLeastRetryAfter, delayBeforeRetry } from './pace';

/** How often a call that costs nothing is made before its failure counts. */
export const MOST_TRIES = 4;

/** Nobody waits longer than this for a single look, in milliseconds. */
const LONGEST_DELAY_MS = 60_000;

/**
 * Makes a call that may be repeated without harm, again where it failed for a passing reason.
 * @throws WiroError the last failure
 * @throws Interrupted
 */
export async function withRetries<T>(
	makeCall: () => Promise<T>,
	interruption: Interruption,
): Promise<T> {
	for (let failures = 1; ; failures++) {
		const outcome = await outcomeOf(makeCall);
		if (outcome.ok) return outcome.value;
		interruption.check();
		const { error } = outcome;
		if (!isPassing(error)) throw error;
		// A task that is known to exist is looked for as long as its error says that it may come.
		if (failures >= MOST_TRIES && error.reason !== 'notThereYet') throw error;
		const delay = atLeastRetryAfter(delayBeforeRetry(failures), error);
		if (delay > LONGEST_DELAY_MS) throw error;
		await interruption.pause(delay);
	}
}
