interface Waiting {
	grant: () => void;
	refuse: (reason: unknown) => void;
}

/** Places for work side by side, given out in the order of asking. */
export class Semaphore {
	private taken = 0;
	private readonly queue: Waiting[] = [];

	/**
	 * @param size how many places there are; a change counts from the next take or release on
	 * @param signal ends all waiting for a place
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

	/** Waits for a place. @param isNext whether to go before all who wait already @throws the signal's reason */
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
