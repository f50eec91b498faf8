import {
	sleep,
	type INodeProperties,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { openWiro, type WiroClient } from '../api/client';
import { itemsOrFailure } from '../api/items';
import type { Task, TaskReference } from '../api/task';
import { isUnknownTask } from '../api/wiroError';
import { readItemForm } from '../fields/output';
import { ParameterReader } from '../fields/parameters';
import { answer, answerUnchecked } from './answer';
import { taskReferences } from './taskReferences';

/** Wiro may deny a task for a moment: the times before the likeliest one is checked again, in milliseconds. */
const DELAYS_MS = [1_000, 2_000];

/** What a stranger's call may cost: so many checks in all, and after so many milliseconds no further one. */
const MOST_CHECKS = 5;
const LONGEST_SEARCH_MS = 5_000;

/** The first of the tasks that a callback may be about which the credential's project has. */
async function findTask(wiro: WiroClient, references: TaskReference[]): Promise<Task | undefined> {
	const [likeliest] = references;
	if (likeliest === undefined) return undefined;
	const start = Date.now();
	for (const reference of references) {
		const task = await unlessUnknown(wiro, reference);
		if (task !== undefined) return task;
	}
	for (const delay of DELAYS_MS.slice(0, MOST_CHECKS - references.length)) {
		if (Date.now() - start > LONGEST_SEARCH_MS) break;
		await sleep(delay);
		const task = await unlessUnknown(wiro, likeliest);
		if (task !== undefined) return task;
	}
	return undefined;
}

async function unlessUnknown(
	wiro: WiroClient,
	reference: TaskReference,
): Promise<Task | undefined> {
	return await wiro.detail(reference).catch((error: unknown) => {
		if (isUnknownTask(error)) return undefined;
		throw error;
	});
}

function isWanted(context: IWebhookFunctions, task: Task): boolean {
	const event = context.getNodeParameter('event');
	return event === 'ended' || (event === 'succeeded') === (task.end === 'success');
}

/** How many tasks to remember: a callback may be repeated for hours, but not for ever. */
const MOST_REMEMBERED = 1_000;

/** The entry of the workflow's static data, which n8n saves. */
const ENTRY = 'emittedTasks';

/** Callbacks that come together each get a copy of the static data, so this process knows too. */
const emitted = new Map<string, string[]>();

function savedTasks(context: IWebhookFunctions): string[] {
	const saved: unknown = context.getWorkflowStaticData('node')[ENTRY];
	return Array.isArray(saved) ? saved.filter((entry) => typeof entry === 'string') : [];
}

/** Whether this call is the first to claim the task for this trigger; later ones are told no. */
function claimTask(context: IWebhookFunctions, taskId: string): boolean {
	const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	const known = new Set([...savedTasks(context), ...(emitted.get(trigger) ?? [])]);
	if (known.has(taskId)) return false;
	const remembered = [...known, taskId].slice(-MOST_REMEMBERED);
	emitted.set(trigger, remembered);
	context.getWorkflowStaticData('node')[ENTRY] = remembered;
	return true;
}

/**
 * A callback to the trigger's URL. Nothing in it is believed but which task it may be about: that
 * one is checked, and emitted once when it has ended.
 * @param properties the trigger's parameters
 */
export async function receive(
	context: IWebhookFunctions,
	properties: INodeProperties[],
): Promise<IWebhookResponseData> {
	const references = taskReferences([context.getBodyData(), context.getQueryData()]);
	let wiro: WiroClient;
	let task: Task | undefined;
	try {
		wiro = await openWiro(context);
		task = await findTask(wiro, references);
	} catch (error) {
		const message = 'Wiro could not be asked about the task. Try again later.';
		return answerUnchecked(context, error, message);
	}
	if (task?.taskId === undefined)
		return answer(context, 404, 'The call names no task of this project.');
	if (task.end === undefined) return answer(context, 202, 'The task has not ended yet.');
	if (!isWanted(context, task))
		return answer(context, 200, 'The workflow does not ask for such tasks.');
	const parameters = new ParameterReader(
		(name) => context.getNodeParameter(name, undefined),
		properties,
	);
	const form = readItemForm(parameters);
	// While a workflow is built, the same task is sent again and again.
	const isTest = context.getMode() === 'manual';
	if (!isTest && !claimTask(context, task.taskId)) {
		return answer(context, 200, 'The workflow has had this task already.');
	}
	// Before the files are fetched: the caller does not wait for them.
	const answered = answer(context, 200, 'The workflow takes the task.');
	const items = await itemsOrFailure(wiro, task, 0, form);
	return {
		...answered,
		workflowData: [items.map(({ json, binary }) => ({ json, ...(binary && { binary }) }))],
	};
}
