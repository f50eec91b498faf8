import { Interrupted, type Interruption } from './interruption';
import { jittered } from './pace';

/** How long after a refusal to look whether Wiro has a slot again, in milliseconds. */
const PROBE_MS = 3_000;

interface Waiting {
	grant: () => void;
	interrupt: (reason: Interrupted) => void;
}

/**
 * Places for work side by side, given out in the order of asking. When Wiro takes fewer tasks at a
 * time than there are places (code 96), the number is lowered to what it took, and now and then
 * one more is tried.
 */
export class Slots {
	private taken = 0;
	private probing = false;
	private releasedAt = 0;
	private readonly queue: Waiting[] = [];

	constructor(
		private places: number,
		private readonly interruption: Interruption,
	) {
		interruption.onInterrupt(() => {
			for (const waiting of this.queue.splice(0)) waiting.interrupt(new Interrupted());
		});
	}

	/** Waits for a place. @throws Interrupted */
	async take(first = false): Promise<void> {
		this.interruption.check();
		await new Promise<void>((grant, interrupt) => {
			this.queue[first ? 'unshift' : 'push']({ grant, interrupt });
			this.giveOut();
		});
	}

	/** When work last gave its place back, in milliseconds since 1970; 0 while none has. */
	get lastReleaseAt(): number {
		return this.releasedAt;
	}

	/** Gives a place back. */
	release(): void {
		this.taken--;
		this.releasedAt = Date.now();
		this.giveOut();
	}

	/** Wiro had no slot for the work of this place: waits for one, ahead of all others. @throws Interrupted */
	async waitAfterRefusal(): Promise<void> {
		this.taken--;
		this.places = this.taken;
		if (!this.probing) {
			this.probing = true;
			try {
				await this.interruption.pause(jittered(PROBE_MS));
			} finally {
				this.probing = false;
				this.places = Math.max(this.places, this.taken + 1);
			}
		}
		await this.take(true);
	}

	private giveOut(): void {
		while (this.taken < this.places) {
			const next = this.queue.shift();
			if (next === undefined) return;
			this.taken++;
			next.grant();
		}
	}
}
