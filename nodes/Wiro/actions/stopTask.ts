import { missingTask } from '../api/refusals';
import { hasEnded } from '../api/taskErrors';
import { outcomeOf } from '../api/outcome';
import { WiroError } from '../api/wiroError';
import type { Task, TaskHandle } from '../api/task';
import type { Wiro } from '../api/client';
import type { Session } from './execution';

/** Takes a task out of the queue. Cancel takes the id only, so a token is looked up first (as the vendor's client does). */
export async function cancelTask(wiro: Wiro, handle: TaskHandle): Promise<Task> {
	const taskId = handle.taskId ?? (await wiro.detail(handle)).taskId;
	if (taskId === undefined) throw missingTask();
	return await wiro.cancel(taskId);
}

/** Takes a task out of the queue or, when it runs already, kills it. */
export async function cancelOrKill(wiro: Wiro, handle: TaskHandle): Promise<Task> {
	const outcome = await outcomeOf(async () => await cancelTask(wiro, handle));
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	if (error instanceof WiroError && error.reason === 'notCancellable')
		return await wiro.kill(handle);
	throw error;
}

/**
 * Makes a call that stops a task, again if it fails for a passing reason. When Wiro then refuses
 * because the task is stopped already (the answer to the first call was lost, or someone was
 * faster), that is what was wanted.
 * @throws WiroError
 */
export async function stopAndLook(
	session: Session,
	handle: TaskHandle,
	stop: () => Promise<Task>,
): Promise<Task> {
	const outcome = await outcomeOf(async () => await session.retrying(stop));
	if (outcome.ok) return outcome.value;
	if (outcome.error instanceof WiroError && outcome.error.reason !== undefined) {
		const look = await outcomeOf(
			async () => await session.retrying(async () => await session.wiro.detail(handle)),
		);
		if (look.ok && look.value.end === 'cancel') return look.value;
		if (look.ok && look.value.end !== undefined) throw hasEnded(look.value);
	}
	throw outcome.error;
}
