/** How long many items take beside one: with a free slot for each, and with five slots for all. */
import { median } from 'simple-statistics';

import type { Settings } from '../emulator/control.mts';
import { type Pair, type Scenario, type Stage, both, tell } from './scenario.mts';
import { type Contender, contenders, ownSeconds, spanOf } from './stage.mts';

const ITEMS = 50;
const SLOTS = 5;

/**
 * How long the tasks take from Run to their end, in seconds, one length for each repeat: about 20 s,
 * since a loop that checks every five seconds does well at one length and badly at the next.
 */
const TASK_LENGTHS = [18, 20, 22];
const QUICK_TASK_LENGTHS = [8];

interface Repeat {
	taskSeconds: number;
	/** What one item took, in seconds. */
	one: Pair<number>;
	/** What all items took, in seconds. */
	many: Pair<number>;
	/** The Runs that were refused for want of a slot. */
	refused: Pair<number>;
}

/** Many items with a free slot for each: they should take no longer than one. */
export const freeSlots: Scenario = {
	name: 'freeSlots',
	title: 'Many items, a free slot for each',
	comparedWith: 'HTTP Request loop',
	note: 'Three repeats, with tasks of 18, 20 and 22 s from Run to their end: the loop checks every five seconds and a bit, so it does well at one length and badly at the next. Seconds and ratios are medians.',
	async measure({ stage, quick }) {
		const items = quick ? 10 : ITEMS;
		const repeats = await repeat(await stage(), quick, items, { workerSlots: items });
		const one = medians(repeats, (each, side) => each.one[side]);
		return {
			figures: [
				{ id: 'freeSlots.one', label: 'one item', unit: 's', ...one },
				{
					id: 'freeSlots.many',
					label: `${items} items, a slot for each`,
					unit: 's',
					...medians(repeats, (each, side) => each.many[side]),
				},
				{
					id: 'freeSlots.timesOne',
					label: `${items} items ÷ one item`,
					unit: '×',
					...medians(repeats, (each, side) => each.many[side] / each.one[side]),
					target: { most: 1.15 },
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
	},
};

/** Many items and few slots; the loop goes in batches of the slots. */
export const fiveSlots: Scenario = {
	name: 'fiveSlots',
	title: 'Many items, five slots',
	comparedWith: 'HTTP Request loop',
	note: 'Wiro refuses a Run beyond the five with code 96. The loop never sends one: it works in batches of five. Tasks as above.',
	async measure({ stage, quick }) {
		const rounds = quick ? 2 : ITEMS / SLOTS;
		const items = rounds * SLOTS;
		const settings = { workerSlots: SLOTS, concurrentTaskLimit: SLOTS };
		const repeats = await repeat(await stage(), quick, items, settings, SLOTS);
		const label = `${items} items ÷ ${rounds} ×`;
		const target = { most: 1.1 };
		return {
			figures: [
				{
					id: 'fiveSlots.many',
					label: `${items} items, ${SLOTS} slots`,
					unit: 's',
					...medians(repeats, (each, side) => each.many[side]),
				},
				{
					id: 'fiveSlots.timesTask',
					label: `${label} the task, from Run to its end`,
					unit: '×',
					...medians(repeats, ({ many, taskSeconds }, side) => many[side] / (rounds * taskSeconds)),
					target,
				},
				{
					id: 'fiveSlots.timesOne',
					label: `${label} one item, as measured`,
					unit: '×',
					...medians(repeats, ({ many, one }, side) => many[side] / (rounds * one[side])),
					target,
				},
			],
			raw: { items, repeats },
		};
	},
};

/** Runs one item and then all of them, with tasks of several lengths. */
async function repeat(
	stage: Stage,
	quick: boolean,
	items: number,
	settings: Partial<Settings>,
	batchSize?: number,
): Promise<Repeat[]> {
	const pair = await contenders(stage, batchSize);
	const repeats: Repeat[] = [];
	for (const taskSeconds of quick ? QUICK_TASK_LENGTHS : TASK_LENGTHS) {
		const all = { ...settings, speed: 1, taskSeconds: ownSeconds(taskSeconds) };
		const one = await race(pair, 1, all);
		const many = await race(pair, items, all);
		const refused = await both(pair, refusals);
		repeats.push({ taskSeconds, one, many, refused });
		tell(`  one item ${JSON.stringify(one)}, ${items} items ${JSON.stringify(many)}`);
	}
	return repeats;
}

/** Runs both with so many items against fresh emulators, and gives the seconds that each took. */
async function race(
	pair: Pair<Contender>,
	items: number,
	settings: Partial<Settings>,
): Promise<Pair<number>> {
	await both(pair, async ({ emulator }) => await emulator.reset(settings));
	return await both(pair, async ({ workflow, emulator }) => {
		const { from, to } = spanOf(await workflow.run(items));
		const ended = (await emulator.tasks()).filter(({ pexit }) => pexit === '0').length;
		if (ended !== items) throw new Error(`Of ${items} tasks ${ended} were made.`);
		return (to - from) / 1000;
	});
}

async function refusals({ emulator }: Contender): Promise<number> {
	return (await emulator.requests('run')).filter(({ result }) => result === false).length;
}

function medians(
	repeats: Repeat[],
	of: (repeat: Repeat, side: keyof Pair<number>) => number,
): Pair<number> {
	const middle = (side: keyof Pair<number>) => median(repeats.map((each) => of(each, side)));
	return { ours: middle('ours'), theirs: middle('theirs') };
}
