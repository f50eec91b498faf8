import type { IBinaryKeyData, INodeExecutionData } from 'n8n-workflow';
import type { WiroClient } from './client';
import { taskItems, type Task, type TaskOutput } from './task';
import { downloadFailed, withFailure } from './taskErrors';
import { outcomeOf, WiroError } from './wiroError';

/** Where a task's files go. */
export interface FileForm {
	/** The binary field to put them into. */
	field: string;
	/** How long fetching one may take, in milliseconds. */
	timeoutMs: number;
}

/** In what form the user wants a task's items. */
export interface ItemForm {
	/** One clean item for each output; otherwise Wiro's task object as it came. */
	simplify: boolean;
	/** Undefined for URLs only. */
	files?: FileForm;
}

/** Makes the items of a task, without its files. */
export function itemsOf(task: Task, itemIndex: number, simplify: boolean): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (!simplify) {
		const { raw, timedOut, failure } = task;
		// Wiro does not know how long the user wants to wait, and a loop has to end.
		const json = timedOut ? { ...raw, timedOut, error: failure?.message } : raw;
		return [{ json, pairedItem }];
	}
	return taskItems(task).map((json) => ({ json, pairedItem }));
}

/** The name of a file handed on. Wiro calls the first output of every task "0.mp4". */
function fileNameOf({ taskId, taskToken }: Task, { url = '', fileName }: TaskOutput): string {
	const path = fileName ?? (URL.canParse(url) ? new URL(url).pathname : '');
	return `${taskId ?? taskToken}-${path.split(/[\\/]/).at(-1) || 'output'}`;
}

async function fetchOutput(
	wiro: WiroClient,
	task: Task,
	output: TaskOutput,
	{ field, timeoutMs }: FileForm,
): Promise<IBinaryKeyData> {
	const { url, contentType, sizeBytes } = output;
	if (url === undefined) return {};
	const fileName = fileNameOf(task, output);
	try {
		const file = { url, fileName, contentType, sizeBytes, timeoutMs };
		return { [field]: await wiro.downloads.fetch(file) };
	} catch (error) {
		throw error instanceof WiroError ? downloadFailed(task, url, error) : error;
	}
}

/**
 * Makes the items of a task, with its files where they are wanted.
 * @throws WiroError when a download fails
 */
export async function itemsWithFiles(
	wiro: WiroClient,
	task: Task,
	itemIndex: number,
	{ simplify, files }: ItemForm,
): Promise<INodeExecutionData[]> {
	const items = itemsOf(task, itemIndex, simplify);
	if (files === undefined) return items;
	const { field } = files;
	const fetched = await Promise.all(
		(task.outputs ?? []).map(async (output, outputIndex) => {
			// Wiro's task object is one item, so that several files need several fields there.
			const ownField = simplify || outputIndex === 0 ? field : `${field}_${outputIndex}`;
			return await fetchOutput(wiro, task, output, { ...files, field: ownField });
		}),
	);
	for (const [outputIndex, file] of fetched.entries()) {
		const item = simplify ? items[outputIndex] : items[0];
		if (item !== undefined && Object.keys(file).length > 0) {
			item.binary = { ...item.binary, ...file };
		}
	}
	return items;
}

/**
 * The same where an execution may be suspended, and in a webhook, where nothing can fail the node:
 * an item without its file says why, and so does that of a task that did not succeed.
 */
export async function itemsOrFailure(
	wiro: WiroClient,
	task: Task,
	itemIndex: number,
	form: ItemForm,
): Promise<INodeExecutionData[]> {
	const explained = withFailure(task);
	const outcome = await outcomeOf(
		async () => await itemsWithFiles(wiro, explained, itemIndex, form),
	);
	if (outcome.ok) return outcome.value;
	if (!(outcome.error instanceof WiroError)) throw outcome.error;
	return itemsOf({ ...explained, failure: outcome.error }, itemIndex, form.simplify);
}
