import type { Task, TaskReference } from '../api/task';
import { outcomeOf } from '../api/wiroError';

/** How many suspensions to remember: far more than are called back at the same time. */
const MOST_REMEMBERED = 5_000;

/**
 * What a callback comes to: the tasks, when it is the one that resumes the execution; `running`
 * when not all have ended; `checking` when another callback is about it and checks again because of
 * this one; `resumed` when another one has resumed the execution.
 */
export type Finding = Task[] | 'running' | 'checking' | 'resumed';

type Check = (task: TaskReference) => Promise<Task>;

/** What callbacks have found out about the tasks of one suspension. */
class Watch {
	isChecking = false;
	private readonly ended = new Map<number, Task>();
	private checksAgain = false;
	private hasResumed = false;

	constructor(private readonly tasks: TaskReference[]) {}

	async check(check: Check): Promise<Finding> {
		if (this.hasResumed) return 'resumed';
		this.checksAgain = true;
		if (this.isChecking) return 'checking';
		this.isChecking = true;
		let failures: unknown[] = [];
		// A callback that comes during a check may be about a task that was checked a moment too early.
		while (this.checksAgain && !this.hasAll()) {
			this.checksAgain = false;
			failures = await this.checkAll(check);
		}
		this.isChecking = false;
		if (!this.hasAll()) {
			if (failures.length > 0) throw failures[0];
			return 'running';
		}
		this.hasResumed = true;
		const tasks = this.tasks.flatMap((_, index) => this.ended.get(index) ?? []);
		// Their logs can be megabytes, and nobody asks for them again.
		this.ended.clear();
		return tasks;
	}

	private hasAll(): boolean {
		return this.ended.size === this.tasks.length;
	}

	/** Checks the tasks that have not ended yet, and gives what went wrong. */
	private async checkAll(check: Check): Promise<unknown[]> {
		const failures: unknown[] = [];
		await Promise.all(
			this.tasks.map(async (task, index) => {
				if (this.ended.has(index)) return;
				const outcome = await outcomeOf(async () => await check(task));
				if (!outcome.ok) failures.push(outcome.error);
				else if (outcome.value.end !== undefined) this.ended.set(index, outcome.value);
			}),
		);
		return failures;
	}
}

/**
 * Checks the tasks of suspended executions when callbacks come. Callbacks of one suspension share
 * what they find, however many come at once, and exactly one of them resumes: n8n 1.x would run
 * what follows once for each.
 */
export class Watches {
	private readonly watches = new Map<string, Watch>();

	/**
	 * @param suspension its ID
	 * @param check asks Wiro for a task
	 * @throws what `check` throws; the next callback checks again
	 */
	async check(suspension: string, tasks: TaskReference[], check: Check): Promise<Finding> {
		const watch = this.watches.get(suspension) ?? new Watch(tasks);
		this.watches.set(suspension, watch);
		if (this.watches.size > MOST_REMEMBERED) this.forgetOldest();
		return await watch.check(check);
	}

	private forgetOldest(): void {
		for (const [suspension, watch] of this.watches) {
			if (watch.isChecking) continue;
			this.watches.delete(suspension);
			return;
		}
	}
}
