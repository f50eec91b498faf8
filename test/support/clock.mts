/** Time that a test moves: minutes pass in an instant, and to the millisecond. */
import { setImmediate } from 'node:timers/promises';

import { afterEach, beforeEach } from '@jest/globals';

const realNow = Date.now;
const realTimeout = setTimeout;

interface Timer {
	at: number;
	run: () => void;
}

/** So many turns of the event loop are left to work that waits for no timer. */
const TURNS = 20;

/** Real time that such work may take, in milliseconds. */
const LONGEST_SETTLE_MS = 5_000;

/** A clock that stands still until it is moved. `Date.now` and `setTimeout` go by it. */
export class Clock {
	private now = Date.UTC(2026, 0, 1);
	private timers: Timer[] = [];
	/** Whether work is under way that takes real time, for which the clock waits. */
	isBusy = () => false;

	/** Milliseconds since 1970. */
	readonly read = () => this.now;

	/** Stands in for `setTimeout`, but leaves timers alone that keep no process alive: those of `fetch`. */
	readonly set = (run: () => void, milliseconds = 0): NodeJS.Timeout => {
		// As real timers do, it keeps to whole milliseconds, and to one at least.
		const timer = { at: this.now + Math.max(1, Math.ceil(milliseconds)), run };
		this.timers.push(timer);
		let isReal = false;
		const real = realTimeout(() => {
			if (isReal) run();
		}, milliseconds).unref();
		return Object.assign(real, {
			unref: () => {
				isReal = true;
				this.timers = this.timers.filter((each) => each !== timer);
				return real;
			},
		});
	};

	/** How many timers are set. */
	get pending(): number {
		return this.timers.length;
	}

	/** Forgets all timers. */
	reset(): void {
		this.timers = [];
		this.isBusy = () => false;
	}

	/** Lets this time pass, and all happen that happens meanwhile. */
	async pass(milliseconds: number): Promise<void> {
		const end = this.now + milliseconds;
		await this.settle();
		for (;;) {
			const next = this.timers.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
			if (next > end) break;
			this.now = Math.max(this.now, next);
			const due = this.timers.filter(({ at }) => at <= this.now);
			this.timers = this.timers.filter(({ at }) => at > this.now);
			for (const { run } of due) run();
			await this.settle();
		}
		this.now = end;
	}

	/** Lets all happen that needs no more time. */
	async settle(): Promise<void> {
		const start = performance.now();
		for (let turn = 0; turn < TURNS; turn++) {
			await setImmediate();
			if (this.isBusy()) turn = 0;
			if (performance.now() - start > LONGEST_SETTLE_MS) throw new Error('It does not settle.');
		}
	}
}

/** Stops the time before each test of a block, and lets it go on afterwards. */
export function useClock(): Clock {
	const clock = new Clock();

	beforeEach(() => {
		clock.reset();
		Reflect.set(Date, 'now', clock.read);
		Reflect.set(globalThis, 'setTimeout', clock.set);
	});
	afterEach(() => {
		Reflect.set(Date, 'now', realNow);
		Reflect.set(globalThis, 'setTimeout', realTimeout);
	});

	return clock;
}
