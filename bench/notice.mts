/** How soon the end of a task is noticed, and how many checks that takes. */
import { max, mean, median } from 'simple-statistics';

import type { EmulatedTask } from '../emulator/control.mts';
import { until } from '../n8n/until.mts';
import { type Figure, type Pair, type Scenario, both } from './scenario.mts';
import { type Contender, contenders, ownSeconds, within } from './stage.mts';

/** How long tasks take from Run to their end, in seconds. */
const KINDS = [10, 60, 300];
const QUICK_KINDS = [10, 20];
const TASKS_OF_A_KIND = 20;
const QUICK_TASKS_OF_A_KIND = 5;

/**
 * Tasks of a kind differ by up to so many seconds: the period of the HTTP Request loop, so that its
 * checks come at all distances from a task's end and chance plays no part.
 */
const SPREAD_SECONDS = 5;

const START_MS = 60_000;

/** How one task was waited for. */
interface Notice {
	/** From Run to the task's end, in seconds. */
	taskSeconds: number;
	/** From the task's end to the Detail that found it ended, in seconds. */
	delaySeconds: number;
	/** How often Detail was called for it. */
	checks: number;
}

/** Tasks of all kinds at the same time, with an execution for each kind. */
export const notice: Scenario = {
	name: 'notice',
	title: 'How soon the end of a task is noticed',
	comparedWith: 'HTTP Request loop',
	note: 'All tasks wait at the same time. The tasks of a kind differ in length by up to five seconds, the period of the loop.',
	async measure({ stage, quick }) {
		const kinds = quick ? QUICK_KINDS : KINDS;
		const count = quick ? QUICK_TASKS_OF_A_KIND : TASKS_OF_A_KIND;
		const pair = await contenders(await stage());
		const raw = await both(pair, async (each) => await waitForAll(each, kinds, count));
		return { figures: kinds.flatMap((kind) => figuresOf(kind, raw)), raw };
	},
};

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
		await until(
			'the tasks have started',
			async () => (await emulator.tasks()).length >= (index + 1) * count,
			within(START_MS),
		);
	}
	for (const id of executions) await workflow.finished(id);
	const details = await emulator.requests('detail');
	return (await emulator.tasks()).map((task) => {
		const checks = details.filter(({ taskIds }) => taskIds.includes(task.id));
		// A task that was found ended is not checked again, so the last check is the one.
		const last = checks.at(-1);
		if (last === undefined) throw new Error(`Task ${task.id} was not checked.`);
		const { start, end } = lifeOf(task);
		return {
			taskSeconds: end - start,
			// A request counts from its arrival, some moments before it is answered.
			delaySeconds: Math.max(0, last.atMs / 1000 - end),
			checks: checks.length,
		};
	});
}

/** When a task started and ended, in emulated unix time in seconds: the real one at speed 1. */
function lifeOf({ id, statuses, pexit }: EmulatedTask): { start: number; end: number } {
	const [first, last] = [statuses[0], statuses.at(-1)];
	if (first === undefined || last === undefined || pexit === null) {
		throw new Error(`Task ${id} has not ended.`);
	}
	return { start: first.at, end: last.at };
}

function figuresOf(kind: number, notices: Pair<Notice[]>): Figure[] {
	const ofKind = ({ taskSeconds }: Notice) =>
		Math.abs(taskSeconds - kind) <= SPREAD_SECONDS / 2 + 0.5;
	const summary = (of: 'delaySeconds' | 'checks', sumUp: (values: number[]) => number) => {
		const side = (all: Notice[]) => sumUp(all.filter(ofKind).map((each) => each[of]));
		return { ours: side(notices.ours), theirs: side(notices.theirs) };
	};
	return [
		{
			id: `notice.${kind}.mean`,
			label: `${kind} s task: end noticed after (mean)`,
			unit: 's',
			...summary('delaySeconds', mean),
			target: { most: Math.max(2, 0.02 * kind) },
		},
		{
			id: `notice.${kind}.median`,
			label: `${kind} s task: end noticed after (median)`,
			unit: 's',
			...summary('delaySeconds', median),
		},
		{
			id: `notice.${kind}.max`,
			label: `${kind} s task: end noticed after (longest)`,
			unit: 's',
			...summary('delaySeconds', max),
			target: { most: 10 },
		},
		{
			id: `notice.${kind}.checks`,
			label: `${kind} s task: Detail calls (most)`,
			unit: 'calls',
			...summary('checks', max),
			...(kind === 300 && { target: { most: 80 } }),
		},
	];
}
