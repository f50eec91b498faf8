import type { Logger } from 'n8n-workflow';
import type { WiroClient } from '../api/client';
import type { TaskReference } from '../api/task';
import { nameOf } from '../api/taskErrors';
import { outcomeOf, WiroError } from '../api/wiroError';
import { cancelOrKill } from './stopTask';

/** The tasks that run for an execution. They are cancelled or killed when the execution is stopped. */
export class StartedTasks {
	private readonly running = new Set<TaskReference>();

	/**
	 * @param wiro must keep working after the user's Stop
	 * @param stopSignal of the user's Stop and the workflow's timeout
	 */
	constructor(
		private readonly wiro: WiroClient,
		private readonly logger: Logger,
		private readonly stopSignal: AbortSignal,
	) {
		stopSignal.addEventListener('abort', () => {
			for (const task of this.running) void this.stop(task);
		});
	}

	/** Adds a task that is stopped with the execution, or at once if the execution was stopped already. */
	add(task: TaskReference): void {
		this.running.add(task);
		if (this.stopSignal.aborted) void this.stop(task);
	}

	/** Whether a task is stopped with the execution. */
	has(task: TaskReference): boolean {
		return this.running.has(task);
	}

	/** Removes a task that has ended. */
	remove(task: TaskReference): void {
		this.running.delete(task);
	}

	/** Removes all tasks when the node is done: they may go on after the execution. */
	release(): void {
		this.running.clear();
	}

	private async stop(task: TaskReference): Promise<void> {
		// Wiro may deny it in its first second, but it exists.
		this.wiro.known.addSeen(task);
		// No caller is left to handle an error.
		const outcome = await outcomeOf(async () => await cancelOrKill(this.wiro, task));
		if (outcome.ok) return;
		const { error } = outcome;
		if (error instanceof WiroError && error.kind === 'hasEnded') return;
		this.logger.warn(`The Wiro task ${nameOf(task)} could not be stopped and may be billed`);
	}
}
