import { referenceItem } from '../api/task';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';

/** Deletes the files of a task. */
export const deleteFiles: Operation = {
	resource: 'task',
	option: {
		name: 'Delete Files',
		value: 'deleteFiles',
		action: 'Delete files of a task',
		description:
			'Delete the input and output files of a task that has ended. Until then, anyone who has their URLs can open them.',
	},
	toolDescription:
		'Deletes the input and output files of a finished task on Wiro for good. Needs the taskId. Their URLs no longer work afterwards.',
	properties: taskReferenceProperties,
	options: [],
	hasOwnItems: true,
	async prepare(parameters) {
		const task = readTaskReference(parameters);
		return async ({ wiro, tasks }) => {
			tasks.set(parameters.itemIndex, task);
			const { taskId, taskToken } = await wiro.deleteFiles(task);
			return { json: { ...referenceItem({ taskId, taskToken }), deleted: true } };
		};
	},
};
