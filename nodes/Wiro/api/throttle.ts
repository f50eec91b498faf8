import type { Interruption } from '../waiting/interruption';
import { Slots } from '../waiting/taskSlots';
import { outcomeOf } from './outcome';
import { tooManyRequests } from './refusals';
import { WiroError } from './wiroError';

/** How many requests of an execution are under way at once: each can be an upload of 100 MB. */
const REQUESTS_AT_ONCE = 10;

/** How long to send nothing after HTTP 429 without a Retry-After, in milliseconds. */
const PAUSE_AFTER_429_MS = 5_000;

/**
 * Lets the requests of an execution through: a few at a time, and none while Wiro asks to wait. Then
 * a call fails as if Wiro had refused it, and its caller decides how long to wait.
 */
export class Throttle {
	private readonly slots: Slots;
	private closedUntil = 0;

	constructor(interruption: Interruption) {
		this.slots = new Slots(REQUESTS_AT_ONCE, interruption);
	}

	/** Makes the call when it may be made. @throws Interrupted, or what the call throws */
	async pass<T>(makeCall: () => Promise<T>): Promise<T> {
		await this.slots.take();
		try {
			const closedForMs = this.closedUntil - Date.now();
			if (closedForMs > 0) throw tooManyRequests(closedForMs);
			const outcome = await outcomeOf(makeCall);
			if (outcome.ok) return outcome.value;
			const { error } = outcome;
			if (!(error instanceof WiroError) || error.reason !== 'tooManyRequests') throw error;
			const pauseMs = error.retryAfterMs ?? PAUSE_AFTER_429_MS;
			this.closedUntil = Date.now() + pauseMs;
			throw tooManyRequests(pauseMs);
		} finally {
			this.slots.release();
		}
	}
}
