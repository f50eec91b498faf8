/** Many items and few slots: Wiro refuses what is beyond them with code 96. */
import { median } from 'simple-statistics';

import type { Emulator } from '../../emulator/start.mts';
import { type Outcome, atMost } from '../figure.mts';
import { tell } from '../support/progress.mts';
import { type Pair, contenders, race } from '../support/sideBySide.mts';
import type { Stage } from '../support/stage.mts';
import { TASK_LENGTHS, ofLength } from '../support/taskLength.mts';

const ITEMS = 50;
const SLOTS = 5;
const MOST_TIMES_IDEAL = 1.1;

interface Repeat {
	taskSeconds: number;
	/** One item, in seconds. */
	one: Pair<number>;
	/** All items, in seconds. */
	many: Pair<number>;
	/** Runs that were refused for want of a slot. */
	refused: Pair<number>;
}

/** Runs one item and then many, several times; the hand-built workflow goes in batches of the slots. */
export async function fiveSlots(stage: Stage, quick: boolean): Promise<Outcome> {
	const items = quick ? 2 * SLOTS : ITEMS;
	const rounds = items / SLOTS;
	const pair = await contenders(stage, SLOTS);
	const repeats: Repeat[] = [];
	for (const taskSeconds of quick ? [8] : TASK_LENGTHS) {
		const length = ofLength(taskSeconds);
		const settings = { ...length, workerSlots: SLOTS, concurrentTaskLimit: SLOTS };
		const one = await race(pair, 1, settings);
		const many = await race(pair, items, settings);
		const refused = { ours: await refusals(stage.ours), byHand: await refusals(stage.byHand) };
		repeats.push({ taskSeconds, one, many, refused });
		tell(`  one item ${JSON.stringify(one)}, ${items} items ${JSON.stringify(many)}`);
	}
	const middle = (of: (repeat: Repeat) => number) => median(repeats.map(of));
	const times = (ideal: (repeat: Repeat, side: keyof Pair<number>) => number) => {
		const ours = middle((repeat) => repeat.many.ours / ideal(repeat, 'ours'));
		const byHand = middle((repeat) => repeat.many.byHand / ideal(repeat, 'byHand'));
		return { unit: '×' as const, ours, byHand };
	};
	const ofIdeal = times(({ taskSeconds }) => rounds * taskSeconds);
	const ofOne = times(({ one }, side) => rounds * one[side]);
	const label = `${items} items ÷ ${rounds} ×`;
	return {
		figures: [
			{
				id: 'fiveSlots.many',
				label: `${items} items, ${SLOTS} slots`,
				unit: 's',
				ours: middle(({ many }) => many.ours),
				byHand: middle(({ many }) => many.byHand),
			},
			{
				id: 'fiveSlots.timesTask',
				label: `${label} the task, from Run to its end`,
				...ofIdeal,
				target: atMost(ofIdeal.ours, MOST_TIMES_IDEAL),
			},
			{
				id: 'fiveSlots.timesOne',
				label: `${label} one item, as measured`,
				...ofOne,
				target: atMost(ofOne.ours, MOST_TIMES_IDEAL),
			},
		],
		raw: { items, repeats },
	};
}

async function refusals(emulator: Emulator): Promise<number> {
	return (await emulator.requests('run')).filter(({ result }) => result === false).length;
}
