import { newestTasks } from '../api/newestTasks';
import { modelNameOf } from '../fields/model';
import type { Operation } from './operation';

/** Wiro gives 100 tasks a request. More would take many requests, and memory. */
const MOST_TASKS = 1_000;

/** Lists the newest tasks of the credential's project. */
export const getMany: Operation = {
	resource: 'task',
	option: {
		name: 'Get Many Tasks',
		value: 'getMany',
		action: 'Get many tasks',
		description: 'List the newest tasks of the project, with their outputs',
	},
	toolDescription:
		'Lists the newest tasks on Wiro, the newest first, at no cost. Each has a taskId. When completed and succeeded are true, url is the finished file.',
	properties: [
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MOST_TASKS },
			default: 50,
			description: 'Max number of results to return',
		},
	],
	options: [
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. Wan-AI/Wan2.2-I2V-A14B',
			description: 'Only list tasks of this model. Leave empty for the tasks of all models.',
		},
	],
	async prepare(parameters) {
		const limit = parameters.wholeNumber('limit');
		const written = parameters.collection('options').text('model');
		const model = written === '' ? undefined : modelNameOf(written);
		return async ({ wiro }) => await newestTasks(wiro.requests, { limit, model });
	},
};
