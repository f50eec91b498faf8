import type { IExecuteFunctions } from 'n8n-workflow';
import { openWiro, type WiroClient } from '../api/client';
import { KnownTasks } from '../api/knownTasks';
import { isSameTask, type Task, type TaskReference } from '../api/task';
import { StopWatch } from '../waiting/stopWatch';
import { TaskSlots } from '../waiting/taskSlots';
import { TaskWatch } from '../waiting/taskWatch';
import { isTool } from '../fields/tool';
import { KnownModels } from '../models/knownModels';
import { Budget } from './budget';
import { EarlierCalls } from './earlierCalls';
import { EarlierTries, type Memory } from './earlierTries';
import { LostRuns } from './lostRuns';
import { SavedRuns } from './savedRuns';
import { StartedTasks } from './startedTasks';

/** What the items of an execution share. */
export class Execution {
	/** The known task of each item, by item index. */
	readonly tasks = new Map<number, Task | TaskReference>();
	/** What was paid for already: by earlier tries of the items or, in a tool, by earlier calls. */
	readonly memory: Memory;
	/** The Runs of an earlier life of this execution. */
	readonly savedRuns: SavedRuns;
	/** The inputs and prices of the models that this execution runs. */
	readonly models: KnownModels;
	/** What its Runs may cost. */
	readonly budget: Budget;
	/** The running tasks that are stopped with the execution. */
	readonly startedTasks: StartedTasks;
	/** Finds the tasks of Runs whose answer was lost. */
	readonly lostRuns: LostRuns;
	/** Tells which of many waiting tasks need a check. */
	readonly watch: TaskWatch;
	private readonly hints = new Set<string>();
	private slots?: TaskSlots;
	private suspendForMs = Infinity;

	private constructor(
		readonly wiro: WiroClient,
		private readonly context: IExecuteFunctions,
		private readonly controller: AbortController,
		private readonly stopWatch: StopWatch,
	) {
		this.memory = isTool(context.getNode()) ? new EarlierCalls(context) : new EarlierTries(context);
		this.savedRuns = new SavedRuns(context);
		this.models = new KnownModels(wiro.requests);
		this.budget = new Budget(context);
		const endless = wiro.endless();
		this.startedTasks = new StartedTasks(endless, context.logger, stopWatch.signal);
		this.lostRuns = new LostRuns(endless.requests, (task) => this.isKnown(task));
		this.watch = new TaskWatch(wiro.requests);
	}

	/** Opens the execution. @throws NodeOperationError if no credential is chosen */
	static async open(context: IExecuteFunctions): Promise<Execution> {
		const controller = new AbortController();
		const stopWatch = new StopWatch(context);
		const signal = AbortSignal.any([stopWatch.signal, controller.signal]);
		const wiro = await openWiro(context, signal, new KnownTasks(context));
		stopWatch.start();
		return new Execution(wiro, context, controller, stopWatch);
	}

	/** Whether the execution has been stopped, or its time is up. */
	get isStopped(): boolean {
		return this.stopWatch.signal.aborted;
	}

	/** Lets go of the tasks when the node is done: they may go on after the execution. */
	close(): void {
		this.stopWatch.release();
		this.startedTasks.release();
		this.memory.release?.();
	}

	/** Ends all waiting: no further request is sent, and running tasks are no longer waited for. */
	abort(): void {
		this.controller.abort();
	}

	/** Whether a task is known to be of this execution, or of an item's earlier try. */
	private isKnown(task: TaskReference): boolean {
		return (
			this.wiro.known.has(task) || [...this.tasks.values()].some((other) => isSameTask(task, other))
		);
	}

	/** Whether an error only comes from the abort. */
	isAbort(error: unknown): boolean {
		const { signal } = this.wiro;
		return signal.aborted && error === signal.reason;
	}

	/** Shows a hint beside the node's output, once for all items that have it. */
	addHint(message: string): void {
		if (this.hints.has(message)) return;
		this.hints.add(message);
		this.context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	}

	/** The slots for tasks that run at the same time. The first call sets their number. */
	taskSlots(most: number): TaskSlots {
		return (this.slots ??= new TaskSlots(most, this.wiro.signal));
	}

	/** Asks to suspend the execution, for at most this many milliseconds. */
	suspendFor(milliseconds: number): void {
		this.suspendForMs = Math.min(milliseconds, this.suspendForMs);
	}

	/** When a suspended execution must wake at the latest; undefined if no item asked to suspend it. */
	suspendedUntil(): Date | undefined {
		return this.suspendForMs === Infinity ? undefined : new Date(Date.now() + this.suspendForMs);
	}
}
