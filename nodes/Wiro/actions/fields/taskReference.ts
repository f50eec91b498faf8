import type { INodeProperties } from 'n8n-workflow';
import type { TaskHandle } from '../../api/task';
import { badParameter, shown, type ParameterReader } from '../parameters';

/** How a task operation is told which task it is about. */
export const taskReferenceProperties: INodeProperties[] = [
	{
		displayName: 'Task Reference',
		name: 'taskReference',
		type: 'options',
		options: [
			{ name: 'Task ID', value: 'taskId', description: 'The number that Run gives as taskId' },
			{
				name: 'Task Token',
				value: 'taskToken',
				description: 'The text that Run gives as taskToken',
			},
		],
		default: 'taskId',
		description: 'What to name the task by. Both come with every item of this node.',
	},
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '={{ $json.taskId }}',
		placeholder: 'e.g. 534574',
		description: 'As it stands, takes the ID from the items that Run gives',
		displayOptions: { show: { taskReference: ['taskId'] } },
	},
	{
		displayName: 'Task Token',
		name: 'taskToken',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '={{ $json.taskToken }}',
		placeholder: 'e.g. eDcCm5yyUfIvMFspTwww49OUfgXkQt',
		description: 'As it stands, takes the token from the items that Run gives',
		displayOptions: { show: { taskReference: ['taskToken'] } },
	},
];

/** Reads which task an item is about. @throws WiroError when it is missing, or an ID is no number */
export function readTaskReference(parameters: ParameterReader): TaskHandle {
	const choices = ['taskId', 'taskToken'] as const;
	const chain = 'Connect this node to a Wiro Run node, or fill the field in by hand.';
	if (parameters.choice('taskReference', 'Task Reference', choices) === 'taskToken') {
		return { taskToken: parameters.requiredText('taskToken', 'Task Token', chain) };
	}
	const taskId = parameters.requiredText('taskId', 'Task ID', chain);
	if (/^\d+$/.test(taskId)) return { taskId };
	// A token is not repeated: whoever has it can follow the task.
	if (/^[a-z0-9]{20,}$/i.test(taskId)) {
		throw badParameter(
			'Task ID holds what looks like a task token',
			'Set Task Reference to Task Token, and put it there.',
		);
	}
	const digits = taskId.replace(/\D/g, '');
	throw badParameter(
		`Task ID is ${shown(taskId)}, but Wiro's IDs are numbers`,
		`Give digits only, such as ${digits === '' ? '534574' : digits}.`,
	);
}
