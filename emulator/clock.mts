/** Something to be done at an emulated time. */
interface Appointment {
	at: number;
	action: () => void;
}

/** Node's longest timer, in milliseconds. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The emulated clock: starts at the real time and runs `speed` times as fast. It does what is due
 * in the order of emulated time, and while it does, `now()` is the time the action was due at, so
 * that a chain of actions keeps exact distances at any speed.
 */
export class EmulatedClock {
	#speed: number;
	#emulatedStart = Date.now() / 1000;
	#realStart = performance.now();
	#appointments: Appointment[] = [];
	#timer: NodeJS.Timeout | undefined;
	#dueTime: number | undefined;

	constructor(speed: number) {
		this.#speed = speed;
	}

	/** Emulated unix time in seconds. */
	now(): number {
		return this.#dueTime ?? this.#flowingTime();
	}

	/** Changes the speed (emulated seconds per real second) from now on. */
	setSpeed(speed: number): void {
		this.#emulatedStart = this.#flowingTime();
		this.#realStart = performance.now();
		this.#speed = speed;
		this.#arm();
	}

	/** Calls everything off and starts again at the real time. */
	restart(speed: number): void {
		this.#emulatedStart = Date.now() / 1000;
		this.#realStart = performance.now();
		this.#speed = speed;
		this.clear();
	}

	/** Does `action` at the emulated time `at` (seconds); gives a function that calls it off. */
	at(at: number, action: () => void): () => void {
		const appointment = { at, action };
		const later = this.#appointments.findIndex((other) => other.at > at);
		this.#appointments.splice(later < 0 ? this.#appointments.length : later, 0, appointment);
		this.#arm();
		return () => {
			this.#appointments = this.#appointments.filter((other) => other !== appointment);
			this.#arm();
		};
	}

	/** Does everything that is due by now. */
	catchUp(): void {
		if (this.#dueTime !== undefined) return;
		const limit = this.#flowingTime();
		let next = this.#appointments[0];
		while (next !== undefined && next.at <= limit) {
			this.#appointments.shift();
			this.#dueTime = next.at;
			try {
				next.action();
			} finally {
				this.#dueTime = undefined;
			}
			next = this.#appointments[0];
		}
		this.#arm();
	}

	/** Calls everything off. */
	clear(): void {
		this.#appointments = [];
		this.#arm();
	}

	#flowingTime(): number {
		return this.#emulatedStart + ((performance.now() - this.#realStart) / 1000) * this.#speed;
	}

	#arm(): void {
		// While actions run, catchUp arms the timer once at the end.
		if (this.#dueTime !== undefined) return;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const next = this.#appointments[0];
		if (next === undefined) return;
		const delayMs = ((next.at - this.#flowingTime()) / this.#speed) * 1000;
		this.#timer = setTimeout(
			() => this.catchUp(),
			Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil(delayMs))),
		);
	}
}
