import type { IExecuteFunctions } from 'n8n-workflow';
import { pause } from '../api/pause';
import { isDataObject, text } from '../api/values';
import { outcomeOf } from '../api/wiroError';
import { mayBeInQueueMode } from './queueMode';

/** How often to look whether the execution has been stopped, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** A look reads the whole execution from n8n's database. It may take a hundredth of the time. */
const TIMES_A_LOOK = 100;

/** n8n, which counts from the start of the execution, ends the node first if it can; in milliseconds. */
const GRACE_MS = 1_000;

/**
 * Watches for the end of an execution: n8n's own signal, and what that signal misses. In queue mode,
 * Stop does not reach a worker if a webhook process has received the execution. The workflow's timeout
 * reaches no worker on n8n 1, and no node that runs in a sub-workflow.
 */
export class StopWatch {
	/** Aborted when the execution has been stopped or its time is up. */
	readonly signal: AbortSignal;
	private readonly stopped = new AbortController();
	private readonly released = new AbortController();

	constructor(private readonly context: IExecuteFunctions) {
		const own = context.getExecutionCancelSignal();
		const { signal } = this.stopped;
		this.signal = own === undefined ? signal : AbortSignal.any([own, signal]);
	}

	/** Starts to watch for what n8n's signal may miss. */
	start(): void {
		void this.watch(mayBeInQueueMode(this.context));
	}

	/** Ends the watch, when the node is done. */
	release(): void {
		this.released.abort();
	}

	/** @param looks whether to look for a Stop too, in n8n's database */
	private async watch(looks: boolean): Promise<void> {
		const { executionTimeout = 0 } = this.context.getWorkflowSettings();
		const deadline =
			executionTimeout > 0 ? Date.now() + executionTimeout * 1_000 + GRACE_MS : Infinity;
		if (!looks && deadline === Infinity) return;
		let delay = looks ? LOOK_EVERY_MS : Infinity;
		for (;;) {
			const waited = await outcomeOf(
				async () => await pause(Math.min(delay, deadline - Date.now()), this.released.signal),
			);
			if (!waited.ok || this.signal.aborted) return;
			const start = Date.now();
			if (start >= deadline || (await this.isStopped())) {
				this.stopped.abort();
				return;
			}
			delay = Math.max(LOOK_EVERY_MS, (Date.now() - start) * TIMES_A_LOOK);
		}
	}

	/** Whether n8n's database says that the execution has been stopped. */
	private async isStopped(): Promise<boolean> {
		const { context } = this;
		// If n8n cannot tell now, the next look will.
		const outcome = await outcomeOf(
			async () => await context.getExecutionDataById(context.getExecutionId()),
		);
		const error: unknown = outcome.ok ? outcome.value?.resultData.error : undefined;
		return isDataObject(error) && /cancell?ed/i.test(text(error.message) ?? '');
	}
}
