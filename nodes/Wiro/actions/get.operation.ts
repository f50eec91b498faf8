import { downloadOptions } from '../fields/output';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';

/** Checks a task once. */
export const get: Operation = {
	option: {
		name: 'Get Task',
		value: 'get',
		action: 'Get task',
		description: 'Retrieve the current state of a task, with its videos if they are ready',
	},
	properties: taskReferenceProperties,
	options: downloadOptions,
	async prepare(parameters) {
		const task = readTaskReference(parameters);
		return async ({ wiro, tasks }) => {
			tasks.set(parameters.itemIndex, task);
			return await wiro.detail(task);
		};
	},
};
