import type { INodeProperties } from 'n8n-workflow';
import { givenUp, unsuccessful, withFailure } from '../api/taskErrors';
import type { Task } from '../api/task';
import { downloadOptions } from '../fields/output';
import { badParameter, entriesOf, type ItemParameters } from '../fields/parameters';
import { readTaskReference, taskReferenceProperties } from '../fields/taskReference';
import { isInsideCaller } from '../fields/tool';
import { MS_PER_MINUTE, readPatience, stopTasksOption, waitingOptions } from '../fields/waiting';
import { pollUntilEnd } from '../waiting/poll';
import type { Operation } from './operation';

/** n8n wakes suspended executions only once a minute. */
const LEAST_CHECK_AFTER_MINUTES = 2;
/** A year. Without a limit, a number could exceed the largest date. */
const MOST_MINUTES = 525_600;

const WAIT_MODES = [
	{
		value: 'poll',
		name: 'Poll (Simple)',
		description: 'The node checks the task repeatedly. Meanwhile, the execution is running.',
		others: ['Polling'],
	},
	{
		value: 'suspend',
		name: 'Suspend (Survives Restarts)',
		description:
			"The execution waits in n8n's database until Wiro calls back, or until the next check. It survives restarts of n8n.",
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
		description: 'How to wait for running tasks',
	},
	{
		displayName:
			// Of all markup, n8n 2 shows only lists and links.
			"<ul><li>In the Run node before this one, add the option 'Callback URL' and set it to the expression {{ $execution.resumeUrl }}.</li><li>If no callback arrives in time, the items pass through unchanged, with completed set to false. To keep waiting, loop them back into this node with an IF node.</li><li>If the workflow has a timeout, it includes this wait. n8n cancels an execution that is woken by a check after its timeout.</li></ul>",
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
			'How long to wait for the callback, in case it never arrives. At least 2, since n8n wakes executions once a minute. In a loop, the expression {{ $runIndex > 4 ? 10 : 2 }} checks every 2 minutes at first, and every 10 minutes later.',
		displayOptions: { show: { waitMode: ['suspend'] } },
	},
	{
		displayName: 'Give Up After (Minutes)',
		name: 'giveUpAfter',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_MINUTES, numberPrecision: 0 },
		default: 1440,
		description:
			'How old a task may become. If it is still running then, its item has completed and timedOut set to true, so that a loop around this node ends. 1440 minutes is one day.',
		displayOptions: { show: { waitMode: ['suspend'] } },
	},
];

/** Reads the wait mode of an item. @throws WiroError */
function readWaitMode(parameters: ItemParameters) {
	return parameters.choice('waitMode', WAIT_MODES);
}

/** The time since the creation of a task, in milliseconds. */
function ageOf({ createdAt }: Task): number {
	return createdAt === undefined ? 0 : Date.now() - Date.parse(createdAt);
}

/** Waits for tasks that were started earlier. */
export const waitForCompletion: Operation = {
	resource: 'task',
	option: {
		name: 'Wait for Completion',
		value: 'waitForCompletion',
		action: 'Wait for tasks to complete',
		description: 'Wait until tasks that were started earlier have ended, and get their videos',
	},
	toolDescription:
		'Waits until a video task on Wiro has ended, at no cost. Needs the taskId. This can take minutes. When succeeded is true, url is the finished video.',
	properties: [...taskReferenceProperties, ...waitModeProperties],
	options: [
		...downloadOptions,
		...[...waitingOptions, stopTasksOption].map((option) => ({
			...option,
			displayOptions: { show: { '/waitMode': ['poll'] } },
		})),
	],
	maySuspend: (parameters) => readWaitMode(parameters) === 'suspend',
	async prepare(parameters) {
		const { itemIndex } = parameters;
		const reference = readTaskReference(parameters);
		if (readWaitMode(parameters) === 'suspend') {
			if (isInsideCaller(parameters.context)) {
				throw badParameter(
					`'${parameters.label('waitMode')}' is Suspend, but n8n cannot resume the agent or MCP server that calls this tool`,
					"Set 'Wait Mode' of the tool to Poll, let the model fetch the video later with Get Task, or use version 3 of the AI Agent node.",
				);
			}
			const checkAfterMs = parameters.number('checkAfter') * MS_PER_MINUTE;
			const giveUpAfterMs = parameters.number('giveUpAfter') * MS_PER_MINUTE;
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
		const options = parameters.collection('options');
		const patience = readPatience(options);
		const stopsWithExecution = options.boolean('stopTaskOnCancel');
		return async (execution) => {
			const { tasks, startedTasks } = execution;
			tasks.set(itemIndex, reference);
			if (stopsWithExecution) startedTasks.add(reference);
			const task = await pollUntilEnd(execution, reference, patience);
			tasks.set(itemIndex, task);
			startedTasks.remove(reference);
			if (task.end !== 'success') throw unsuccessful(task);
			return task;
		};
	},
};
