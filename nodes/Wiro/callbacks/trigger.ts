import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';
import { readFileForm } from '../fields/downloads';
import { readSimplify } from '../fields/simplify';
import { itemsOrFailure } from '../api/items';
import { ParameterReader } from '../fields/parameters';
import { isUnknownTask, outcomeOf } from '../api/outcome';
import { answer } from './answer';
import { downloader } from '../api/download';
import { lookUpWith } from '../api/lookUp';
import type { Task, TaskHandle } from '../api/task';
import { connectionOf } from '../api/transport';
import { Interruption } from '../waiting/interruption';
import { claimTask } from './emittedTasks';
import { taskReferences } from './taskReferences';

/** Wiro may deny a task for a moment: the times before the likeliest one is looked up again, in milliseconds. */
const DELAYS_MS = [1_000, 2_000];

/** What a stranger's call may cost: so many looks in all, and after so many milliseconds no further one. */
const MOST_LOOKS = 5;
const LONGEST_LOOK_MS = 5_000;

/** The first of the tasks that a callback may be about which the credential's project has. */
async function findTask(context: IWebhookFunctions): Promise<Task | undefined> {
	const references = taskReferences([context.getBodyData(), context.getQueryData()]);
	const [likeliest] = references;
	if (likeliest === undefined) return undefined;
	const start = Date.now();
	const lookUp = await lookUpWith(context);
	for (const handle of references) {
		const task = await unlessUnknown(lookUp, handle);
		if (task !== undefined) return task;
	}
	for (const delay of DELAYS_MS.slice(0, MOST_LOOKS - references.length)) {
		if (Date.now() - start > LONGEST_LOOK_MS) break;
		await sleep(delay);
		const task = await unlessUnknown(lookUp, likeliest);
		if (task !== undefined) return task;
	}
	return undefined;
}

async function unlessUnknown(
	lookUp: (handle: TaskHandle) => Promise<Task>,
	handle: TaskHandle,
): Promise<Task | undefined> {
	const outcome = await outcomeOf(async () => await lookUp(handle));
	if (outcome.ok) return outcome.value;
	if (isUnknownTask(outcome.error)) return undefined;
	throw outcome.error;
}

function isWanted(context: IWebhookFunctions, task: Task): boolean {
	const event = context.getNodeParameter('event');
	return event === 'ended' || (event === 'succeeded') === (task.end === 'success');
}

/**
 * A callback to the trigger's URL. Nothing in it is believed but which task it may be about: that
 * one is looked up, and emitted once when it has ended.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const outcome = await outcomeOf(async () => await findTask(context));
	if (!outcome.ok) {
		// Whoever calls is told to come again, and nothing else: it need not be Wiro.
		context.logger.warn('Wiro could not be asked about the task of a callback', {
			reason: outcome.error instanceof Error ? outcome.error.message : undefined,
		});
		return answer(context, 503, 'Wiro could not be asked about the task. Try again later.');
	}
	const task = outcome.value;
	if (task?.taskId === undefined)
		return answer(context, 404, 'The call names no task of this project.');
	if (task.end === undefined) return answer(context, 202, 'The task has not ended yet.');
	if (!isWanted(context, task))
		return answer(context, 200, 'The workflow does not ask for such tasks.');
	const parameters = new ParameterReader((name) => context.getNodeParameter(name, undefined));
	const form = { simplify: readSimplify(parameters), files: readFileForm(parameters.options()) };
	// While a workflow is built, the same task is sent again and again.
	const isTest = context.getMode() === 'manual';
	if (!isTest && !claimTask(context, task.taskId)) {
		return answer(context, 200, 'The workflow has had this task already.');
	}
	// Before the files are fetched: the caller does not wait for them.
	const answered = answer(context, 200, 'The workflow takes the task.');
	const fetchFile = downloader(context, await connectionOf(context), new Interruption());
	const items = await itemsOrFailure(fetchFile, task, 0, form);
	return {
		...answered,
		workflowData: [items.map(({ json, binary }) => ({ json, ...(binary && { binary }) }))],
	};
}
