import type { INodeProperties } from 'n8n-workflow';
import { givenUp, unsuccessful, withFailure } from '../api/taskErrors';
import type { Task } from '../api/task';
import { pollUntilEnd } from '../waiting/poll';
import { downloadOptions } from '../fields/downloads';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import { readPatience, waitingOptions } from '../fields/waiting';
import type { Operation } from './operation';
import { badParameter, type ItemParameters } from '../fields/parameters';

/** n8n looks for parked executions whose time has come once a minute. */
const LEAST_CHECK_AFTER_MINUTES = 2;
/** A year: no date is as far away as some numbers would have it. */
const MOST_MINUTES = 525_600;
const MS_PER_MINUTE = 60_000;

const WAIT_MODES = [
	{ value: 'poll', names: ['Poll (Simple)', 'Polling'] },
	{ value: 'suspend', names: ['Suspend (Survives Restarts)', 'Suspended'] },
] as const;

const waitModeProperties: INodeProperties[] = [
	{
		displayName: 'Wait Mode',
		name: 'waitMode',
		type: 'options',
		options: [
			{
				name: 'Poll (Simple)',
				value: 'poll',
				description:
					'The node asks Wiro again and again. The execution counts as running meanwhile.',
			},
			{
				name: 'Suspend (Survives Restarts)',
				value: 'suspend',
				description:
					'The execution is parked in the database of n8n and woken by a callback of Wiro, or by the next check. It survives a restart of n8n.',
			},
		],
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
	return parameters.choice('waitMode', 'Wait Mode', WAIT_MODES);
}

/** A number of minutes from `least` to a year, in milliseconds. @throws WiroError */
function readMinutes(
	parameters: ItemParameters,
	name: string,
	label: string,
	least: number,
): number {
	const minutes = parameters.number(name, label, least);
	if (minutes <= MOST_MINUTES) return minutes * MS_PER_MINUTE;
	throw badParameter(
		`'${label}' is ${minutes}, but must be ${MOST_MINUTES} or less`,
		`Use ${MOST_MINUTES}, a year, or less.`,
	);
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
	mayPark: (parameters) => readWaitMode(parameters) === 'suspend',
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const handle = readTaskReference(parameters);
		if (readWaitMode(parameters) === 'suspend') {
			const checkAfterMs = readMinutes(
				parameters,
				'checkAfter',
				'Check After',
				LEAST_CHECK_AFTER_MINUTES,
			);
			const giveUpAfterMs = readMinutes(parameters, 'giveUpAfter', 'Give Up After', 0);
			return async (session) => {
				session.tasks.set(itemIndex, handle);
				const task = await session.retrying(async () => await session.look(handle));
				session.tasks.set(itemIndex, task);
				if (task.end !== undefined) return withFailure(task);
				const leftMs = giveUpAfterMs - ageOf(task);
				if (leftMs <= 0) return givenUp(task, giveUpAfterMs);
				session.parkFor(Math.min(checkAfterMs, leftMs));
				return task;
			};
		}
		const patience = readPatience(parameters.options());
		return async (session) => {
			session.tasks.set(itemIndex, handle);
			const look = async () => await session.look(handle);
			const task = await pollUntilEnd(look, handle, patience, session.interruption);
			session.tasks.set(itemIndex, task);
			if (task.end !== 'success') throw unsuccessful(task);
			return task;
		};
	},
};
