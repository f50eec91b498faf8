import type { IBinaryKeyData, INodeExecutionData } from 'n8n-workflow';
import type { WiroClient } from './client';
import { taskItems, wholeTaskItem, type Task, type TaskOutput } from './task';
import { downloadFailed, withFailure } from './taskErrors';
import { outcomeOf, WiroError } from './wiroError';

/** Where a task's files go. */
export interface FileTarget {
	/** The binary field to put them into. */
	field: string;
	/** The time limit for each download, in milliseconds. */
	timeoutMs: number;
}

/** The form in which the user wants a task's items. */
export interface ItemForm {
	/** Whether to make one simplified item for each output, instead of one with Wiro's task object. */
	simplify: boolean;
	/**
	 * Whether each task gets a single item. In the output of a resume, n8n links the first item to the
	 * first input item, the second to the second, and so on, whatever the node says.
	 */
	isWhole?: boolean;
	/** Undefined if the items carry URLs only. */
	files?: FileTarget;
}

/** Makes the items of a task, without its files. */
export function itemsOf(
	task: Task,
	itemIndex: number,
	{ simplify, isWhole }: ItemForm,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (!simplify) {
		const { raw, timedOut, failure } = task;
		if (failure === undefined) return [{ json: raw, pairedItem }];
		// Wiro's object knows neither the user's time limit nor a download that failed.
		const { message, nextStep } = failure;
		const json = {
			...raw,
			...(timedOut && { timedOut }),
			error: message,
			errorDescription: nextStep,
		};
		return [{ json, pairedItem }];
	}
	const items = isWhole ? [wholeTaskItem(task)] : taskItems(task);
	return items.map((json) => ({ json, pairedItem }));
}

/** A name with the task in it: Wiro calls the first output of every task "0.mp4". */
function fileNameOf({ taskId, taskToken }: Task, { url = '', fileName }: TaskOutput): string {
	const path = fileName ?? (URL.canParse(url) ? new URL(url).pathname : '');
	return `${taskId ?? taskToken}-${path.split(/[\\/]/).at(-1) || 'output'}`;
}

async function fetchOutput(
	wiro: WiroClient,
	task: Task,
	output: TaskOutput,
	{ field, timeoutMs }: FileTarget,
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
 * Makes the items of a task, with its files if the user wants them.
 * @throws WiroError if a download fails
 */
export async function itemsWithFiles(
	wiro: WiroClient,
	task: Task,
	itemIndex: number,
	form: ItemForm,
): Promise<INodeExecutionData[]> {
	const items = itemsOf(task, itemIndex, form);
	const { files } = form;
	if (files === undefined) return items;
	const { field } = files;
	const hasOwnItems = items.length > 1;
	const fetched = await Promise.all(
		(task.outputs ?? []).map(async (output, outputIndex) => {
			// In a single item, each further file needs a field of its own.
			const ownField = hasOwnItems || outputIndex === 0 ? field : `${field}_${outputIndex}`;
			return await fetchOutput(wiro, task, output, { ...files, field: ownField });
		}),
	);
	for (const [outputIndex, file] of fetched.entries()) {
		const item = items[hasOwnItems ? outputIndex : 0];
		if (item !== undefined && Object.keys(file).length > 0) {
			item.binary = { ...item.binary, ...file };
		}
	}
	return items;
}

/**
 * The same for executions that may be suspended and for webhooks, where no error can fail the node:
 * the item of a missing file or an unsuccessful task says why.
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
	return itemsOf({ ...explained, failure: outcome.error }, itemIndex, form);
}
