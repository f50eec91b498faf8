import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';
import { stopAndLook } from './stopTask';

/** Stops a task that runs. */
export const kill: Operation = {
	option: {
		name: 'Kill',
		value: 'kill',
		action: 'Kill a running task',
		description:
			'Stop a task that runs already. For one that still waits in the queue, use Cancel.',
	},
	properties: taskReferenceProperties,
	options: [],
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const handle = readTaskReference(parameters);
		return async (session) => {
			session.tasks.set(itemIndex, handle);
			return await stopAndLook(session, handle, async () => await session.wiro.kill(handle));
		};
	},
};
