import type { IExecuteFunctions } from 'n8n-workflow';
import { isUnknownTask, outcomeOf } from './outcome';
import { notThereYet } from './taskErrors';
import { WiroError } from './wiroError';
import type { TaskHandle } from './task';
import { dataObjects, isDataObject, number, text } from './values';
import type { Interruption } from '../waiting/interruption';

/** Wiro does not show a task in the moment of its start, so an earlier look is of no use. Milliseconds. */
const FIRST_LOOK_MS = 1_000;

/** How long Wiro may deny a task that is known to exist, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The entry of the execution's context, which all nodes of an execution share. */
const ENTRY = 'wiroStartedTasks';

/** How many started tasks it holds: n8n saves it, and after half a minute nobody asks for them. */
const MOST_REMEMBERED = 1_000;

interface KnownTask {
	/** When it was started, in milliseconds since 1970; undefined when long ago. */
	startedAt?: number;
	/** Until when a denial is not believed, in milliseconds since 1970; undefined before the first. */
	patientUntil?: number;
}

/**
 * The tasks that are known to exist, since this execution has started or seen them. When Wiro
 * denies one of them, that is not believed for half a minute.
 */
export class KnownTasks {
	private readonly tasks = new Map<string, KnownTask>();

	constructor(private readonly interruption: Interruption) {}

	/** Adds a task that was seen before. */
	addSeen(handle: TaskHandle): void {
		this.add(handle, {});
	}

	/** Adds a task that has just been started, for the other nodes of the execution too. */
	addStarted(context: IExecuteFunctions, handle: TaskHandle): void {
		const startedAt = Date.now();
		this.add(handle, { startedAt });
		const { taskId, taskToken } = handle;
		const tasks = startedTasks(context);
		tasks.push({ taskId, taskToken, startedAt });
		if (tasks.length > MOST_REMEMBERED) tasks.shift();
	}

	/** Adds the tasks that other nodes, or an earlier try of this one, have started in this execution. */
	addStartedBefore(context: IExecuteFunctions): void {
		for (const task of dataObjects(startedTasks(context))) {
			const startedAt = number(task.startedAt);
			if (startedAt === undefined) continue;
			const handle = { taskId: text(task.taskId), taskToken: text(task.taskToken) };
			this.add(handle, { startedAt, patientUntil: startedAt + PATIENCE_MS });
		}
	}

	/**
	 * Asks Wiro about a task, but not in the first second of its life.
	 * @param ask gives the task
	 * @throws WiroError `notThereYet` instead of "no such task", for a task that is known to exist
	 * @throws Interrupted
	 */
	async ask<T extends TaskHandle>(handle: TaskHandle, ask: () => Promise<T>): Promise<T> {
		const known = this.find(handle);
		const youngForMs = (known?.startedAt ?? 0) + FIRST_LOOK_MS - Date.now();
		if (youngForMs > 0) await this.interruption.pause(youngForMs);

		const outcome = await outcomeOf(ask);
		if (outcome.ok) {
			if (known === undefined) this.addSeen({ ...handle, ...outcome.value });
			else known.patientUntil = undefined;
			return outcome.value;
		}
		if (known === undefined || !isDenial(outcome.error)) throw outcome.error;
		known.patientUntil ??= Date.now() + PATIENCE_MS;
		throw notThereYet(handle, Date.now() < known.patientUntil);
	}

	private add({ taskId, taskToken }: TaskHandle, known: KnownTask): void {
		for (const name of [taskId, taskToken]) {
			if (name !== undefined) this.tasks.set(name, known);
		}
	}

	private find({ taskId = '', taskToken = '' }: TaskHandle): KnownTask | undefined {
		return this.tasks.get(taskId) ?? this.tasks.get(taskToken);
	}
}

/** HTTP 404 with nothing in it may mean the task, too. */
function isDenial(error: unknown): boolean {
	return isUnknownTask(error) || (error instanceof WiroError && error.httpCode === 404);
}

/** The list of what this execution has started lately, by whichever of its nodes; n8n saves it. */
function startedTasks(context: IExecuteFunctions): unknown[] {
	const flow = context.getContext('flow');
	const executionId = context.getExecutionId();
	const entry: unknown = flow[ENTRY];
	// A retry of an execution begins with the context of the one that failed.
	const isOwn = isDataObject(entry) && entry.executionId === executionId;
	const tasks: unknown[] = isOwn && Array.isArray(entry.tasks) ? entry.tasks : [];
	flow[ENTRY] = { executionId, tasks };
	return tasks;
}
