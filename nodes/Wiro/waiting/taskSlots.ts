import { jittered, pause } from '../api/pause';
import { Semaphore } from '../api/semaphore';

/** The delay after a refusal before another slot is tried, in milliseconds. */
const PROBE_MS = 3_000;

/**
 * The places for tasks that run on Wiro at the same time. If Wiro has fewer slots (code 96), their
 * number is lowered to what Wiro accepted, and one more is tried from time to time.
 */
export class TaskSlots {
	private readonly places: Semaphore;
	private isProbing = false;
	private taskEndedAt = 0;

	constructor(
		most: number,
		private readonly signal: AbortSignal,
	) {
		this.places = new Semaphore(most, signal);
	}

	/** Waits for a place. @throws the signal's reason */
	async take(): Promise<void> {
		await this.places.take();
	}

	/** Gives a place back. @param hadTask whether a task ran in it, so that Wiro may have a slot now */
	release(hadTask: boolean): void {
		if (hadTask) this.taskEndedAt = Date.now();
		this.places.release();
	}

	/** When a place was last given back after a task, in milliseconds since 1970; 0 if never. */
	get lastTaskEndAt(): number {
		return this.taskEndedAt;
	}

	/** Waits for a new place, ahead of all others, after Wiro had no slot. @throws the signal's reason */
	async waitAfterRefusal(): Promise<void> {
		const { places } = this;
		places.size = places.takenPlaces - 1;
		places.release();
		if (!this.isProbing) {
			this.isProbing = true;
			try {
				await pause(jittered(PROBE_MS), this.signal);
			} finally {
				this.isProbing = false;
				places.size = Math.max(places.size, places.takenPlaces + 1);
			}
		}
		await places.take(true);
	}
}
