import type { RunInputs } from '../api/client';
import type { Task, TaskReference } from '../api/task';
import { isTaskOf } from '../api/taskInputs';

/**
 * How long a Run that was lost, and a task that has an owner, are kept in mind, in milliseconds: longer
 * than a Run takes at most.
 */
const MEMORY_MS = 600_000;

/** How far Wiro's clock may be behind that of this machine, in milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The Runs of this n8n process, in all executions, that are under way or lost. */
const openRuns = new Set<SentRun>();

/** When a task was known to be some Run's, in milliseconds since 1970, by its token, or its ID without one. */
const ownedSince = new Map<string, number>();

/** A Run that has been sent. One of its last three methods must be called when it has ended. */
export class SentRun {
	readonly sentAt = Date.now();
	/** When its task was created at the earliest, in milliseconds since 1970. */
	readonly earliest = this.sentAt - CLOCK_TOLERANCE_MS;
	/** Resolves when the answer has come, or cannot come any more. */
	readonly ended: Promise<void>;
	isLost = false;
	private end = () => {};

	constructor(readonly inputs: RunInputs) {
		this.ended = new Promise((resolve) => (this.end = resolve));
		forgetOld();
		openRuns.add(this);
	}

	/** The Run has started this task. */
	startedTask({ taskId, taskToken }: TaskReference): void {
		const name = taskToken ?? taskId;
		if (name !== undefined) ownedSince.set(name, Date.now());
		this.notAccepted();
	}

	/** The Run has started nothing. */
	notAccepted(): void {
		openRuns.delete(this);
		this.end();
	}

	/** The answer of the Run was lost. */
	lost(): void {
		this.isLost = true;
		this.end();
	}

	/**
	 * The listed tasks that this Run may have started.
	 * @param tasks the newest first
	 */
	mayHaveStarted(tasks: Task[]): Task[] {
		const isBefore = (task: Task) => (ownerSince(task) ?? Infinity) < this.sentAt;
		// What comes after a task that was there before the Run is older than the Run.
		const end = tasks.findIndex(isBefore);
		const newer = end === -1 ? tasks : tasks.slice(0, end);
		return newer.filter((task) => this.mayBe(task));
	}

	/** Whether a task may be of this Run, as far as the task tells. */
	mayBe(task: Task): boolean {
		const createdAt = Date.parse(task.createdAt ?? '');
		return createdAt >= this.earliest && isTaskOf(task, this.inputs);
	}
}

/** The Runs of this n8n process that are under way or lost. */
export function runsWithoutTask(): SentRun[] {
	return [...openRuns];
}

/** Whether a task is known to be some Run's. */
export function hasOwner(task: TaskReference): boolean {
	return ownerSince(task) !== undefined;
}

function ownerSince({ taskId, taskToken }: TaskReference): number | undefined {
	return ownedSince.get(taskToken ?? '') ?? ownedSince.get(taskId ?? '');
}

function forgetOld(): void {
	const old = Date.now() - MEMORY_MS;
	for (const run of openRuns) {
		if (run.isLost && run.sentAt < old) openRuns.delete(run);
	}
	// The oldest come first.
	for (const [name, since] of ownedSince) {
		if (since >= old) break;
		ownedSince.delete(name);
	}
}
