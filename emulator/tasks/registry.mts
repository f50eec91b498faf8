import type { EmulatedClock } from '../clock.mts';
import type { Fate, JsonObject, PlantedTask, ProjectName, Settings } from '../control.mts';
import type { Video } from '../video/store.mts';
import { callBack } from './callbacks.mts';
import { courseOf, LEAST_QUEUE_TIME } from './course.mts';
import type { Course } from './course.mts';
import { Run } from './run.mts';
import type { Supplies } from './run.mts';
import { sightOf } from './sight.mts';
import { addOutputs, isFinished, newTask, statusOf, STATUS_ORDER } from './task.mts';
import type { Output, Task } from './task.mts';

/** The first task id; they count up from here. */
const FIRST_TASK_ID = 700_001;

/** What a new task is made of. */
export interface NewTask {
	project: ProjectName;
	parameters: JsonObject;
	callbackUrl: string;
	/** Gets what the run needs; asked when the task leaves the queue. */
	suppliesFor: (outputs: number) => Supplies;
}

/** A task in the queue. */
interface QueuedTask {
	task: Task;
	course: Course;
	/** When a worker may take it, in emulated seconds. */
	readyAt: number;
	supplies: Supplies;
}

/** All tasks, the queue and the worker slots. */
export class TaskRegistry {
	#clock: EmulatedClock;
	#settings: Settings;
	#note: (line: string) => void;
	#nextId = FIRST_TASK_ID;
	#tasks = new Map<string, Task>();
	#queue: QueuedTask[] = [];
	#runs = new Map<Task, Run>();
	#fates: Fate[] = [];

	/** @param settings read at every use, so that a change takes effect at once */
	constructor(clock: EmulatedClock, settings: Settings, note: (line: string) => void) {
		this.#clock = clock;
		this.#settings = settings;
		this.#note = note;
	}

	/** Forgets all tasks and fates and begins to count anew. */
	reset(): void {
		for (const run of this.#runs.values()) run.stop();
		this.#nextId = FIRST_TASK_ID;
		this.#tasks.clear();
		this.#queue = [];
		this.#runs.clear();
		this.#fates = [];
	}

	/** Adds to what becomes of the next tasks. */
	addFates(fates: Fate[]): void {
		this.#fates.push(...fates);
	}

	/** Every task, in the order of creation. */
	all(): Task[] {
		return [...this.#tasks.values()];
	}

	/** The project's task with this id or, when the id is empty, this token. */
	find(project: ProjectName, id: string, token: string): Task | undefined {
		return this.all().find(
			(task) => task.project === project && (id === '' ? task.token === token : task.id === id),
		);
	}

	/** Tasks of the project that are not at their end. */
	unfinishedCount(project: ProjectName): number {
		return this.all().filter((task) => task.project === project && !isFinished(task)).length;
	}

	/** The output file of this URL. */
	outputAt(folder: string, name: string): Output | undefined {
		return this.all()
			.flatMap((task) => task.outputs)
			.find((output) => output.folder === folder && output.name === name);
	}

	/** Queues a task with the next fate. */
	create(order: NewTask): Task {
		const { project, parameters, callbackUrl } = order;
		const now = this.#clock.now();
		const fate = this.#fates.shift() ?? { end: 'success' };
		const sight = sightOf(fate, now + (fate.hiddenSeconds ?? 0));
		const task = newTask(this.#settings.seed, this.#freeId(), project, now);
		Object.assign(task, { parameters, callbackUrl, sight });
		this.#tasks.set(task.id, task);
		const course = courseOf(fate, this.#settings);
		const readyAt = now + course.seconds * LEAST_QUEUE_TIME;
		this.#queue.push({ task, course, readyAt, supplies: order.suppliesFor(course.outputs) });
		this.#clock.at(readyAt, () => this.dispatch());
		return task;
	}

	/** Adds a task that stays as it is until it is killed or cancelled. */
	plant(planted: PlantedTask, videos: Video[]): Task {
		const { id, token, status, project = 'signature', parameters = {} } = planted;
		const { debugoutput = '', debugerror = '', createdSecondsAgo } = planted;
		// An age is told apart by real clocks, and the emulated one may be hours ahead of them.
		const at =
			createdSecondsAgo === undefined ? this.#clock.now() : Date.now() / 1000 - createdSecondsAgo;
		const task = newTask(this.#settings.seed, id, project, at);
		Object.assign(task, { token, parameters, debugoutput, debugerror, sight: sightOf(planted) });
		const place = STATUS_ORDER.findIndex((known) => known === status);
		const passed = place < 0 ? ['task_queue' as const, status] : STATUS_ORDER.slice(0, place + 1);
		task.statuses = passed.map((each) => ({ status: each, at }));
		addOutputs(task, videos, at);
		task.pexit = isFinished(task) ? (planted.pexit ?? '0') : null;
		this.#tasks.set(id, task);
		return task;
	}

	/** Takes out a task that waits in the queue or for recovery; false when it does not wait. */
	cancel(task: Task): boolean {
		const status = statusOf(task);
		if (status !== 'task_queue' && status !== 'task_error') return false;
		this.#queue = this.#queue.filter((queued) => queued.task !== task);
		this.#runs.get(task)?.stop();
		this.#endAtOnce(task);
		return true;
	}

	/** Stops a running task; false when it does not run. */
	kill(task: Task): boolean {
		if (statusOf(task) === 'task_queue' || isFinished(task)) return false;
		this.#runs.get(task)?.stop();
		this.#endAtOnce(task);
		return true;
	}

	/** Gives free worker slots to waiting tasks, first come first served. */
	dispatch(): void {
		const now = this.#clock.now();
		while (this.#runs.size < this.#settings.workerSlots) {
			const index = this.#queue.findIndex((queued) => queued.readyAt <= now);
			const [next] = index < 0 ? [] : this.#queue.splice(index, 1);
			if (next === undefined) return;
			const { task, course, supplies } = next;
			const run = new Run(task, course, this.#clock, () => this.#finished(task));
			this.#runs.set(task, run);
			run.start(supplies);
		}
	}

	#endAtOnce(task: Task): void {
		task.statuses.push({ status: 'task_cancel', at: this.#clock.now() });
		task.pexit = '';
		this.#finished(task);
	}

	#finished(task: Task): void {
		this.#runs.delete(task);
		this.#note(`task ${task.id} ${statusOf(task)}`);
		if (task.callbackUrl !== '') void callBack(task, this.#note);
		this.dispatch();
	}

	#freeId(): string {
		while (this.#tasks.has(String(this.#nextId))) this.#nextId++;
		return String(this.#nextId);
	}
}
