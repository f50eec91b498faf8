import { isOutOfReach } from '../api/reach';
import { lostRun, unsuccessful } from '../api/taskErrors';
import { downloadOptions } from '../fields/output';
import { spendingOptions } from '../fields/spending';
import { readPatience, stopTasksOption, waitingOptions } from '../fields/waiting';
import { readRunInputs, runInputProperties } from '../models/runInputs';
import { pollUntilEnd } from '../waiting/poll';
import type { Execution } from './execution';
import type { Operation } from './operation';
import { expectedCost, planCost } from './runCosts';
import { startTask } from './startTask';

/** How many tasks one execution keeps running by default. */
const DEFAULT_CONCURRENT_TASKS = 100;

/** Shows the hint of a callback that cannot come. The URL itself may hold n8n's signature. */
function hintUnreachable(execution: Execution, callbackUrl: string): void {
	execution.addHint(
		`Wiro cannot reach ${new URL(callbackUrl).host}, the address in 'Callback URL', so no callback will come. If it is the address of this n8n, set its environment variable WEBHOOK_URL to the address at which it can be reached from the internet.`,
	);
}

/** Starts one task for each item. */
export const run: Operation = {
	resource: 'task',
	option: {
		name: 'Run',
		value: 'run',
		action: 'Make video from image or run any model',
		description:
			'Start a task that makes a video from an image, or runs another model, and wait for its outputs',
	},
	toolDescription:
		'Makes a video of some seconds from an image and a prompt, with Wan2.2-I2V-A14B on Wiro. Each video takes minutes and costs money, so call this once for each video that is wanted. The answer has a taskId. When completed and succeeded are true, url is the finished video. While completed is false, the video is still being made and can be fetched later with its taskId. After an error, do what errorDescription says.',
	toolDescriptionOfOthers:
		'Runs an AI model on Wiro with the given inputs. A run can take minutes and costs money, so call this once for each result that is wanted. The answer has a taskId. When completed and succeeded are true, url is the finished file, or text is the answer of a text model. While completed is false, the task is still running and its result can be fetched later with its taskId. After an error, do what errorDescription says.',
	properties: [
		...runInputProperties,
		{
			displayName: 'Wait for Completion',
			name: 'waitForCompletion',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait until the outputs are ready. If turned off, the items contain the task at once, for the Wait for Completion operation.',
		},
	],
	options: [
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/webhook',
			description: 'Where Wiro sends a POST request when the task has ended',
		},
		...downloadOptions,
		...spendingOptions,
		{
			displayName: 'Max Concurrent Tasks',
			name: 'maxConcurrentTasks',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_CONCURRENT_TASKS,
			description:
				'How many tasks of this execution can run on Wiro at the same time. The other items wait for their turn. Your balance on Wiro also sets a limit, and the node adapts to it.',
		},
		{ ...stopTasksOption, default: true },
		...waitingOptions,
	],
	async prepare(parameters, execution) {
		const { itemIndex } = parameters;
		const { models, memory, budget } = execution;
		const inputs = await readRunInputs(parameters, models);
		const waits = parameters.boolean('waitForCompletion');
		const options = parameters.collection('options');
		const callbackUrl = options.webUrl('callbackUrl');
		if (callbackUrl !== '') inputs.fields.callbackUrl = callbackUrl;
		const isUnreachable = await isOutOfReach(parameters.context, callbackUrl);
		const most = options.positiveNumber('maxConcurrentTasks');
		const patience = readPatience(options);
		const stopsWithExecution = options.boolean('stopTaskOnCancel');

		const earlier = memory.find(itemIndex, inputs);
		await planCost(parameters, execution, inputs, earlier);

		return async ({ tasks, startedTasks }) => {
			if (earlier !== undefined && 'lost' in earlier) throw lostRun(earlier.lost);
			// It is already paid, so the error of another item must name it, even before its turn.
			if (earlier !== undefined) tasks.set(itemIndex, earlier.task);

			const slots = execution.taskSlots(Math.ceil(most));
			await slots.take();
			let hadTask = false;
			try {
				const patienceMs = patience.timeoutMs;
				const started = await startTask(execution, {
					itemIndex,
					inputs,
					earlier,
					slots,
					stopsWithExecution,
					patienceMs,
				});
				hadTask = true;
				tasks.set(itemIndex, started);
				if (isUnreachable) hintUnreachable(execution, callbackUrl);
				if (stopsWithExecution) startedTasks.add(started);
				const cost = expectedCost(execution, inputs);
				if (!waits) return { ...started, estimatedCost: await cost() };

				const isNew = started.status === undefined;
				const ended = await pollUntilEnd(execution, started, patience, isNew);
				budget.ended(itemIndex, ended);
				const task = { ...ended, seed: started.seed, estimatedCost: await cost() };
				tasks.set(itemIndex, task);
				startedTasks.remove(started);
				if (task.end !== 'success') throw unsuccessful(task);
				return task;
			} finally {
				slots.release(hadTask);
			}
		};
	},
};
