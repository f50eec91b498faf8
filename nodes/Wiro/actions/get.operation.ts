import { downloadOptions } from '../fields/downloads';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';

/** Looks at a task once. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a task',
		description: 'See how a task stands, and get its videos if they are there',
	},
	properties: taskReferenceProperties,
	options: downloadOptions,
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const handle = readTaskReference(parameters);
		return async (session) => {
			session.tasks.set(itemIndex, handle);
			return await session.retrying(async () => await session.look(handle));
		};
	},
};
