import { outcomeOf } from '../api/outcome';
import type { Task, TaskHandle } from '../api/task';

/** How many parkings to remember: far more than are called back at the same time. */
const MOST_REMEMBERED = 5_000;

/**
 * What a callback comes to: the tasks, when it is the one that resumes the execution; `running`
 * when not all have ended; `looking` when another callback is about it and looks again because of
 * this one; `resumed` when another one has resumed the execution.
 */
export type Sighting = Task[] | 'running' | 'looking' | 'resumed';

type LookUp = (handle: TaskHandle) => Promise<Task>;

/** What callbacks have found out about the tasks of one parking. */
class Watch {
	isLooking = false;
	private readonly ended = new Map<number, Task>();
	private looksAgain = false;
	private hasResumed = false;

	constructor(private readonly handles: TaskHandle[]) {}

	async look(lookUp: LookUp): Promise<Sighting> {
		if (this.hasResumed) return 'resumed';
		this.looksAgain = true;
		if (this.isLooking) return 'looking';
		this.isLooking = true;
		let failures: unknown[] = [];
		// A callback that comes during a look may tell of a task that the look has passed by already.
		while (this.looksAgain && !this.hasAll()) {
			this.looksAgain = false;
			failures = await this.lookAtAll(lookUp);
		}
		this.isLooking = false;
		if (!this.hasAll()) {
			if (failures.length > 0) throw failures[0];
			return 'running';
		}
		this.hasResumed = true;
		const tasks = this.handles.flatMap((_, index) => this.ended.get(index) ?? []);
		// Their logs can be megabytes, and nobody asks for them again.
		this.ended.clear();
		return tasks;
	}

	private hasAll(): boolean {
		return this.ended.size === this.handles.length;
	}

	/** Looks at the tasks that have not ended yet, and gives what went wrong. */
	private async lookAtAll(lookUp: LookUp): Promise<unknown[]> {
		const failures: unknown[] = [];
		await Promise.all(
			this.handles.map(async (handle, index) => {
				if (this.ended.has(index)) return;
				const outcome = await outcomeOf(async () => await lookUp(handle));
				if (!outcome.ok) failures.push(outcome.error);
				else if (outcome.value.end !== undefined) this.ended.set(index, outcome.value);
			}),
		);
		return failures;
	}
}

/**
 * Looks after the tasks of parked executions when callbacks come. Callbacks of one parking share
 * what they find, however many come at once, and exactly one of them resumes: n8n 1.x would run
 * what follows once for each.
 */
export class Watches {
	private readonly watches = new Map<string, Watch>();

	/**
	 * @param parking names the parking
	 * @param lookUp asks Wiro for a task
	 * @throws what `lookUp` throws; the next callback looks again
	 */
	async look(parking: string, handles: TaskHandle[], lookUp: LookUp): Promise<Sighting> {
		const watch = this.watches.get(parking) ?? new Watch(handles);
		this.watches.set(parking, watch);
		if (this.watches.size > MOST_REMEMBERED) this.forgetOldest();
		return await watch.look(lookUp);
	}

	private forgetOldest(): void {
		for (const [parking, watch] of this.watches) {
			if (watch.isLooking) continue;
			this.watches.delete(parking);
			return;
		}
	}
}
