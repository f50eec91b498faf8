import { downloadOptions } from '../fields/output';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';

/** Checks a task once. */
export const get: Operation = {
	option: {
		name: 'Get Task',
		value: 'get',
		action: 'Get task',
		description: 'Retrieve a task as it stands now, with its videos if they are there',
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
