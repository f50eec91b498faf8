import { sleep } from 'n8n-workflow';
import { mayRetry, outcomeOf, type WiroError } from './wiroError';

/** How often a pause checks whether it should end, in milliseconds. n8n 1.x cannot abort a sleep. */
const SLICE_MS = 500;

/** Delays vary by up to this share either way, so that the items of an execution do not poll in step. */
const JITTER = 0.2;

/** How often a request that costs nothing is tried before it fails. */
export const MOST_TRIES = 4;

/** The longest delay between two tries, in milliseconds, unless Wiro asks for more. */
const LONGEST_RETRY_DELAY_MS = 10_000;

/** A request fails at once if Wiro asks the node to wait longer than this, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Waits for a number of milliseconds. @throws the signal's reason, within half a second of its abort */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	const end = Date.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - Date.now()) {
		await sleep(Math.min(left, SLICE_MS));
		signal.throwIfAborted();
	}
}

/** The result of some work, or undefined if the signal is aborted before. The work goes on. */
export async function untilAborted<T>(
	work: Promise<T>,
	signal: AbortSignal,
): Promise<T | undefined> {
	let end = () => {};
	const aborted = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
	signal.addEventListener('abort', end);
	if (signal.aborted) end();
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener('abort', end);
	}
}

/** A delay made randomly longer or shorter. `random` gives numbers from 0 to 1, as Math.random does. */
export function jittered(milliseconds: number, random: () => number = Math.random): number {
	return milliseconds * (1 + JITTER * (2 * random() - 1));
}

/** The caller's delay, or the one that Wiro asks for if that is longer, in milliseconds. */
export function atLeastRetryAfter(milliseconds: number, error: WiroError): number {
	return Math.max(milliseconds, error.retryAfterMs ?? 0);
}

/** The delay before a failed request is sent again, in milliseconds: 1 s, 2 s, 4 s … up to 10 s. */
export function backoff(failures: number, random: () => number = Math.random): number {
	return jittered(Math.min(LONGEST_RETRY_DELAY_MS, 1_000 * 2 ** (failures - 1)), random);
}

/**
 * Does some work that costs nothing, again after a temporary failure.
 * @throws the last failure, or the signal's reason
 */
export async function withRetries<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
	for (let failures = 1; ; failures++) {
		const outcome = await outcomeOf(work);
		if (outcome.ok) return outcome.value;
		signal.throwIfAborted();
		const delay = retryDelay(outcome.error, failures);
		if (delay === undefined) throw outcome.error;
		await pause(delay, signal);
	}
}

/** The delay before a request that costs nothing is retried, in milliseconds; undefined if it has failed. */
function retryDelay(error: unknown, failures: number): number | undefined {
	if (!mayRetry(error)) return undefined;
	// A known task may still appear, so its check is repeated for as long as the error allows.
	if (failures >= MOST_TRIES && error.kind !== 'notThereYet') return undefined;
	const delay = atLeastRetryAfter(backoff(failures), error);
	return delay > LONGEST_RETRY_AFTER_MS ? undefined : delay;
}
