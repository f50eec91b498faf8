import { randomUUID } from 'crypto';
import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { TaskHandle } from '../api/task';
import { dataObjects, isDataObject, number, text } from '../api/values';

/** The entry of the node context, which n8n saves with the execution. */
const ENTRY = 'wiroParked';

/** An item of a parked execution: the task that it waits for, or what it came to already. */
export type ParkedItem =
	| { handle: TaskHandle; simplify: boolean; files?: ParkedFiles }
	| { json: IDataObject };

/** Where the task's files are to go, and how long fetching one may take in milliseconds. */
interface ParkedFiles {
	field: string;
	timeoutMs: number;
}

/** What a parked execution waits for. */
export interface Parked {
	/** Names this parking, and no other of the same execution. */
	parking: string;
	/** In the order of the node's input items. */
	items: ParkedItem[];
}

/** A text as an expression may contain it: whatever a node is called, it must not end the expression. */
function quoted(words: string): string {
	const escape = (character: string) =>
		`\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	return JSON.stringify(words).replace(/[^ -z]/g, escape);
}

/**
 * Parks the execution in n8n's database until its resume URL is called or the time has come.
 * In the latter case n8n passes the node's input on unchanged, and no code of the node runs.
 */
export async function park(
	context: IExecuteFunctions,
	items: ParkedItem[],
	until: Date,
): Promise<void> {
	context.getContext('node')[ENTRY] = { parking: randomUUID(), items };
	await context.putExecutionToWait(until);
}

function readFiles(files: unknown): ParkedFiles | undefined {
	if (!isDataObject(files)) return undefined;
	const field = text(files.field);
	const timeoutMs = number(files.timeoutMs);
	return field === undefined || timeoutMs === undefined ? undefined : { field, timeoutMs };
}

function readItem({ handle, simplify, files, json }: IDataObject): ParkedItem {
	if (!isDataObject(handle)) return { json: isDataObject(json) ? json : {} };
	return {
		handle: { taskId: text(handle.taskId), taskToken: text(handle.taskToken) },
		simplify: simplify !== false,
		files: readFiles(files),
	};
}

/** Reads in a webhook what `park` left there; undefined when the execution is not parked here. */
export function readParked(context: IWebhookFunctions): Parked | undefined {
	// A webhook has no node context to read; an expression sees that of the execution.
	const expression = `{{ $node[${quoted(context.getNode().name)}].context["${ENTRY}"] }}`;
	const entry: unknown = context.evaluateExpression(expression, 0);
	const parking = isDataObject(entry) ? text(entry.parking) : undefined;
	if (!isDataObject(entry) || parking === undefined) return undefined;
	return { parking, items: dataObjects(entry.items).map(readItem) };
}
