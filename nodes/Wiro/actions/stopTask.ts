import type { WiroClient } from '../api/client';
import { pause } from '../api/pause';
import type { Task, TaskReference } from '../api/task';
import { hasEnded } from '../api/taskErrors';
import { outcomeOf, WiroError } from '../api/wiroError';

/**
 * How often a task is cancelled or killed, and the milliseconds between: one that begins to run is
 * neither in the queue nor running for a moment.
 */
const MOST_TRIES = 3;
const BETWEEN_TRIES_MS = 1_000;

/**
 * Cancels or kills a task at the user's request. It counts as done if the task is already cancelled
 * or killed, because the answer to an earlier try was lost or someone else was faster.
 * @param stop Cancel, Kill or both
 * @throws WiroError
 */
export async function stopTask(
	wiro: WiroClient,
	task: TaskReference,
	stop: () => Promise<Task>,
): Promise<Task> {
	// Only a check tells what a refusal means.
	const outcome = await outcomeOf(stop);
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	const isRefused = error instanceof WiroError && error.kind !== undefined;
	const found = isRefused ? await outcomeOf(async () => await wiro.detail(task)) : undefined;
	if (found?.ok && found.value.end === 'cancel') return found.value;
	if (found?.ok && found.value.end !== undefined) throw hasEnded(found.value);
	throw error;
}

/**
 * Takes a task out of the queue, or kills it if it is already running.
 * @throws WiroError, of the kind `hasEnded` if there was nothing left to stop
 */
export async function cancelOrKill(wiro: WiroClient, task: TaskReference): Promise<Task> {
	const stop = async () =>
		await wiro.cancel(task).catch(async (error: unknown) => {
			const isRunning = error instanceof WiroError && error.kind === 'notCancellable';
			if (isRunning) return await wiro.kill(task);
			throw error;
		});
	for (let tries = 1; ; tries++) {
		const outcome = await outcomeOf(async () => await stopTask(wiro, task, stop));
		if (outcome.ok) return outcome.value;
		const { error } = outcome;
		const isBetween = error instanceof WiroError && error.kind === 'notKillable';
		if (!isBetween || tries === MOST_TRIES) throw error;
		await pause(BETWEEN_TRIES_MS, wiro.signal);
	}
}
