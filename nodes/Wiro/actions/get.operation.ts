import { downloadOptions } from '../fields/output';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import type { Operation } from './operation';

/** Checks a task once. */
export const get: Operation = {
	resource: 'task',
	option: {
		name: 'Get Task',
		value: 'get',
		action: 'Get task',
		description: 'Retrieve the current state of a task, with its videos if they are ready',
	},
	toolDescription:
		'Checks a video task on Wiro once, at no cost. Needs the taskId. When completed and succeeded are true, url is the finished video. While completed is false, the video is still being made, which takes minutes: check again later.',
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
