import type { INodeProperties } from 'n8n-workflow';
import type { TaskReference } from '../api/task';
import { badParameter, entriesOf, shown, type ItemParameters } from './parameters';
import { cleaned } from './text';

const REFERENCES = [
	{
		value: 'taskId',
		name: 'Task ID',
		description: 'The number in the field taskId of the items from Run',
		others: ['ID', 'Number'],
	},
	{
		value: 'taskToken',
		name: 'Task Token',
		description: 'The text in the field taskToken of the items from Run',
		others: ['Token'],
	},
] as const;

/** The parameters that name the task of a task operation. */
export const taskReferenceProperties: INodeProperties[] = [
	{
		displayName: 'Task Reference',
		name: 'taskReference',
		type: 'options',
		options: entriesOf(REFERENCES),
		default: 'taskId',
		description: 'How to identify the task. Every item of this node contains both.',
	},
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '={{ $json.taskId }}',
		placeholder: 'e.g. 534574',
		description: 'By default, the ID from the items of the Run operation',
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
		description: 'By default, the token from the items of the Run operation',
		displayOptions: { show: { taskReference: ['taskToken'] } },
	},
];

/** An ID as sheets write it: with zeros as decimals, or with commas between the thousands. */
const WITH_DECIMALS = /^(\d+)[.,](?:0|00|0{4,})$/;
const WITH_THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+$/;
/** Three zeros can be decimals or thousands. */
const AMBIGUOUS = /^\d{1,3},000$/;

/** The ID in a text, if it is certain: a wrong ID would be another task. */
function taskIdIn(written: string): string | undefined {
	const digits = written.replace(/^# ?/, '');
	if (AMBIGUOUS.test(digits)) return undefined;
	if (WITH_THOUSANDS.test(digits)) return digits.replace(/,/g, '');
	const id = WITH_DECIMALS.exec(digits)?.[1] ?? digits;
	return /^\d+$/.test(id) ? id : undefined;
}

/** The only number among the words of a text. */
function onlyNumberIn(written: string): string | undefined {
	return /^\D*(?<![\p{L}\p{N}.,+])(?<!(?:^|\s)-)(\d+)(?![\p{L}\p{N}.,])\D*$/u.exec(written)?.[1];
}

/** Reads the task of an item. @throws WiroError if it is missing or not clear */
export function readTaskReference(parameters: ItemParameters): TaskReference {
	const name = parameters.choice('taskReference', REFERENCES);
	const chain = parameters.isTool
		? `To let the model enter it, set '${parameters.label(name)}' of the tool to {{ $fromAI('${name}') }}.`
		: 'Connect this node to a Wiro Run node, or enter a value.';
	const written = parameters.requiredText(name, chain);
	if (name === 'taskToken') return { taskToken: written };
	const given = cleaned(written);
	const taskId = taskIdIn(given);
	if (taskId !== undefined) return { taskId };
	// The error does not quote a token: anyone who has it can follow the task.
	if (/[a-z0-9]{20}/i.test(given)) {
		throw badParameter(
			`'${parameters.label('taskId')}' holds what looks like a task token`,
			"Set 'Task Reference' to Task Token and enter it there.",
		);
	}
	const number = onlyNumberIn(given);
	throw badParameter(
		`'${parameters.label('taskId')}' is ${shown(given)}, but Wiro's IDs are whole numbers`,
		number === undefined
			? 'Enter only the digits of the ID.'
			: `Enter only digits, such as ${number}.`,
	);
}
