import { randomUUID } from 'crypto';
import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { FileTarget, ItemForm } from '../api/items';
import { readReference, type TaskReference } from '../api/task';
import { inMinutes } from '../api/taskErrors';
import { dataObjects, isDataObject, number, text } from '../api/values';

/** The entry in the node context, which n8n saves with the execution. */
const ENTRY = 'wiroSuspended';

/** The unit of the workflow's timeout. */
const MS_PER_SECOND = 1_000;

/** An item of a suspended execution: the task that it waits for, or its output if it is done. */
export type SuspendedItem = ({ task: TaskReference } & ItemForm) | { json: IDataObject };

/** What a suspended execution waits for. */
export interface Suspension {
	/** Unique: an execution can be suspended several times. */
	id: string;
	/** When n8n wakes the execution, in milliseconds since 1970. */
	until: number;
	/** In the order of the node's input items. */
	items: SuspendedItem[];
}

/** A text as a string in an expression, escaped so that no node name can end the expression. */
function quoted(words: string): string {
	const escape = (character: string) =>
		`\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	return JSON.stringify(words).replace(/[^ -z]/g, escape);
}

/**
 * Shows a hint if the workflow's timeout ends before the next check. n8n counts the time from the
 * execution's start, and cancels the execution when the check wakes it, but not when a callback does.
 */
function warnOfTimeout(context: IExecuteFunctions, until: Date): void {
	const timeoutMs = (context.getWorkflowSettings().executionTimeout ?? 0) * MS_PER_SECOND;
	const startedAt = context.getExecutionContext()?.establishedAt ?? Date.now();
	if (timeoutMs <= 0 || until.getTime() - startedAt < timeoutMs) return;
	context.addExecutionHints({
		message: `The workflow's timeout of ${inMinutes(timeoutMs)} ends before the next check. If no callback comes by then, n8n will cancel this execution, and its tasks will keep running. Lower 'Check After', or raise 'Timeout After' in the workflow settings.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/**
 * Suspends the execution in n8n's database until its resume URL is called or the time is up. When
 * the time is up, n8n passes the node's input on unchanged, without running the node.
 */
export async function suspend(
	context: IExecuteFunctions,
	items: SuspendedItem[],
	until: Date,
): Promise<void> {
	warnOfTimeout(context, until);
	context.getContext('node')[ENTRY] = { id: randomUUID(), until: until.getTime(), items };
	await context.putExecutionToWait(until);
}

function readFiles(files: unknown): FileTarget | undefined {
	if (!isDataObject(files)) return undefined;
	const field = text(files.field);
	const timeoutMs = number(files.timeoutMs);
	return field === undefined || timeoutMs === undefined ? undefined : { field, timeoutMs };
}

function readItem({ task, simplify, files, json }: IDataObject): SuspendedItem {
	if (!isDataObject(task)) return { json: isDataObject(json) ? json : {} };
	return {
		task: readReference(task),
		simplify: simplify !== false,
		isWhole: true,
		files: readFiles(files),
	};
}

/** Reads what `suspend` has saved, in a webhook; undefined if this node has not suspended the execution. */
export function readSuspension(context: IWebhookFunctions): Suspension | undefined {
	// A webhook cannot read the node context, but an expression can.
	const expression = `{{ $node[${quoted(context.getNode().name)}].context["${ENTRY}"] }}`;
	const entry: unknown = context.evaluateExpression(expression, 0);
	const id = isDataObject(entry) ? text(entry.id) : undefined;
	if (!isDataObject(entry) || id === undefined) return undefined;
	const until = number(entry.until) ?? Infinity;
	return { id, until, items: dataObjects(entry.items).map(readItem) };
}
