interface Waiting {
	grant: () => void;
	refuse: (reason: unknown) => void;
}

/** Limits how much work is done at once. Places are given in the order of the requests. */
export class Semaphore {
	private taken = 0;
	private readonly queue: Waiting[] = [];

	/**
	 * @param size the number of places; a change applies from the next take or release
	 * @param signal ends all waiting
	 */
	constructor(
		public size: number,
		private readonly signal?: AbortSignal,
	) {
		signal?.addEventListener(
			'abort',
			() => {
				for (const { refuse } of this.queue.splice(0)) refuse(signal.reason);
			},
			{ once: true },
		);
	}

	/** How many places are taken. */
	get takenPlaces(): number {
		return this.taken;
	}

	/** Waits for a place, ahead of all others if `isNext`. @throws the signal's reason */
	async take(isNext = false): Promise<void> {
		this.signal?.throwIfAborted();
		await new Promise<void>((grant, refuse) => {
			this.queue[isNext ? 'unshift' : 'push']({ grant, refuse });
			this.giveOut();
		});
	}

	/** Gives a place back. */
	release(): void {
		this.taken--;
		this.giveOut();
	}

	private giveOut(): void {
		while (this.taken < this.size) {
			const next = this.queue.shift();
			if (next === undefined) return;
			this.taken++;
			next.grant();
		}
	}
}
