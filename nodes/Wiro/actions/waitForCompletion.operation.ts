import type { INodeProperties } from 'n8n-workflow';
import { givenUp, unsuccessful, withFailure } from '../api/taskErrors';
import type { Task } from '../api/task';
import { downloadOptions } from '../fields/output';
import { entriesOf, type ItemParameters } from '../fields/parameters';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import { readPatience, waitingOptions } from '../fields/waiting';
import { pollUntilEnd } from '../waiting/poll';
import type { Operation } from './operation';

/** n8n looks for parked executions whose time has come once a minute. */
const LEAST_CHECK_AFTER_MINUTES = 2;
/** A year: no date is as far away as some numbers would have it. */
const MOST_MINUTES = 525_600;
const MS_PER_MINUTE = 60_000;

const WAIT_MODES = [
	{
		value: 'poll',
		name: 'Poll (Simple)',
		description: 'The node asks Wiro again and again. The execution counts as running meanwhile.',
		others: ['Polling'],
	},
	{
		value: 'suspend',
		name: 'Suspend (Survives Restarts)',
		description:
			'The execution waits in the database of n8n and is woken by a callback of Wiro, or by the next check. It survives a restart of n8n.',
		others: ['Suspended'],
	},
] as const;

const waitModeProperties: INodeProperties[] = [
	{
		displayName: 'Wait Mode',
		name: 'waitMode',
		type: 'options',
		options: entriesOf(WAIT_MODES),
		default: 'poll',
		description: 'How to wait for tasks that still run',
	},
	{
		displayName:
			// n8n 2 shows no other markup than lists and links.
			'<ul><li>In the Run node before, add the option “Callback URL” and set it, as an expression, to {{ $execution.resumeUrl }}.</li><li>If no callback comes in time, the items leave as they came, with “completed” false. Lead them through an IF back into this node to go on waiting.</li></ul>',
		name: 'suspendNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { waitMode: ['suspend'] } },
	},
	{
		displayName: 'Check After (Minutes)',
		name: 'checkAfter',
		type: 'number',
		typeOptions: {
			minValue: LEAST_CHECK_AFTER_MINUTES,
			maxValue: MOST_MINUTES,
			numberPrecision: 2,
		},
		default: 10,
		description:
			'How long to wait for the callback at most, in case it never comes. At least 2, since n8n wakes executions once a minute.',
		displayOptions: { show: { waitMode: ['suspend'] } },
	},
	{
		displayName: 'Give Up After (Minutes)',
		name: 'giveUpAfter',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_MINUTES, numberPrecision: 0 },
		default: 1440,
		description:
			'How old a task may become. One that still runs then is handed on with “completed” and “timedOut” true, so that a loop around this node ends. 1440 is a day.',
		displayOptions: { show: { waitMode: ['suspend'] } },
	},
];

/** The mode in which an item waits. @throws WiroError */
function readWaitMode(parameters: ItemParameters) {
	return parameters.choice('waitMode', WAIT_MODES);
}

/** A number of minutes, in milliseconds. @throws WiroError */
function readMinutes(parameters: ItemParameters, name: string): number {
	return parameters.number(name) * MS_PER_MINUTE;
}

/** How old a task is, in milliseconds: by the time of its creation. */
function ageOf({ createdAt }: Task): number {
	return createdAt === undefined ? 0 : Date.now() - Date.parse(createdAt);
}

/** Waits for tasks that are there already. */
export const waitForCompletion: Operation = {
	option: {
		name: 'Wait for Completion',
		value: 'waitForCompletion',
		action: 'Wait for tasks to complete',
		description: 'Wait until tasks that were started earlier have ended, and get their videos',
	},
	properties: [...taskReferenceProperties, ...waitModeProperties],
	options: [
		...downloadOptions,
		...waitingOptions.map((option) => ({
			...option,
			displayOptions: { show: { '/waitMode': ['poll'] } },
		})),
	],
	maySuspend: (parameters) => readWaitMode(parameters) === 'suspend',
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const reference = readTaskReference(parameters);
		if (readWaitMode(parameters) === 'suspend') {
			const checkAfterMs = readMinutes(parameters, 'checkAfter');
			const giveUpAfterMs = readMinutes(parameters, 'giveUpAfter');
			return async (execution) => {
				const { wiro, tasks } = execution;
				tasks.set(itemIndex, reference);
				const task = await wiro.detail(reference);
				tasks.set(itemIndex, task);
				if (task.end !== undefined) return withFailure(task);
				const leftMs = giveUpAfterMs - ageOf(task);
				if (leftMs <= 0) return givenUp(task, giveUpAfterMs);
				execution.suspendFor(Math.min(checkAfterMs, leftMs));
				return task;
			};
		}
		const patience = readPatience(parameters.collection('options'));
		return async ({ wiro, tasks }) => {
			tasks.set(itemIndex, reference);
			const task = await pollUntilEnd(wiro, reference, patience);
			tasks.set(itemIndex, task);
			if (task.end !== 'success') throw unsuccessful(task);
			return task;
		};
	},
};
