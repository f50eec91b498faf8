import { lacksFiles, type Task } from '../api/task';
import type { Interruption } from './interruption';
import { jittered } from './pace';

/**
 * A task can be called finished some seconds before its files are shown. The times between the
 * looks for them, in milliseconds: ten seconds in all.
 */
const DELAYS_MS = [1_000, 2_000, 3_000, 4_000];

/**
 * Looks at a task and, when it has ended well without all of its files, a few more times. Gives the
 * task as it was last seen.
 * @param look asks Wiro for the task
 * @throws what `look` throws
 * @throws Interrupted
 */
export async function lookForFiles(
	look: () => Promise<Task>,
	interruption: Interruption,
): Promise<Task> {
	let task = await look();
	for (const delay of DELAYS_MS) {
		if (!lacksFiles(task)) break;
		await interruption.pause(jittered(delay));
		task = await look();
	}
	return task;
}
