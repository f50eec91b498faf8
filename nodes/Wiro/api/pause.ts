import { sleep } from 'n8n-workflow';
import { mayRetry, type WiroError } from './wiroError';

/** How often a pause checks whether it should end, in milliseconds. n8n 1.x cannot abort a sleep. */
const SLICE_MS = 500;

/** Times differ by up to this share either way, so that the items of an execution do not poll in step. */
const JITTER = 0.2;

/** How often a request that costs nothing is sent before its failure counts. */
export const MOST_TRIES = 4;

/** The longest time between two tries, in milliseconds, unless Wiro asks for more. */
const LONGEST_RETRY_DELAY_MS = 10_000;

/** A request fails at once when Wiro asks to wait longer than this, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Waits so many milliseconds. @throws the signal's reason, within half a second of its abort */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	const end = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - Date.now()) {
		await sleep(Math.min(left, SLICE_MS));
		signal.throwIfAborted();
	}
}

/** A time made longer or shorter by chance. `random` gives numbers from 0 to 1, as Math.random does. */
export function jittered(milliseconds: number, random: () => number = Math.random): number {
	return milliseconds * (1 + JITTER * (2 * random() - 1));
}

/** A time of the caller's own, or the one that Wiro asks for where that is longer, in milliseconds. */
export function atLeastRetryAfter(milliseconds: number, error: WiroError): number {
	return Math.max(milliseconds, error.retryAfterMs ?? 0);
}

/** The time before a failed request is sent again, in milliseconds: 1 s, 2 s, 4 s … up to 10 s. */
export function backoff(failures: number, random: () => number = Math.random): number {
	return jittered(Math.min(LONGEST_RETRY_DELAY_MS, 1_000 * 2 ** (failures - 1)), random);
}

/** The time before a request that costs nothing is sent again, in milliseconds; undefined when its failure counts. */
export function retryDelay(error: unknown, failures: number): number | undefined {
	if (!mayRetry(error)) return undefined;
	// A task that is known to exist is checked again for as long as its error says that it may appear.
	if (failures >= MOST_TRIES && error.kind !== 'notThereYet') return undefined;
	const delay = atLeastRetryAfter(backoff(failures), error);
	return delay > LONGEST_RETRY_AFTER_MS ? undefined : delay;
}
