import type { IExecuteFunctions } from 'n8n-workflow';
import { isUnknownTask, outcomeOf } from '../api/errors/outcome';
import { notThereYet } from '../api/errors/taskErrors';
import { WiroError } from '../api/errors/wiroError';
import type { TaskHandle } from '../api/task';
import { dataObjects, isDataObject, number, text } from '../api/values';
import type { Interruption } from './interruption';

/** Wiro does not show a task in the moment of its start, so an earlier look is of no use. Milliseconds. */
const FIRST_LOOK_MS = 1_000;

/** How long Wiro may deny a task that is known to exist, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The entry of the execution's context, which all nodes of an execution share. */
const ENTRY = 'wiroStartedTasks';

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
		const young = startedTasks(context).filter((task) => isYoung(task.startedAt));
		const { taskId, taskToken } = handle;
		context.getContext('flow')[ENTRY] = {
			executionId: context.getExecutionId(),
			tasks: [...young, { taskId, taskToken, startedAt }],
		};
	}

	/** Adds the tasks that other nodes, or an earlier try of this one, have started in this execution. */
	addStartedBefore(context: IExecuteFunctions): void {
		for (const { startedAt, ...handle } of startedTasks(context)) {
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

function isYoung(startedAt: number): boolean {
	return Date.now() < startedAt + PATIENCE_MS;
}

/** What this execution has started lately, by whichever of its nodes. */
function startedTasks(context: IExecuteFunctions): Array<TaskHandle & { startedAt: number }> {
	const entry: unknown = context.getContext('flow')[ENTRY];
	if (!isDataObject(entry) || entry.executionId !== context.getExecutionId()) return [];
	return dataObjects(entry.tasks).flatMap((task) => {
		const startedAt = number(task.startedAt);
		if (startedAt === undefined) return [];
		return [{ taskId: text(task.taskId), taskToken: text(task.taskToken), startedAt }];
	});
}
