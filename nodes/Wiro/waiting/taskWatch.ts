import { glanceAtPages, PAGE } from '../api/newestTasks';
import { jittered, pause } from '../api/pause';
import type { Requests } from '../api/requests';
import { mayHaveEnded, type TaskReference } from '../api/task';
import { mayRetry, outcomeOf, WiroError } from '../api/wiroError';

/** Up to so many waiting tasks are checked one by one. */
const FEW = 5;

/** Each task is checked after this time in any case, whatever the list says; in milliseconds. */
const CHECK_ANYWAY_MS = 120_000;

/** How long the list is not asked for a task that it does not show, or after a failure; in milliseconds. */
const DISTRUST_MS = 60_000;

/** How many pages are read beyond those that the waiting tasks would fill: other tasks lie between. */
const SPARE_PAGES = 2;

/** The longest pause before the time of a check is read again, in milliseconds. */
const SLICE_MS = 500;

/** A task that waits for its next check. */
interface WaitingTask {
	names: string[];
	/** The delay before a check of this task now, in milliseconds. */
	delayNow: () => number;
	/** When it is due, in milliseconds since 1970. */
	dueAt: number;
	/** When it is checked whatever the list says. */
	checkAt: number;
	/** Whether the list says that it may have ended. */
	isCalled: boolean;
	/** Ends its pause. */
	call: () => void;
	/** Resolves with the call. */
	called: Promise<void>;
}

/**
 * Tells the waiting tasks of an execution when their next check is due. While there are many, the
 * first one that is due asks for a list of the newest tasks, once for all of them. Only tasks that may
 * have ended are checked then, and the others count as checked. Tasks that the list does not show, and
 * all tasks if there is no list, are checked one by one.
 */
export class TaskWatch {
	private readonly waiting = new Set<WaitingTask>();
	/** Until when the list is not asked for a task, by its names. */
	private readonly unlistedUntil = new Map<string, number>();
	private offUntil = 0;
	private look?: Promise<void>;

	constructor(private readonly requests: Requests) {}

	/**
	 * Waits until a task should be checked.
	 * @param delayNow gives the delay before a check of this task now, in milliseconds
	 * @param leftMs it is checked after this time in any case, in milliseconds
	 * @throws the signal's reason
	 */
	async untilCheck(
		reference: TaskReference,
		delayNow: () => number,
		leftMs: number,
	): Promise<void> {
		const now = Date.now();
		let call = () => {};
		const called = new Promise<void>((resolve) => (call = resolve));
		const task: WaitingTask = {
			names: namesOf(reference),
			delayNow,
			dueAt: now + delayNow(),
			checkAt: now + Math.min(leftMs, jittered(CHECK_ANYWAY_MS)),
			isCalled: false,
			call,
			called,
		};
		this.waiting.add(task);
		try {
			do await this.untilDue(task);
			while (!(await this.needsCheck(task)));
		} finally {
			this.waiting.delete(task);
		}
	}

	private async untilDue(task: WaitingTask): Promise<void> {
		const { signal } = this.requests;
		for (;;) {
			signal.throwIfAborted();
			const left = msUntilDue(task);
			if (left <= 0) return;
			// In short pauses, since the list can put the check off, and none outlives the execution.
			await Promise.race([pause(Math.min(left, SLICE_MS), signal), task.called]);
		}
	}

	/** Whether a task that is due must be checked. If not, its next check is due later. */
	private async needsCheck(task: WaitingTask): Promise<boolean> {
		const now = Date.now();
		if (task.isCalled || now >= task.checkAt || !this.isOfUse(task, now)) return true;
		await (this.look ??= this.lookAtAll());
		return msUntilDue(task) <= 0;
	}

	/** Whether one request tells about all waiting tasks at the moment. */
	get looksAtAll(): boolean {
		return this.waiting.size > FEW && Date.now() >= this.offUntil;
	}

	private isOfUse({ names }: WaitingTask, now: number): boolean {
		return this.looksAtAll && !names.some((name) => (this.unlistedUntil.get(name) ?? 0) > now);
	}

	/** Asks for the list, and tells the tasks what it means to them. */
	private async lookAtAll(): Promise<void> {
		const tasks = [...this.waiting];
		// After a failure, the tasks are checked one by one.
		const outcome = await outcomeOf(async () => await this.newest(tasks));
		this.look = undefined;
		this.requests.signal.throwIfAborted();
		if (!outcome.ok) {
			this.turnOff(outcome.error);
			return;
		}
		const now = Date.now();
		for (const task of tasks) {
			const hasEnded = task.names
				.map((name) => outcome.value.get(name))
				.find((known) => known !== undefined);
			for (const name of task.names) {
				if (hasEnded === undefined) this.unlistedUntil.set(name, now + DISTRUST_MS);
				else this.unlistedUntil.delete(name);
			}
			if (hasEnded === true) {
				task.isCalled = true;
				task.call();
			} else if (hasEnded === false) task.dueAt = now + task.delayNow();
		}
	}

	/**
	 * Whether each of the newest tasks may have ended, by its names: as many pages as it takes to find
	 * these tasks.
	 */
	private async newest(tasks: WaitingTask[]): Promise<Map<string, boolean>> {
		const found = new Map<string, boolean>();
		const pages = Math.ceil(tasks.length / PAGE) + SPARE_PAGES;
		for await (const listed of glanceAtPages(this.requests, pages)) {
			for (const task of listed) {
				for (const name of namesOf(task)) found.set(name, mayHaveEnded(task));
			}
			if (tasks.every(({ names }) => names.some((name) => found.has(name)))) break;
		}
		return found;
	}

	/** Does without the list: for a while after a temporary failure, else for the whole execution. */
	private turnOff(error: unknown): void {
		// The checks will not be let through either, so nothing is won.
		if (error instanceof WiroError && error.kind === 'tooManyRequests') return;
		this.offUntil = mayRetry(error) ? Date.now() + DISTRUST_MS : Infinity;
	}
}

/** What a task is known by. */
function namesOf({ taskId, taskToken }: TaskReference): string[] {
	return [taskId, taskToken].filter((name) => name !== undefined);
}

/** How long a task still waits, in milliseconds; 0 or less if it is due. */
function msUntilDue({ isCalled, dueAt, checkAt }: WaitingTask): number {
	return isCalled ? 0 : Math.min(dueAt, checkAt) - Date.now();
}
