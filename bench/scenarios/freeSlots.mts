/** Many items with a free slot for each: they should take no longer than one. */
import { median } from 'simple-statistics';

import { type Outcome, atMost } from '../figure.mts';
import { tell } from '../support/progress.mts';
import { type Pair, contenders, race } from '../support/sideBySide.mts';
import type { Stage } from '../support/stage.mts';
import { TASK_LENGTHS, ofLength } from '../support/taskLength.mts';

const ITEMS = 50;
const MOST_TIMES_ONE = 1.15;

/** One item, and many, in seconds. */
interface Repeat {
	taskSeconds: number;
	one: Pair<number>;
	many: Pair<number>;
}

/** Runs one item and then many, several times. */
export async function freeSlots(stage: Stage, quick: boolean): Promise<Outcome> {
	const items = quick ? 10 : ITEMS;
	const pair = await contenders(stage);
	const repeats: Repeat[] = [];
	for (const taskSeconds of quick ? [8] : TASK_LENGTHS) {
		const settings = { ...ofLength(taskSeconds), workerSlots: items };
		const one = await race(pair, 1, settings);
		const many = await race(pair, items, settings);
		repeats.push({ taskSeconds, one, many });
		tell(`  one item ${JSON.stringify(one)}, ${items} items ${JSON.stringify(many)}`);
	}
	const middle = (of: (repeat: Repeat) => number) => median(repeats.map(of));
	const oursTimes = middle(({ one, many }) => many.ours / one.ours);
	const one = { ours: middle((r) => r.one.ours), byHand: middle((r) => r.one.byHand) };
	return {
		figures: [
			{ id: 'freeSlots.one', label: 'one item', unit: 's', ...one },
			{
				id: 'freeSlots.many',
				label: `${items} items, a slot for each`,
				unit: 's',
				ours: middle((r) => r.many.ours),
				byHand: middle((r) => r.many.byHand),
			},
			{
				id: 'freeSlots.timesOne',
				label: `${items} items ÷ one item`,
				unit: '×',
				ours: oursTimes,
				byHand: middle(({ one: { byHand }, many }) => many.byHand / byHand),
				target: atMost(oursTimes, MOST_TIMES_ONE),
			},
			{
				id: 'freeSlots.oneByOne',
				label: `${items} items one after the other (computed: ${items} × one item)`,
				unit: 's',
				ours: items * one.ours,
			},
		],
		raw: { items, repeats },
	};
}
