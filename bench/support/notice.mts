/** When tasks ended, and when somebody noticed, as the emulator saw it. */
import type { EmulatedTask } from '../../emulator/control.mts';
import type { Emulator } from '../../emulator/start.mts';

/** How one task was waited for. */
export interface Notice {
	/** From Run to the task's end, in seconds. */
	taskSeconds: number;
	/** From the task's end to the Detail that found it ended, in seconds. */
	delaySeconds: number;
	/** How often Detail was called for it. */
	looks: number;
}

/** When a task began to be, in emulated unix time in seconds: the real one at speed 1. */
export function startOf({ id, statuses }: EmulatedTask): number {
	const [first] = statuses;
	if (first === undefined) throw new Error(`Task ${id} has no status.`);
	return first.at;
}

/** When a task ended, in emulated unix time in seconds: the real one at speed 1. */
export function endOf({ id, statuses, pexit }: EmulatedTask): number {
	const last = statuses.at(-1);
	if (last === undefined || pexit === null) throw new Error(`Task ${id} has not ended.`);
	return last.at;
}

/** How each of an emulator's tasks was waited for; its speed must be 1. */
export async function noticesOf(emulator: Emulator): Promise<Notice[]> {
	const details = await emulator.requests('detail');
	const tasks = await emulator.tasks();
	return tasks.map((task) => {
		// Nobody looks at a task again that was found ended, so the last look is the one.
		const looks = details.filter(({ taskIds }) => taskIds.includes(task.id));
		const last = looks.at(-1);
		if (last === undefined) throw new Error(`Nobody has looked at task ${task.id}.`);
		return {
			taskSeconds: endOf(task) - startOf(task),
			// A request counts from its arrival, some moments before it is answered.
			delaySeconds: Math.max(0, last.atMs / 1000 - endOf(task)),
			looks: looks.length,
		};
	});
}
