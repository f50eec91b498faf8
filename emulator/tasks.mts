import { callBack } from './callback.mts';
import type { EmulatedClock } from './clock.mts';
import type { Fate, PlantedTask, ProjectName, Settings } from './control.mts';
import type { JsonObject } from './json.mts';
import type { Model } from './models/model.mts';
import { addOutputs, concealmentOf, isFinished, newTask, statusOf, STATUS_ORDER } from './task.mts';
import type { Output, Task } from './task.mts';
import { courseOf, LEAST_QUEUE_TIME } from './taskCourse.mts';
import type { Course } from './taskCourse.mts';
import { Run } from './taskRun.mts';
import type { Supplies } from './taskRun.mts';
import type { StoredFile } from './outputStore.mts';

/** The first task id; they count up from here. */
const FIRST_TASK_ID = 700_001;

/** What a Run asks for. */
export interface TaskOrder {
	/** What was sent, without callbackUrl. */
	parameters: JsonObject;
	/** How many outputs it asks for; the setting `outputsPerTask` decides when it does not say. */
	outputs?: number;
	/** Gets what the run needs; asked when the task leaves the queue. */
	suppliesFor: (outputs: number) => Supplies;
}

/** What a new task is made of. */
export interface NewTask extends TaskOrder {
	project: ProjectName;
	model: Model;
	callbackUrl: string;
	fate: Fate;
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

	/** @param settings read at every use, so that a change takes effect at once */
	constructor(clock: EmulatedClock, settings: Settings, note: (line: string) => void) {
		this.#clock = clock;
		this.#settings = settings;
		this.#note = note;
	}

	/** Forgets all tasks; the next one has the first id again. */
	reset(): void {
		for (const run of this.#runs.values()) run.halt();
		this.#nextId = FIRST_TASK_ID;
		this.#tasks.clear();
		this.#queue = [];
		this.#runs.clear();
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

	/** Queues a new task. */
	create(order: NewTask): Task {
		const { project, model, parameters, callbackUrl, fate } = order;
		const now = this.#clock.now();
		const task = newTask(this.#settings.seed, this.#freeId(), { project, model, at: now });
		Object.assign(task, { parameters, callbackUrl, concealment: concealmentOf(fate) });
		task.hiddenUntil = now + (fate.hiddenSeconds ?? 0);
		task.listedFrom = fate.unlisted === true ? Infinity : now + (fate.listedAfterSeconds ?? 0);
		this.#tasks.set(task.id, task);
		const course = courseOf(fate, this.#settings, order.outputs);
		const readyAt = now + course.seconds * LEAST_QUEUE_TIME;
		this.#queue.push({ task, course, readyAt, supplies: order.suppliesFor(course.outputs) });
		this.#clock.at(readyAt, () => this.dispatch());
		return task;
	}

	/** Adds a task of the model that stays as it is until it is killed or cancelled. */
	plant(planted: PlantedTask, model: Model, files: StoredFile[]): Task {
		const { id, token, status, project = 'signature', parameters = {} } = planted;
		const { debugoutput = '', debugerror = '', createdSecondsAgo } = planted;
		// Clients compute the age by a real clock, and the emulated one may be hours ahead of it.
		const at =
			createdSecondsAgo === undefined ? this.#clock.now() : Date.now() / 1000 - createdSecondsAgo;
		const task = newTask(this.#settings.seed, id, { project, model, at });
		Object.assign(task, { token, parameters, debugoutput, debugerror });
		task.concealment = concealmentOf(planted);
		const place = STATUS_ORDER.findIndex((known) => known === status);
		const passed = place < 0 ? ['task_queue' as const, status] : STATUS_ORDER.slice(0, place + 1);
		task.statuses = passed.map((each) => ({ status: each, at }));
		addOutputs(task, files, at);
		task.pexit = isFinished(task) ? (planted.pexit ?? '0') : null;
		this.#tasks.set(id, task);
		return task;
	}

	/** Takes out a task that waits in the queue or for recovery; false when it does not wait. */
	cancel(task: Task): boolean {
		const status = statusOf(task);
		if (status !== 'task_queue' && status !== 'task_error') return false;
		this.#queue = this.#queue.filter((queued) => queued.task !== task);
		this.#runs.get(task)?.halt();
		this.#endAtOnce(task);
		return true;
	}

	/** Ends a running task; false when it does not run. */
	kill(task: Task): boolean {
		if (statusOf(task) === 'task_queue' || isFinished(task)) return false;
		this.#runs.get(task)?.halt();
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
