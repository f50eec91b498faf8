import type { Task, TaskReference } from '../api/task';

/** How many suspensions to remember: far more than get callbacks at the same time. */
const MOST_REMEMBERED = 5_000;

/**
 * The result of a callback: the tasks if it resumes the execution; `running` if not all have ended;
 * `checking` if an earlier callback still checks, and will check again for this one; `resumed` if
 * another callback has resumed the execution.
 */
export type Finding = Task[] | 'running' | 'checking' | 'resumed';

type Check = (task: TaskReference) => Promise<Task>;

/** The checks of a suspension's tasks, and what they have found. */
class SuspensionCheck {
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
		// A callback during a check may be about a task that was checked just before its end.
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
		// They are not needed again, and their logs can be megabytes.
		this.ended.clear();
		return tasks;
	}

	private hasAll(): boolean {
		return this.ended.size === this.tasks.length;
	}

	/** Checks the tasks that have not ended yet, and returns the failures. */
	private async checkAll(check: Check): Promise<unknown[]> {
		const failures: unknown[] = [];
		await Promise.all(
			this.tasks.map(async (task, index) => {
				if (this.ended.has(index)) return;
				try {
					const found = await check(task);
					if (found.end !== undefined) this.ended.set(index, found);
				} catch (error) {
					failures.push(error);
				}
			}),
		);
		return failures;
	}
}

/**
 * Checks the tasks of suspended executions when callbacks arrive. The callbacks of a suspension share
 * their findings, and exactly one of them resumes the execution. Without this, n8n 1.x would run the
 * following nodes once for each callback.
 */
export class CallbackChecks {
	private readonly bySuspension = new Map<string, SuspensionCheck>();

	/**
	 * @param suspension its ID
	 * @param check checks a task on Wiro
	 * @throws what `check` throws; the next callback checks again
	 */
	async check(suspension: string, tasks: TaskReference[], check: Check): Promise<Finding> {
		const ownCheck = this.bySuspension.get(suspension) ?? new SuspensionCheck(tasks);
		this.bySuspension.set(suspension, ownCheck);
		if (this.bySuspension.size > MOST_REMEMBERED) this.forgetOldest();
		return await ownCheck.check(check);
	}

	private forgetOldest(): void {
		for (const [suspension, { isChecking }] of this.bySuspension) {
			if (isChecking) continue;
			this.bySuspension.delete(suspension);
			return;
		}
	}
}
