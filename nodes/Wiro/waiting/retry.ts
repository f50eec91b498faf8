import { isPassing, outcomeOf } from '../api/errors/outcome';
import type { Interruption } from './interruption';
import { delayBeforeRetry } from './pace';

/** How often a call that costs nothing is made before its failure counts. */
const MOST_TRIES = 4;

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
		if (!isPassing(outcome.error) || failures === MOST_TRIES) throw outcome.error;
		await interruption.pause(delayBeforeRetry(failures));
	}
}
