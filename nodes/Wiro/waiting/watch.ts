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
	private readonly ended = new Map<number, Task>();
	private isLooking = false;
	private looksAgain = false;
	private hasResumed = false;

	constructor(private readonly handles: TaskHandle[]) {}

	async look(lookUp: LookUp): Promise<Sighting> {
		if (this.hasResumed) return 'resumed';
		this.looksAgain = true;
		if (this.isLooking) return 'looking';
		this.isLooking = true;
		try {
			while (this.looksAgain && this.ended.size < this.handles.length) {
				this.looksAgain = false;
				await Promise.all(this.handles.map(async (_, index) => await this.lookAt(index, lookUp)));
			}
		} finally {
			this.isLooking = false;
		}
		if (this.ended.size < this.handles.length) return 'running';
		this.hasResumed = true;
		return this.handles.flatMap((_, index) => this.ended.get(index) ?? []);
	}

	private async lookAt(index: number, lookUp: LookUp): Promise<void> {
		const handle = this.handles[index];
		if (handle === undefined || this.ended.has(index)) return;
		const task = await lookUp(handle);
		if (task.end !== undefined) this.ended.set(index, task);
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
		const [oldest] = this.watches.keys();
		if (this.watches.size > MOST_REMEMBERED && oldest !== undefined) this.watches.delete(oldest);
		return await watch.look(lookUp);
	}
}
