import { lookForFiles } from '../waiting/files';
import { Interruption } from '../waiting/interruption';
import { KnownTasks } from './knownTasks';
import { withRetries } from '../waiting/retry';
import type { CallContext } from './context';
import type { Task, TaskHandle } from './task';
import { Throttle } from './throttle';
import { connectionOf } from './transport';
import { wiroAt } from './client';

/**
 * Gives a function that asks Wiro for a task, for use in a webhook. It throws a WiroError.
 * @param seen the tasks that are known to exist
 */
export async function lookUpWith(
	context: CallContext,
	seen: TaskHandle[] = [],
): Promise<(handle: TaskHandle) => Promise<Task>> {
	const interruption = new Interruption();
	const throttle = new Throttle(interruption);
	const known = new KnownTasks(interruption);
	for (const handle of seen) known.addSeen(handle);
	const wiro = wiroAt(context, await connectionOf(context));
	const detail = async (handle: TaskHandle): Promise<Task> =>
		await known.ask(handle, async () => await throttle.pass(async () => await wiro.detail(handle)));
	const look = async (handle: TaskHandle): Promise<Task> =>
		await lookForFiles(async () => await detail(handle), interruption);
	return async (handle) => await withRetries(async () => await look(handle), interruption);
}
