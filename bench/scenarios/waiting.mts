/** Many tasks waiting in one execution: what they do to n8n's event loop and memory. */
import { holds } from '../../n8n/guards.mts';
import { type Outcome, under } from '../figure.mts';
import { runChild } from '../support/child.mts';
import type { Cleanup } from '../support/cleanup.mts';
import { tell } from '../support/progress.mts';

const ITEMS = 500;
const TASK_SECONDS = 60;
const MOST_DELAY_MS = 50;
const MOST_GROWTH_MB = 60;
const BYTES_PER_MB = 1e6;

interface Delay {
	p99: number;
	max: number;
}

interface Memory {
	heapUsed: number;
	/** What objects hold outside of JavaScript's heap. */
	external: number;
	rss: number;
}

interface Measured {
	delay: { starting: Delay; waiting: Delay; ending: Delay };
	memory: { idle: Memory; midWait: Memory };
	/** Tasks that had been started when memory was looked at. */
	waitingAtMemory: number;
}

const isMeasured = holds<Measured>('delay', 'memory', 'waitingAtMemory');

/** Waits for many tasks in a process of its own. */
export async function waiting(cleanup: Cleanup, quick: boolean): Promise<Outcome> {
	const seconds = quick ? TASK_SECONDS / 2 : TASK_SECONDS;
	const script = 'bench/children/waiting.mts';
	const raw = await runChild(cleanup, ['--expose-gc', script, String(ITEMS), String(seconds)]);
	if (!isMeasured(raw)) throw new Error('The process gave no measurements.');
	tell(`  ${JSON.stringify(raw)}`);
	if (raw.waitingAtMemory !== ITEMS) {
		throw new Error(`Only ${raw.waitingAtMemory} of ${ITEMS} tasks had been started.`);
	}
	const { starting, waiting: whileWaiting, ending } = raw.delay;
	const around = {
		p99: Math.max(starting.p99, ending.p99),
		max: Math.max(starting.max, ending.max),
	};
	const { idle, midWait } = raw.memory;
	const growth = (of: keyof Memory) => (midWait[of] - idle[of]) / BYTES_PER_MB;
	const tasks = `${ITEMS} tasks of ${seconds} s`;
	const held = growth('heapUsed') + growth('external');
	const rss = growth('rss');
	const limit = [MOST_DELAY_MS, ' ms'] as const;
	return {
		figures: [
			{
				id: 'waiting.p99',
				label: `${tasks}: event-loop delay while all wait, p99`,
				unit: 'ms',
				ours: whileWaiting.p99,
				target: under(whileWaiting.p99, ...limit),
			},
			{
				id: 'waiting.max',
				label: `${tasks}: event-loop delay while all wait, longest`,
				unit: 'ms',
				ours: whileWaiting.max,
			},
			{
				id: 'waiting.aroundP99',
				label: `${tasks}: event-loop delay while they start and end, p99`,
				unit: 'ms',
				ours: around.p99,
				target: under(around.p99, ...limit),
			},
			{
				id: 'waiting.aroundMax',
				label: `${tasks}: event-loop delay while they start and end, longest`,
				unit: 'ms',
				ours: around.max,
			},
			{
				id: 'waiting.heap',
				label: `${tasks}: memory that objects hold, more than at rest`,
				unit: 'MB',
				ours: held,
				target: under(held, MOST_GROWTH_MB, ' MB'),
			},
			{
				id: 'waiting.rss',
				label: `${tasks}: resident set, more than at rest`,
				unit: 'MB',
				ours: rss,
			},
		],
		raw,
	};
}
