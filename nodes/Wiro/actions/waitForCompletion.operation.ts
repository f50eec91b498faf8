import { unsuccessful } from '../api/errors/taskErrors';
import { pollUntilEnd } from '../waiting/poll';
import { downloadOptions } from './fields/downloads';
import { readTaskReference, taskReferenceProperties } from './fields/taskReference';
import { readPatience, waitingOptions } from './fields/waiting';
import type { Operation } from './operation';

/** Waits for tasks that are there already. */
export const waitForCompletion: Operation = {
	option: {
		name: 'Wait for Completion',
		value: 'waitForCompletion',
		action: 'Wait for tasks to complete',
		description: 'Wait until tasks that were started earlier have ended, and get their videos',
	},
	properties: taskReferenceProperties,
	options: [...downloadOptions, ...waitingOptions],
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const handle = readTaskReference(parameters);
		const patience = readPatience(parameters.options());

		return async (session) => {
			session.tasks.set(itemIndex, handle);
			const look = async () => await session.wiro.detail(handle);
			const task = await pollUntilEnd(look, handle, patience, session.interruption);
			session.tasks.set(itemIndex, task);
			if (task.end !== 'success') throw unsuccessful(task);
			return task;
		};
	},
};
