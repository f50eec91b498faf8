import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';
import { cancelOrKill, stopTask } from './stopTask';

/** Takes a task out of the queue. */
export const cancel: Operation = {
	resource: 'task',
	option: {
		name: 'Cancel Task',
		value: 'cancel',
		action: 'Cancel task',
		description: 'Take a task out of the queue before it runs. For a running task, use Kill Task.',
	},
	toolDescription:
		'Takes a video task on Wiro out of the queue before it runs, so that it costs nothing. Needs the taskId. A task that is already running is refused: it can only be killed.',
	properties: taskReferenceProperties,
	options: [
		{
			displayName: 'Kill If Running',
			name: 'killIfRunning',
			type: 'boolean',
			default: false,
			description: 'Whether to kill the task if it is already running, instead of failing',
		},
	],
	async prepare(parameters) {
		const task = readTaskReference(parameters);
		const killsIfRunning = parameters.collection('options').boolean('killIfRunning');
		return async ({ wiro, tasks }) => {
			tasks.set(parameters.itemIndex, task);
			if (killsIfRunning) return await cancelOrKill(wiro, task);
			return await stopTask(wiro, task, async () => await wiro.cancel(task));
		};
	},
};
