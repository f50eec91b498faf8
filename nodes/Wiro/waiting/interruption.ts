import { sleep } from 'n8n-workflow';

/** How often a pause looks whether it should end, in milliseconds. n8n 1.x cannot abort a sleep. */
const SLICE_MS = 500;

/** Ends all waiting of an execution: the user pressed Stop, or another item failed for good. */
export class Interrupted extends Error {
	constructor() {
		super('The execution no longer waits');
	}
}

/** Whether the execution's waiting must end, and a pause that ends with it. */
export class Interruption {
	private interrupted: boolean;
	private readonly listeners: Array<() => void> = [];

	/** @param signal n8n's signal that the user, or the workflow's timeout, stops the execution */
	constructor(readonly signal?: AbortSignal) {
		this.interrupted = signal?.aborted === true;
		signal?.addEventListener('abort', () => this.interrupt(), { once: true });
	}

	/** Whether waiting must end. */
	get isInterrupted(): boolean {
		return this.interrupted;
	}

	/** Ends all waiting: what is not sent yet stays unsent, what runs is no longer waited for. */
	interrupt(): void {
		this.interrupted = true;
		for (const listener of this.listeners.splice(0)) listener();
	}

	/** Calls back once when waiting must end. */
	onInterrupt(listener: () => void): void {
		this.listeners.push(listener);
	}

	/** @throws Interrupted when waiting must end */
	check(): void {
		if (this.interrupted) throw new Interrupted();
	}

	/**
	 * Waits so many milliseconds.
	 * @throws Interrupted within half a second of the interruption
	 */
	async pause(milliseconds: number): Promise<void> {
		this.check();
		const end = Date.now() + milliseconds;
		for (let left = milliseconds; left > 0; left = end - Date.now()) {
			await sleep(Math.min(left, SLICE_MS));
			this.check();
		}
	}
}
