/** What the bench has started, and ends again whatever happens. */
export class Cleanup {
	private readonly jobs: Array<() => Promise<void>> = [];

	/** Has something ended at the end: what was started last goes first. */
	add(job: () => Promise<void>): void {
		this.jobs.push(job);
	}

	/**
	 * Has something that is only just starting ended at the end, once it has started: a Ctrl-C may
	 * come before that.
	 */
	async started<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
		this.add(async () => {
			const started = await starting.catch(() => undefined);
			await started?.stop();
		});
		return await starting;
	}

	/** Ends everything that has not been ended yet. */
	async run(): Promise<void> {
		for (let job = this.jobs.pop(); job !== undefined; job = this.jobs.pop()) {
			await job().catch((error: unknown) => console.error(error));
		}
	}
}
