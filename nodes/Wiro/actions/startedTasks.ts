import { sleep, type Logger } from 'n8n-workflow';
import type { WiroClient } from '../api/client';
import type { TaskReference } from '../api/task';
import { nameOf } from '../api/taskErrors';
import { outcomeOf } from '../api/wiroError';
import { cancelOrKill } from './stopTask';

/** How often stopping a task is tried, since it can begin to run in between, and the time between two tries in milliseconds. */
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
		for (let tries = 1; tries <= MOST_TRIES; tries++) {
			// There is nobody left to throw to.
			const outcome = await outcomeOf(async () => await cancelOrKill(this.wiro, task));
			if (outcome.ok) return;
			await sleep(BETWEEN_TRIES_MS);
		}
		this.logger.warn(`The Wiro task ${nameOf(task)} could not be stopped and may be billed`);
	}
}
