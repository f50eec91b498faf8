import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';
import { stopTask } from './stopTask';

/** Stops a running task. */
export const kill: Operation = {
	resource: 'task',
	option: {
		name: 'Kill Task',
		value: 'kill',
		action: 'Kill task',
		description: 'Stop a running task. For a task that is still in the queue, use Cancel Task.',
	},
	toolDescription:
		'Stops a running video task on Wiro for good. Needs the taskId. A task that is still in the queue is refused: it can only be cancelled.',
	properties: taskReferenceProperties,
	options: [],
	async prepare(parameters) {
		const task = readTaskReference(parameters);
		return async ({ wiro, tasks }) => {
			tasks.set(parameters.itemIndex, task);
			return await stopTask(wiro, task, async () => await wiro.kill(task));
		};
	},
};
