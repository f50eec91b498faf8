import { sleep } from 'n8n-workflow';
import { glanceAtPages } from '../api/newestTasks';
import { atLeastRetryAfter, jittered } from '../api/pause';
import type { Requests } from '../api/requests';
import type { Task, TaskReference } from '../api/task';
import { areEqual } from '../api/taskInputs';
import { mayRetry, outcomeOf, type WiroError } from '../api/wiroError';
import { hasOwner, runsWithoutTask, type SentRun } from './sentRuns';

/** How long the task of a lost Run is looked for, and how often; in milliseconds. */
const LOOK_FOR_MS = 30_000;
const LOOK_EVERY_MS = 2_000;

/** How many pages of the newest tasks are read at most. */
const MOST_PAGES = 5;

/** The newest tasks that matter, and the Runs that may have started some of them but had not ended then. */
interface Look {
	/** The newest first. */
	tasks: Task[];
	underWay: SentRun[];
}

/**
 * Looks for the tasks of Runs whose answer was lost, among the newest tasks of the project. A task is
 * taken only if it cannot be that of any other Run of this n8n process, or if that Run asks for the
 * same and was lost too.
 */
export class LostRuns {
	private nextLook?: Promise<Look>;
	private lastLook: Promise<unknown> = Promise.resolve();

	/**
	 * @param requests must keep working after the user's Stop
	 * @param isKnown whether the execution knows a task, so that it is another Run's
	 */
	constructor(
		private readonly requests: Requests,
		private readonly isKnown: (task: TaskReference) => boolean,
	) {}

	/**
	 * Looks for the task of a lost Run for half a minute, and for as long as other Runs are under way
	 * that may have started the tasks found.
	 * @param isWanted the search ends early when it is not
	 * @returns the task; undefined if there is none or too many, or if Wiro has no list
	 */
	async find(run: SentRun, isWanted: () => boolean): Promise<Task | undefined> {
		const end = Date.now() + LOOK_FOR_MS;
		for (;;) {
			let delay = jittered(LOOK_EVERY_MS);
			// A failure may pass before the next look.
			const look = await outcomeOf(async () => await this.look());
			if (look.ok) {
				const task = await this.choose(run, look.value);
				if (task !== undefined) return task;
			} else if (mayPass(look.error)) delay = atLeastRetryAfter(delay, look.error);
			else return undefined;
			const left = end - Date.now();
			if (left <= 0) return undefined;
			await sleep(Math.min(delay, left));
			if (!isWanted()) return undefined;
		}
	}

	/** The task that a lost Run has started, once that is certain; it is the Run's then. */
	private async choose(run: SentRun, { tasks, underWay }: Look): Promise<Task | undefined> {
		const found = run.mayHaveStarted(tasks).filter((task) => this.isFree(task));
		const rivals = underWay.filter((other) => found.some((task) => other.mayBe(task)));
		await Promise.all(rivals.map(async ({ ended }) => await ended));
		// From here on nothing else happens in between, so that no task is taken twice.
		const lost = runsWithoutTask().filter(({ isLost }) => isLost);
		const equal = lost.filter((other) => other === run || areEqual(other.inputs, run.inputs));
		const different = lost.filter((other) => !equal.includes(other));
		const left = found.filter(
			(task) => this.isFree(task) && !different.some((other) => other.mayBe(task)),
		);
		if (left.length > equal.length) return undefined;
		const task = left.at(-1);
		if (task !== undefined) run.startedTask(task);
		return task;
	}

	private isFree(task: Task): boolean {
		return !hasOwner(task) && !this.isKnown(task);
	}

	/** A look that begins after this call, together with those of other lost Runs. */
	private async look(): Promise<Look> {
		this.nextLook ??= this.afterLastLook();
		return await this.nextLook;
	}

	private async afterLastLook(): Promise<Look> {
		const look = this.lastLook.then(async () => {
			this.nextLook = undefined;
			const tasks = await this.newest();
			return { tasks, underWay: runsWithoutTask().filter(({ isLost }) => !isLost) };
		});
		this.lastLook = outcomeOf(async () => await look);
		return await look;
	}

	/** The newest tasks, as far back as the first lost Run. */
	private async newest(): Promise<Task[]> {
		const tasks: Task[] = [];
		for await (const listed of glanceAtPages(this.requests, MOST_PAGES)) {
			// A task can have megabytes of logs, so only what counts is kept.
			tasks.push(...listed.filter((task) => hasOwner(task) || isOfOpenRun(task)));
			if (isEarlier(listed.at(-1))) break;
		}
		return tasks;
	}
}

/** Whether a task is older than all Runs that are looked for. */
function isEarlier(task: Task | undefined): boolean {
	const first = Math.min(...runsWithoutTask().map(({ earliest }) => earliest));
	return task?.createdAt !== undefined && Date.parse(task.createdAt) < first;
}

/** Whether a task may be of any Run that is under way or lost. */
function isOfOpenRun(task: Task): boolean {
	return runsWithoutTask().some((run) => run.mayBe(task));
}

/** Whether the list may be had later, though not now: another server's answer means that it never is. */
function mayPass(error: unknown): error is WiroError {
	return mayRetry(error) && error.httpCode !== 200;
}
