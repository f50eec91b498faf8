import { tooManyRequests } from './refusals';
import { Semaphore } from './semaphore';
import { WiroError } from './wiroError';

/** How many requests an execution sends at once: each can be an upload of 100 MB. */
const REQUESTS_AT_ONCE = 10;

/** The pause after HTTP 429 without a Retry-After header, in milliseconds. */
const PAUSE_AFTER_429_MS = 5_000;

/**
 * Lets the requests of an execution through, a few at a time, and none while Wiro asks the node to wait.
 * During that time a request fails as if Wiro had refused it, and its caller decides how long to wait.
 */
export class Throttle {
	private readonly places: Semaphore;
	private closedUntil = 0;

	constructor(signal: AbortSignal) {
		this.places = new Semaphore(REQUESTS_AT_ONCE, signal);
	}

	/** Waits until a request may be sent. @throws WiroError while Wiro asks the node to wait */
	async enter(): Promise<void> {
		await this.places.take();
		const closedForMs = this.closedUntil - Date.now();
		if (closedForMs <= 0) return;
		this.places.release();
		throw tooManyRequests(closedForMs);
	}

	/** Called when the request is over. */
	leave(): void {
		this.places.release();
	}

	/** Closes after HTTP 429, and returns the error with the time to wait. */
	afterFailure(error: unknown): unknown {
		if (!(error instanceof WiroError) || error.kind !== 'tooManyRequests') return error;
		const until = Date.now() + (error.retryAfterMs ?? PAUSE_AFTER_429_MS);
		// Requests that were under way are answered too, and none of them makes the pause shorter.
		this.closedUntil = Math.max(this.closedUntil, until);
		return tooManyRequests(this.closedUntil - Date.now());
	}
}
