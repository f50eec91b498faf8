import type { IExecuteFunctions } from 'n8n-workflow';
import { pause } from '../api/pause';
import { isDataObject, text } from '../api/values';
import { outcomeOf } from '../api/wiroError';
import { mayBeInQueueMode } from './queueMode';

/** How often to ask n8n's database whether the execution has been stopped, in milliseconds. */
const ASK_EVERY_MS = 10_000;

/** For each answer, n8n reads the whole execution. That may take a hundredth of the time. */
const TIMES_AN_ANSWER = 100;

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

	/** @param asks whether to ask n8n's database for a Stop, too */
	private async watch(asks: boolean): Promise<void> {
		const { executionTimeout = 0 } = this.context.getWorkflowSettings();
		const deadline =
			executionTimeout > 0 ? Date.now() + executionTimeout * 1_000 + GRACE_MS : Infinity;
		if (!asks && deadline === Infinity) return;
		let delay = asks ? ASK_EVERY_MS : Infinity;
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
			delay = Math.max(ASK_EVERY_MS, (Date.now() - start) * TIMES_AN_ANSWER);
		}
	}

	/** Whether n8n's database says that the execution has been stopped. */
	private async isStopped(): Promise<boolean> {
		const { context } = this;
		// If n8n cannot tell now, it is asked again later.
		const outcome = await outcomeOf(
			async () => await context.getExecutionDataById(context.getExecutionId()),
		);
		const error: unknown = outcome.ok ? outcome.value?.resultData.error : undefined;
		return isDataObject(error) && /cancell?ed/i.test(text(error.message) ?? '');
	}
}
