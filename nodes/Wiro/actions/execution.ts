import type { IExecuteFunctions } from 'n8n-workflow';
import { openWiro, type WiroClient } from '../api/client';
import { KnownTasks } from '../api/knownTasks';
import type { Task, TaskReference } from '../api/task';
import { TaskSlots } from '../waiting/taskSlots';
import { EarlierTries } from './earlierTries';
import { StartedTasks } from './startedTasks';

/** What the items of one execution of the node share. */
export class Execution {
	/** The task of each item, by item index, as far as it is known. */
	readonly tasks = new Map<number, Task | TaskReference>();
	/** The tasks that n8n's Retry On Fail, or a retry of the execution, finds from before. */
	readonly earlierTries: EarlierTries;
	/** The tasks that this execution started and that run. */
	readonly startedTasks: StartedTasks;
	private slots?: TaskSlots;
	private suspendForMs = Infinity;

	private constructor(
		readonly wiro: WiroClient,
		context: IExecuteFunctions,
		private readonly controller: AbortController,
	) {
		this.earlierTries = new EarlierTries(context);
		this.startedTasks = new StartedTasks(
			wiro.endless(),
			context.logger,
			context.getExecutionCancelSignal(),
		);
	}

	/** Opens the execution. @throws NodeOperationError when no credential is chosen */
	static async open(context: IExecuteFunctions): Promise<Execution> {
		const controller = new AbortController();
		const stopSignal = context.getExecutionCancelSignal();
		const signal = stopSignal
			? AbortSignal.any([stopSignal, controller.signal])
			: controller.signal;
		const wiro = await openWiro(context, signal, new KnownTasks(context));
		return new Execution(wiro, context, controller);
	}

	/** Ends all waiting: what is not sent yet stays unsent, what runs is no longer waited for. */
	abort(): void {
		this.controller.abort();
	}

	/** Whether an error is only the end of all waiting. */
	isAbort(error: unknown): boolean {
		const { signal } = this.wiro;
		return signal.aborted && error === signal.reason;
	}

	/** The places for tasks that run at the same time; the first call says how many. */
	taskSlots(most: number): TaskSlots {
		return (this.slots ??= new TaskSlots(most, this.wiro.signal));
	}

	/** Asks for the execution to be suspended, and to be woken after so many milliseconds at the latest. */
	suspendFor(milliseconds: number): void {
		this.suspendForMs = Math.min(milliseconds, this.suspendForMs);
	}

	/** When a suspended execution is to be woken at the latest; undefined when it need not be suspended. */
	suspendedUntil(): Date | undefined {
		return this.suspendForMs === Infinity ? undefined : new Date(Date.now() + this.suspendForMs);
	}
}
