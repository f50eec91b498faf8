/** How soon the end of a task is noticed, and how many looks at it that takes. */
import { setTimeout as delay } from 'node:timers/promises';

import { type Figure, type Outcome, atMost } from '../figure.mts';
import { type Notice, noticesOf } from '../support/notice.mts';
import { tell } from '../support/progress.mts';
import { type Contender, type Pair, both, contenders } from '../support/sideBySide.mts';
import type { Stage } from '../support/stage.mts';
import { type Summary, summaryOf } from '../support/statistics.mts';
import { ownSeconds } from '../support/taskLength.mts';

/** How long tasks take from Run to their end, in seconds. */
const KINDS = [10, 60, 300];
const TASKS_OF_A_KIND = 20;

/**
 * Tasks of a kind differ by up to so many seconds in all: the period of the hand-built loop, so
 * that its looks come at all distances from a task's end, none of which it owes to chance.
 */
const SPREAD_SECONDS = 5;

const MOST_MEAN_SECONDS = 2;
const MOST_MEAN_SHARE = 0.02;
const MOST_SECONDS = 10;
const MOST_LOOKS = 80;

/** Runs tasks of all kinds at the same time, an execution for each kind. */
export async function notice(stage: Stage, quick: boolean): Promise<Outcome> {
	const kinds = quick ? [10, 20] : KINDS;
	const count = quick ? 5 : TASKS_OF_A_KIND;
	const pair = await contenders(stage);
	const notices = await both(pair, async (contender) => await waitForAll(contender, kinds, count));
	const figures = kinds.flatMap((kind) => {
		const ofKind = (all: Notice[]) =>
			all.filter(({ taskSeconds }) => Math.abs(taskSeconds - kind) <= SPREAD_SECONDS / 2 + 0.5);
		const of = (number: (each: Notice) => number): Pair<Summary> => ({
			ours: summaryOf(ofKind(notices.ours).map(number)),
			byHand: summaryOf(ofKind(notices.byHand).map(number)),
		});
		return figuresOf(
			kind,
			of((each) => each.delaySeconds),
			of((each) => each.looks),
		);
	});
	return { figures, raw: notices };
}

/** Starts an execution for each kind, and gives how each task was waited for. */
async function waitForAll(
	{ workflow, emulator }: Contender,
	kinds: readonly number[],
	count: number,
): Promise<Notice[]> {
	await emulator.reset({ speed: 1, workerSlots: kinds.length * count });
	const executions: string[] = [];
	for (const [index, kind] of kinds.entries()) {
		await emulator.fates(
			Array.from({ length: count }, (_, each) => ({
				end: 'success' as const,
				seconds: ownSeconds(kind + SPREAD_SECONDS * (each / (count - 1) - 0.5)),
			})),
		);
		executions.push(await workflow.start(count));
		// The fates go to the next tasks, whoever starts them.
		while ((await emulator.tasks()).length < (index + 1) * count) await delay(100);
	}
	for (const id of executions) await workflow.finished(id);
	return await noticesOf(emulator);
}

function figuresOf(kind: number, delays: Pair<Summary>, looks: Pair<Summary>): Figure[] {
	tell(`  ${kind} s: ${JSON.stringify({ delays, looks })}`);
	const id = `notice.${kind}`;
	const task = `${kind} s task`;
	const most = Math.max(MOST_MEAN_SECONDS, MOST_MEAN_SHARE * kind);
	const pick = ({ ours, byHand }: Pair<Summary>, what: 'mean' | 'median' | 'max') => ({
		ours: ours[what],
		byHand: byHand[what],
	});
	const seconds = { unit: 's' } as const;
	return [
		{
			id: `${id}.mean`,
			label: `${task}: its end is noticed after, mean`,
			...seconds,
			...pick(delays, 'mean'),
			target: atMost(delays.ours.mean, most, ' s'),
		},
		{
			id: `${id}.median`,
			label: `${task}: its end is noticed after, median`,
			...seconds,
			...pick(delays, 'median'),
		},
		{
			id: `${id}.max`,
			label: `${task}: its end is noticed after, longest`,
			...seconds,
			...pick(delays, 'max'),
			target: atMost(delays.ours.max, MOST_SECONDS, ' s'),
		},
		{
			id: `${id}.looks`,
			label: `${task}: Detail calls, most`,
			unit: 'calls',
			...pick(looks, 'max'),
			...(kind === 300 && { target: atMost(looks.ours.max, MOST_LOOKS) }),
		},
	];
}
