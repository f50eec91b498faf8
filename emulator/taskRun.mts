import type { EmulatedClock } from './clock.mts';
import type { Products } from './products/products.mts';
import { BREAKDOWN, logEndingIn, stagesOf } from './taskCourse.mts';
import type { Course, Stage } from './taskCourse.mts';
import { addOutputs, isFinished } from './task.mts';
import type { Task } from './task.mts';

/** What a run needs from outside. Each is fetched once, in the background. */
export interface Supplies {
	/** The input files. */
	inputs: () => Promise<Uint8Array[]>;
	/** What the model makes of them. */
	products: (inputs: Uint8Array[]) => Promise<Products>;
}

/** Takes one task through its statuses while it holds a worker slot. */
export class Run {
	#task: Task;
	#course: Course;
	#clock: EmulatedClock;
	#onFinished: () => void;
	#stages: Stage[];
	/** When the run began, in emulated seconds; later by every wait for supplies. */
	#origin: number;
	#callOff: () => void = () => {};
	#waiting = false;
	#hasInputs = false;
	#products: Products | undefined;
	#breakdown: string | undefined;

	/** @param onFinished called once, when the task ends by itself */
	constructor(task: Task, course: Course, clock: EmulatedClock, onFinished: () => void) {
		this.#task = task;
		this.#course = course;
		this.#clock = clock;
		this.#onFinished = onFinished;
		this.#stages = stagesOf(course);
		this.#origin = clock.now();
	}

	/** Begins with task_accept. */
	start(supplies: Supplies): void {
		void this.#fetch(supplies);
		this.#proceed();
	}

	/** Ends the run at its present stage. */
	halt(): void {
		this.#stages = [];
		this.#callOff();
	}

	/** Gets inputs and products; whoever waits for them goes on then. */
	async #fetch(supplies: Supplies): Promise<void> {
		try {
			const inputs = await supplies.inputs();
			this.#hasInputs = true;
			this.#goOn();
			this.#products = await supplies.products(inputs);
		} catch (error) {
			this.#breakdown = error instanceof Error ? error.message : String(error);
		}
		this.#goOn();
	}

	#goOn(): void {
		if (!this.#waiting) return;
		this.#waiting = false;
		this.#proceed();
	}

	/** Enters every stage that is due, and makes an appointment for the next one. */
	#proceed(): void {
		const stage = this.#stages[0];
		if (stage === undefined) return;
		const now = this.#clock.now();
		const due = this.#origin + stage.at;
		if (due > now) {
			this.#callOff = this.#clock.at(due, () => this.#proceed());
			return;
		}
		if (stage.needs !== undefined && this.#breakdown !== undefined) {
			this.#breakDown(this.#breakdown);
		} else if (!this.#isSupplied(stage)) {
			this.#waiting = true;
		} else {
			this.#origin += now - due;
			this.#stages.shift();
			this.#enter(stage);
			this.#proceed();
		}
	}

	#isSupplied(stage: Stage): boolean {
		if (stage.needs === 'inputs') return this.#hasInputs;
		return stage.needs === undefined || this.#products !== undefined;
	}

	#enter({ status }: Stage): void {
		const task = this.#task;
		const at = this.#clock.now();
		task.statuses.push({ status, at });
		if (status === 'task_output_full') this.#deliver(at);
		const finished = isFinished(task);
		if (finished || status === 'task_error') {
			task.debugoutput = this.#course.debugoutput || (this.#products?.text ?? '');
			task.debugerror = this.#course.debugerror;
		}
		if (!finished) return;
		task.pexit = this.#course.pexit;
		this.#onFinished();
	}

	/** Shows what the run has made at `at` (emulated unix seconds). */
	#deliver(at: number): void {
		if (this.#products === undefined) return;
		const { files, answer, price } = this.#products;
		addOutputs(this.#task, files, at);
		Object.assign(this.#task, { answer, price });
	}

	/** An input or a product cannot be had. */
	#breakDown(reason: string): void {
		this.#stages = [];
		this.#course = {
			...this.#course,
			pexit: '1',
			debugoutput: logEndingIn(reason),
			debugerror: reason,
		};
		for (const status of BREAKDOWN) this.#enter({ status, at: 0 });
	}
}
