import { Interruption } from '../waiting/interruption';
import { withRetries } from '../waiting/retry';
import type { CallContext } from './context';
import type { Task, TaskHandle } from './task';
import { Throttle } from './throttle';
import { connectionOf } from './transport';
import { wiroAt } from './wiro';

/** Gives a function that asks Wiro for a task, for use in a webhook. It throws a WiroError. */
export async function lookUpWith(
	context: CallContext,
): Promise<(handle: TaskHandle) => Promise<Task>> {
	const interruption = new Interruption();
	const throttle = new Throttle(interruption);
	const wiro = wiroAt(context, await connectionOf(context));
	return async (handle) =>
		await withRetries(
			async () => await throttle.pass(async () => await wiro.detail(handle)),
			interruption,
		);
}
