import { sleep, type Logger } from 'n8n-workflow';
import type { WiroClient } from '../api/client';
import type { TaskReference } from '../api/task';
import { nameOf } from '../api/taskErrors';
import { outcomeOf, WiroError } from '../api/wiroError';
import { cancelOrKill } from './stopTask';

/**
 * How often stopping a task is tried: one that begins to run is for a moment neither in the queue
 * nor running. The time between two tries is in milliseconds.
 */
const MOST_TRIES = 3;
const BETWEEN_TRIES_MS = 1_000;

/** The paid tasks that an execution has started. When the user stops it, they are stopped too. */
export class StartedTasks {
	private readonly running = new Set<TaskReference>();

	/**
	 * @param wiro must not end with the user's Stop
	 * @param stopSignal n8n's signal that the execution is stopped
	 */
	constructor(
		private readonly wiro: WiroClient,
		private readonly logger: Logger,
		private readonly stopSignal?: AbortSignal,
	) {
		stopSignal?.addEventListener('abort', () => {
			for (const task of this.running) void this.stop(task);
		});
	}

	/** From now on the task is stopped when the execution is; at once, when it was stopped meanwhile. */
	add(task: TaskReference): void {
		if (this.stopSignal?.aborted) void this.stop(task);
		else this.running.add(task);
	}

	/** The task has ended by itself. */
	remove(task: TaskReference): void {
		this.running.delete(task);
	}

	/** The node is done: what its tasks do now is no longer bound to the execution. */
	release(): void {
		this.running.clear();
	}

	private async stop(task: TaskReference): Promise<void> {
		// It exists, but its first second is not waited for: as long as it is in the queue it costs nothing.
		this.wiro.known.addSeen(task);
		for (let tries = 1; ; tries++) {
			// There is nobody left to throw to.
			const outcome = await outcomeOf(async () => await cancelOrKill(this.wiro, task));
			if (outcome.ok) return;
			const { error } = outcome;
			const isBetween = error instanceof WiroError && error.kind === 'notKillable';
			if (!isBetween || tries === MOST_TRIES) break;
			await sleep(BETWEEN_TRIES_MS);
		}
		this.logger.warn(`The Wiro task ${nameOf(task)} could not be stopped and may be billed`);
	}
}
