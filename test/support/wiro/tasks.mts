/** A task that already exists on Wiro, for tests of the operations that take a task reference. */
import type { PlantedTask } from '../../../emulator/control.mts';

const ID = '534574';
const TOKEN = 'eDcCm5yyUfIvMFspTwww49OUfgXkQt';

/** What an item says to name the task. */
export const TASK_REFERENCE = { taskId: ID, taskToken: TOKEN };

/** What an item says of a task that was killed or cancelled. */
export const CANCELLED = { status: 'task_cancel', completed: true, succeeded: false };

/** The task, for the emulator to plant. */
export function taskIn(
	status: PlantedTask['status'],
	rest: Partial<PlantedTask> = {},
): PlantedTask {
	return { id: ID, token: TOKEN, status, ...rest };
}

/** The two ways to name a task, and what Task/Detail and Task/Kill are sent for each. */
export const REFERENCES = [
	['id', { taskReference: 'taskId', taskId: ID }, { taskid: ID }, { taskid: ID }],
	[
		'token',
		{ taskReference: 'taskToken', taskToken: TOKEN },
		{ tasktoken: TOKEN },
		{ socketaccesstoken: TOKEN },
	],
] as const;
