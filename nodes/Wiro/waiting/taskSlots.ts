import { jittered, pause } from '../api/pause';
import { Semaphore } from '../api/semaphore';

/** How long after a refusal to find out whether Wiro has a slot again, in milliseconds. */
const PROBE_MS = 3_000;

/**
 * The places for tasks that run on Wiro at the same time. When Wiro has fewer slots than there are
 * places (code 96), their number is lowered to what it took, and now and then one more is tried.
 */
export class TaskSlots {
	private readonly places: Semaphore;
	private isProbing = false;
	private releasedAt = 0;

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

	/** Gives a place back: its task has ended. */
	release(): void {
		this.releasedAt = Date.now();
		this.places.release();
	}

	/** When a task last gave its place back, in milliseconds since 1970; 0 while none has. */
	get lastReleaseAt(): number {
		return this.releasedAt;
	}

	/** Wiro had no slot for the task of this place: waits for one, ahead of all others. @throws the signal's reason */
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
