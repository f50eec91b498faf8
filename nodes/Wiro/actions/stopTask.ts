import type { WiroClient } from '../api/client';
import type { Task, TaskReference } from '../api/task';
import { hasEnded } from '../api/taskErrors';
import { outcomeOf, WiroError } from '../api/wiroError';

/** Takes a task out of the queue or, when it runs already, kills it. @throws WiroError */
export async function cancelOrKill(wiro: WiroClient, task: TaskReference): Promise<Task> {
	// A refusal is the answer to a question here: does the task run already?
	const outcome = await outcomeOf(async () => await wiro.cancel(task));
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	if (error instanceof WiroError && error.kind === 'notCancellable') return await wiro.kill(task);
	throw error;
}

/**
 * Stops a task for a user who asked for it. When Wiro refuses because the task is stopped already
 * (the answer to the first try was lost, or someone was faster), that is what was wanted.
 * @param stop Kill, Cancel or both
 * @throws WiroError
 */
export async function stopTask(
	wiro: WiroClient,
	task: TaskReference,
	stop: () => Promise<Task>,
): Promise<Task> {
	const outcome = await outcomeOf(stop);
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	const isRefused = error instanceof WiroError && error.kind !== undefined;
	const found = isRefused ? await outcomeOf(async () => await wiro.detail(task)) : undefined;
	if (found?.ok && found.value.end === 'cancel') return found.value;
	if (found?.ok && found.value.end !== undefined) throw hasEnded(found.value);
	throw error;
}
