import type { Interruption } from '../waiting/interruption';
import { Slots } from '../waiting/slots';
import { outcomeOf } from './errors/outcome';
import { WiroError } from './errors/wiroError';

/** How many requests of an execution are under way at once: an image each can be in memory. */
const REQUESTS_AT_ONCE = 10;

/** How long to send nothing after HTTP 429 without a Retry-After, in milliseconds. */
const PAUSE_AFTER_429_MS = 5_000;

/** Lets the requests of an execution through: a few at a time, and none while Wiro asks to wait. */
export class Throttle {
	private readonly slots: Slots;
	private closedUntil = 0;

	constructor(private readonly interruption: Interruption) {
		this.slots = new Slots(REQUESTS_AT_ONCE, interruption);
	}

	/** Makes the call when it may be made. @throws Interrupted, or what the call throws */
	async pass<T>(makeCall: () => Promise<T>): Promise<T> {
		await this.slots.take();
		try {
			while (Date.now() < this.closedUntil) {
				await this.interruption.pause(this.closedUntil - Date.now());
			}
			const outcome = await outcomeOf(makeCall);
			if (outcome.ok) return outcome.value;
			const { error } = outcome;
			if (error instanceof WiroError && error.reason === 'tooManyRequests') {
				this.closedUntil = Date.now() + (error.retryAfterMs ?? PAUSE_AFTER_429_MS);
			}
			throw error;
		} finally {
			this.slots.release();
		}
	}
}
