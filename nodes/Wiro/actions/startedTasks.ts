import { sleep, type Logger } from 'n8n-workflow';
import { isUnknownTask, outcomeOf } from '../api/outcome';
import { nameOf } from '../api/taskErrors';
import type { TaskHandle } from '../api/task';
import type { Wiro } from '../api/client';
import { cancelOrKill } from './stopTask';

/** How often stopping a task is tried, and the time between two tries in milliseconds. */
const MOST_TRIES = 3;
const BETWEEN_TRIES_MS = 1_000;

/** How often while Wiro denies the task: it may not be there yet in the moment of its start. */
const MOST_TRIES_WHILE_DENIED = 30;

/** The paid tasks that an execution has started. When the user stops it, they are stopped too. */
export class StartedTasks {
	private readonly running = new Set<TaskHandle>();

	/**
	 * @param wiro must not end with the user's Stop
	 * @param stopSignal n8n's signal that the execution is stopped
	 */
	constructor(
		private readonly wiro: Wiro,
		private readonly logger: Logger,
		private readonly stopSignal?: AbortSignal,
	) {
		stopSignal?.addEventListener('abort', () => {
			for (const handle of this.running) void this.stop(handle);
		});
	}

	/** From now on the task is stopped when the execution is; at once, when it was stopped meanwhile. */
	add(handle: TaskHandle): void {
		if (this.stopSignal?.aborted) void this.stop(handle);
		else this.running.add(handle);
	}

	/** The task has ended by itself. */
	remove(handle: TaskHandle): void {
		this.running.delete(handle);
	}

	/** The node is done: what its tasks do now is no longer bound to the execution. */
	release(): void {
		this.running.clear();
	}

	private async stop(handle: TaskHandle): Promise<void> {
		for (let tries = 1; ; tries++) {
			const outcome = await outcomeOf(async () => await cancelOrKill(this.wiro, handle));
			if (outcome.ok) return;
			if (tries >= (isUnknownTask(outcome.error) ? MOST_TRIES_WHILE_DENIED : MOST_TRIES)) {
				this.logger.warn(`The Wiro task ${nameOf(handle)} could not be stopped and may be billed`);
				return;
			}
			await sleep(BETWEEN_TRIES_MS);
		}
	}
}
