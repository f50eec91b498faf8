import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';
import { cancelOrKill, cancelTask, stopAndLook } from './stopTask';

/** Takes a task out of the queue. */
export const cancel: Operation = {
	option: {
		name: 'Cancel',
		value: 'cancel',
		action: 'Cancel a queued task',
		description:
			'Take a task out of the queue before it runs. For one that runs already, use Kill.',
	},
	properties: taskReferenceProperties,
	options: [
		{
			displayName: 'Kill If Running',
			name: 'killIfRunning',
			type: 'boolean',
			default: false,
			description: 'Whether to kill the task when it runs already, instead of failing',
		},
	],
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const handle = readTaskReference(parameters);
		const stop = parameters.options().boolean('killIfRunning', 'Kill If Running', false)
			? cancelOrKill
			: cancelTask;
		return async (session) => {
			session.tasks.set(itemIndex, handle);
			return await stopAndLook(session, handle, async () => await stop(session.wiro, handle));
		};
	},
};
