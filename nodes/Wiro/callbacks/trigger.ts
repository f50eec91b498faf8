import {
	sleep,
	type INodeProperties,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { openWiro, type WiroClient } from '../api/client';
import { itemsOrFailure, type ItemForm } from '../api/items';
import type { Task, TaskReference } from '../api/task';
import { isUnknownTask } from '../api/wiroError';
import { readItemForm } from '../fields/output';
import { ParameterReader } from '../fields/parameters';
import { answer, answerUnchecked } from './answer';
import { taskReferences } from './taskReferences';

/** Wiro may deny a task for a moment. The delays before the most likely one is checked again, in milliseconds. */
const DELAYS_MS = [1_000, 2_000];

/**
 * Limits for a stranger's call: the number of checks, and the milliseconds after which a denied task is not
 * checked again.
 */
const MOST_CHECKS = 5;
const LONGEST_SEARCH_MS = 5_000;

/** The first task of the callback that belongs to the credential's project. */
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

/** How many tasks to remember: callbacks may be repeated for hours, but not forever. */
const MOST_REMEMBERED = 1_000;

/** The entry in the workflow's static data, which n8n saves. */
const ENTRY = 'emittedTasks';

/** Simultaneous callbacks each get their own copy of the static data, so the process remembers too. */
const emitted = new Map<string, string[]>();

function savedTasks(context: IWebhookFunctions): string[] {
	const saved: unknown = context.getWorkflowStaticData('node')[ENTRY];
	return Array.isArray(saved) ? saved.filter((entry) => typeof entry === 'string') : [];
}

/** Claims the task for this trigger. Only the first call returns true. */
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
 * Handles a callback to the trigger's URL. It is trusted only to name a task. The task is checked,
 * and emitted once after it has ended.
 * @param properties the trigger's parameters
 */
export async function receive(
	context: IWebhookFunctions,
	properties: INodeProperties[],
): Promise<IWebhookResponseData> {
	const references = taskReferences([context.getBodyData(), context.getQueryData()]);
	const parameters = new ParameterReader(
		(name) => context.getNodeParameter(name, undefined),
		properties,
	);
	let form: ItemForm;
	let wiro: WiroClient;
	let task: Task | undefined;
	try {
		form = readItemForm(parameters);
		wiro = await openWiro(context);
		task = await findTask(wiro, references);
	} catch (error) {
		const message = 'The task could not be checked on Wiro. Try again later.';
		return answerUnchecked(context, error, message);
	}
	if (task?.taskId === undefined)
		return answer(context, 404, 'The call does not name a task of this project.');
	if (task.end === undefined) return answer(context, 202, 'The task has not ended yet.');
	if (!isWanted(context, task))
		return answer(context, 200, 'The workflow does not start for such tasks.');
	// While the user builds the workflow, the same task may be sent several times.
	const isTest = context.getMode() === 'manual';
	if (!isTest && !claimTask(context, task.taskId)) {
		return answer(context, 200, 'The workflow has already received this task.');
	}
	// The answer comes first, so that the caller does not wait for the downloads.
	const answered = answer(context, 200, 'The workflow starts with this task.');
	const items = await itemsOrFailure(wiro, task, 0, form);
	return {
		...answered,
		workflowData: [items.map(({ json, binary }) => ({ json, ...(binary && { binary }) }))],
	};
}
