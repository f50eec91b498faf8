import type { IExecuteFunctions } from 'n8n-workflow';
import { readReference, type TaskReference } from './task';
import { notThereYet } from './taskErrors';
import { dataObjects, isDataObject, number } from './values';
import { isUnknownTask, WiroError } from './wiroError';

/** Wiro does not show a task at once, so the first check waits until this age, in milliseconds. */
const FIRST_CHECK_MS = 1_000;

/** How long Wiro may deny a known task before the denial counts, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The entry in the flow context, which all nodes of an execution share. */
const ENTRY = 'wiroStartedTasks';

/** How many started tasks it holds: n8n saves it, and after half a minute they are no longer needed. */
const MOST_REMEMBERED = 1_000;

interface KnownTask {
	/** When it was started, in milliseconds since 1970; undefined if unknown or long ago. */
	startedAt?: number;
	/** Denials do not count until then, in milliseconds since 1970; undefined before the first denial. */
	patientUntil?: number;
}

/**
 * The tasks that exist for certain: this execution has started them, or Wiro has shown them. When
 * Wiro denies one of them, the denial does not count for half a minute.
 */
export class KnownTasks {
	private readonly tasks = new Map<string, KnownTask>();

	/** @param context of an execution: holds the tasks that its nodes, or an earlier try, have started */
	constructor(private readonly context?: IExecuteFunctions) {
		if (context === undefined) return;
		for (const task of dataObjects(startedTasks(context))) {
			const startedAt = number(task.startedAt);
			if (startedAt === undefined) continue;
			this.add(readReference(task), { startedAt, patientUntil: startedAt + PATIENCE_MS });
		}
	}

	/** Adds a task that Wiro has shown. */
	addSeen(task: TaskReference): void {
		const known = this.find(task);
		if (known === undefined) this.add(task, {});
		else known.patientUntil = undefined;
	}

	/** Adds a task that has just been started, for the other nodes of the execution too. */
	addStarted({ taskId, taskToken }: TaskReference): void {
		const startedAt = Date.now();
		this.add({ taskId, taskToken }, { startedAt });
		if (this.context === undefined) return;
		const tasks = startedTasks(this.context);
		tasks.push({ taskId, taskToken, startedAt });
		if (tasks.length > MOST_REMEMBERED) tasks.shift();
	}

	/** Whether a task exists for certain. */
	has(task: TaskReference): boolean {
		return this.find(task) !== undefined;
	}

	/** How long to wait before a task can be checked, in milliseconds; 0 or less if it is old enough. */
	youngForMs(task: TaskReference): number {
		return (this.find(task)?.startedAt ?? 0) + FIRST_CHECK_MS - Date.now();
	}

	/** The error of a request about a task: "no such task" becomes "not there yet" if the task is known. */
	errorAbout(task: TaskReference, error: unknown): unknown {
		const known = this.find(task);
		if (known === undefined || !isDenial(error)) return error;
		known.patientUntil ??= Date.now() + PATIENCE_MS;
		return notThereYet(task, Date.now() < known.patientUntil);
	}

	private add({ taskId, taskToken }: TaskReference, known: KnownTask): void {
		for (const name of [taskId, taskToken]) {
			if (name !== undefined) this.tasks.set(name, known);
		}
	}

	private find({ taskId = '', taskToken = '' }: TaskReference): KnownTask | undefined {
		return this.tasks.get(taskId) ?? this.tasks.get(taskToken);
	}
}

/** An HTTP 404 without a message may be about the task, too. */
function isDenial(error: unknown): boolean {
	return isUnknownTask(error) || (error instanceof WiroError && error.httpCode === 404);
}

/** The tasks that the nodes of this execution have started lately. n8n saves the list. */
function startedTasks(context: IExecuteFunctions): unknown[] {
	const flow = context.getContext('flow');
	const executionId = context.getExecutionId();
	const entry: unknown = flow[ENTRY];
	// A retry of an execution starts with the context of the failed one.
	const isOwn = isDataObject(entry) && entry.executionId === executionId;
	const tasks: unknown[] = isOwn && Array.isArray(entry.tasks) ? entry.tasks : [];
	flow[ENTRY] = { executionId, tasks };
	return tasks;
}
