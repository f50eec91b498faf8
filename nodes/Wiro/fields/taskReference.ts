import type { INodeProperties } from 'n8n-workflow';
import type { TaskReference } from '../api/task';
import { badParameter, entriesOf, shown, type ParameterReader } from './parameters';
import { cleaned } from './text';

const REFERENCES = [
	{
		value: 'taskId',
		name: 'Task ID',
		description: 'The number that Run gives as taskId',
		others: ['ID', 'Number'],
	},
	{
		value: 'taskToken',
		name: 'Task Token',
		description: 'The text that Run gives as taskToken',
		others: ['Token'],
	},
] as const;

/** How a task operation knows which task it is about. */
export const taskReferenceProperties: INodeProperties[] = [
	{
		displayName: 'Task Reference',
		name: 'taskReference',
		type: 'options',
		options: entriesOf(REFERENCES),
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

/** Digits as sheets write them: a number with decimals of zero, or with commas between the thousands. */
const WITH_DECIMALS = /^(\d+)[.,](?:0|00|0{4,})$/;
const WITH_THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+$/;
/** Three zeros can be decimals and thousands alike. */
const AMBIGUOUS = /^\d{1,3},000$/;

/** The ID that a text names without doubt: a wrong one would be another task. */
function taskIdIn(written: string): string | undefined {
	const digits = written.replace(/^# ?/, '');
	if (AMBIGUOUS.test(digits)) return undefined;
	if (WITH_THOUSANDS.test(digits)) return digits.replace(/,/g, '');
	const id = WITH_DECIMALS.exec(digits)?.[1] ?? digits;
	return /^\d+$/.test(id) ? id : undefined;
}

/** The only number in a text of words, if it stands by itself. */
function onlyNumberIn(written: string): string | undefined {
	return /^\D*(?<![\p{L}\p{N}.,+])(?<!(?:^|\s)-)(\d+)(?![\p{L}\p{N}.,])\D*$/u.exec(written)?.[1];
}

/** Reads which task an item is about. @throws WiroError when it is missing, or does not name one task */
export function readTaskReference(parameters: ParameterReader): TaskReference {
	const chain = 'Connect this node to a Wiro Run node, or fill the field in by hand.';
	if (parameters.choice('taskReference', REFERENCES) === 'taskToken') {
		return { taskToken: parameters.requiredText('taskToken', chain) };
	}
	const given = cleaned(parameters.requiredText('taskId', chain));
	const taskId = taskIdIn(given);
	if (taskId !== undefined) return { taskId };
	// A token is not repeated: whoever has it can follow the task.
	if (/[a-z0-9]{20}/i.test(given)) {
		throw badParameter(
			"'Task ID' holds what looks like a task token",
			"Set 'Task Reference' to Task Token, and put it there.",
		);
	}
	const number = onlyNumberIn(given);
	throw badParameter(
		`'Task ID' is ${shown(given)}, but Wiro's IDs are whole numbers`,
		number === undefined
			? 'Give the digits of the ID only, without any other sign.'
			: `Give digits only, such as ${number}.`,
	);
}
