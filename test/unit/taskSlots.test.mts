import { describe, expect, it } from '@jest/globals';

import { TaskSlots } from '../../dist/nodes/Wiro/waiting/taskSlots.js';
import { useClock } from '../support/clock.mts';

/** A place is tried again after 2.4 to 3.6 seconds. */
const SURELY_TRIED_MS = 3_600;

describe('The places for tasks, after Wiro had no slot,', () => {
	const clock = useClock();

	/** All places of an execution, taken. */
	async function taken(count: number) {
		const stop = new AbortController();
		const slots = new TaskSlots(count, stop.signal);
		for (let place = 0; place < count; place++) await slots.take();
		const events: string[] = [];
		/** Writes down when some waiting has an end. */
		const note = async (name: string, waiting: Promise<void>) =>
			await waiting.then(
				() => events.push(name),
				() => events.push(`${name} was stopped`),
			);
		return { slots, events, note, stop };
	}

	it('are tried one at a time, however many Runs were refused', async () => {
		const { slots, events, note } = await taken(4);

		void note('first', slots.waitAfterRefusal());
		void note('second', slots.waitAfterRefusal());
		void note('third', slots.waitAfterRefusal());
		await clock.pass(SURELY_TRIED_MS);
		expect(events).toEqual(['first']);

		await clock.pass(10 * SURELY_TRIED_MS);
		expect(events).toEqual(['first']);

		slots.release(true);
		await clock.settle();
		expect(events).toHaveLength(2);
	});

	it('go to a Run that was refused before one that has not been sent yet', async () => {
		const { slots, events, note } = await taken(2);

		void note('new', slots.take());
		void note('refused', slots.waitAfterRefusal());
		await clock.pass(SURELY_TRIED_MS);
		expect(events).toEqual(['refused']);

		slots.release(true);
		await clock.settle();
		expect(events).toEqual(['refused', 'new']);
	});

	it('are tried again after the first try has been refused too', async () => {
		const { slots, events, note } = await taken(2);

		void note('first', slots.waitAfterRefusal());
		await clock.pass(SURELY_TRIED_MS);
		void note('second', slots.waitAfterRefusal());
		await clock.pass(SURELY_TRIED_MS);

		expect(events).toEqual(['first', 'second']);
	});

	it('are not waited for after the execution was stopped', async () => {
		const { slots, events, note, stop } = await taken(2);

		void note('first', slots.waitAfterRefusal());
		void note('second', slots.waitAfterRefusal());
		stop.abort();
		await clock.pass(SURELY_TRIED_MS);

		expect(events.sort()).toEqual(['first was stopped', 'second was stopped']);
	});

	it('tell when a task has last ended in one of them', async () => {
		const { slots } = await taken(2);

		slots.release(false);
		expect(slots.lastTaskEndAt).toBe(0);
		slots.release(true);

		expect(slots.lastTaskEndAt).toBe(clock.read());
	});
});
