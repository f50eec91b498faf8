/**
 * Many tasks waiting in one execution: what they do to n8n's event loop and memory, how many calls
 * they take, and how soon their ends are noticed. Run as a program, this file is the process in which
 * that is measured, on n8n's engine.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import { max, mean } from 'simple-statistics';

import { type Emulator, startEmulator } from '../emulator/start.mts';
import { emulatorCredential } from '../n8n/credential.mts';
import { runWorkflow } from '../n8n/engine/run.mts';
import { chain } from '../n8n/engine/workflow.mts';
import { type Figure, type Pair, type Scenario, inOwnProcess, tell } from './scenario.mts';
import { CREDENTIALS, RUN_PARAMETERS, WIRO, wiroNode } from './workflows.mts';

const ITEMS = 500;
const TASK_SECONDS = 60;
/** The tasks differ in length by so many seconds, so that chance plays no part in when one is noticed. */
const SPREAD_SECONDS = 6;
const BYTES_PER_MB = 1e6;

/** The event loop is sampled every so many milliseconds; that much is no delay. */
const RESOLUTION_MS = 10;

/** The part of the tasks' seconds after which all have surely started and are only waited for. */
const STARTED_AT = 0.25;
/** When memory is measured: between two stretches, since its collections are the bench's own. */
const MEMORY_FROM = 0.7;
const MEMORY_TO = 0.75;

/** As many collections as V8 needs to free all that is not used any more, compiled code included. */
const COLLECTIONS = 8;

/** Until nothing is left of an execution, such as connections that are being closed. */
const REST_MS = 10_000;

type Measured = Awaited<ReturnType<typeof measureHere>>;

/** Waits for many tasks in a process of its own. */
export const waiting: Scenario = {
	name: 'waiting',
	title: 'Many tasks waiting in one execution',
	comparedWith: 'without Task/List',
	note: 'The node asks Task/List which of many tasks may have ended, and checks only those; where Wiro has no Task/List, it checks each task by itself. The first column has the list. Measured after an execution just like it, and with the garbage collected. The target is for what objects hold. The resident set also has the empty pages that V8 keeps for new objects (some 110 MB of new space alone while requests are made, none a while after); whether they are there depends on the moment, not on the tasks. A call is one to Task/Detail or Task/List while all tasks wait.',
	async measure({ quick }) {
		const seconds = quick ? TASK_SECONDS / 2 : TASK_SECONDS;
		const keys: Array<keyof Measured> = ['ours', 'theirs'];
		const raw = await inOwnProcess<Measured>(import.meta.filename, [ITEMS, seconds], keys);
		tell(`  ${JSON.stringify(raw)}`);
		for (const { waitingAtMemory } of [raw.ours, raw.theirs]) {
			if (waitingAtMemory === ITEMS) continue;
			throw new Error(`Only ${waitingAtMemory} of ${ITEMS} tasks had been started.`);
		}
		const { starting, allWaiting, ending } = raw.ours.eventLoop;
		const { idle, midWait } = raw.ours.memory;
		const growth = (of: keyof NodeJS.MemoryUsage) => (midWait[of] - idle[of]) / BYTES_PER_MB;
		const tasks = `${ITEMS} tasks of ${seconds} s`;
		return {
			figures: [
				...watchFigures(tasks, raw),
				{
					id: 'waiting.p99',
					label: `${tasks}: event-loop delay while all wait (p99)`,
					unit: 'ms',
					ours: allWaiting.p99,
					target: { below: 50 },
				},
				{
					id: 'waiting.max',
					label: `${tasks}: event-loop delay while all wait (longest)`,
					unit: 'ms',
					ours: allWaiting.max,
				},
				{
					id: 'waiting.aroundP99',
					label: `${tasks}: event-loop delay while they start and end (p99)`,
					unit: 'ms',
					ours: Math.max(starting.p99, ending.p99),
					target: { below: 50 },
				},
				{
					id: 'waiting.aroundMax',
					label: `${tasks}: event-loop delay while they start and end (longest)`,
					unit: 'ms',
					ours: Math.max(starting.max, ending.max),
				},
				{
					id: 'waiting.heap',
					label: `${tasks}: memory that objects hold, growth`,
					unit: 'MB',
					ours: growth('heapUsed') + growth('external'),
					target: { below: 60 },
				},
				{
					id: 'waiting.rss',
					label: `${tasks}: resident set, growth`,
					unit: 'MB',
					ours: growth('rss'),
				},
			],
			raw,
		};
	},
};

/** What the list saves, and what it costs. */
function watchFigures(tasks: string, { ours, theirs }: Measured): Figure[] {
	const pair = (of: 'callsPerSecond' | 'meanNotice' | 'longestNotice'): Pair<number> => ({
		ours: ours[of],
		theirs: theirs[of],
	});
	return [
		{
			id: 'waiting.calls',
			label: `${tasks}: calls while all wait`,
			unit: 'calls/s',
			...pair('callsPerSecond'),
			target: { mostRatio: 0.1 },
		},
		{
			id: 'waiting.notice',
			label: `${tasks}: end noticed after (mean)`,
			unit: 's',
			...pair('meanNotice'),
			target: { mostRatio: 1 },
		},
		{
			id: 'waiting.longestNotice',
			label: `${tasks}: end noticed after (longest)`,
			unit: 's',
			...pair('longestNotice'),
		},
	];
}

if (import.meta.main) {
	const [items = 0, seconds = 0] = process.argv.slice(2).map(Number);
	console.log(JSON.stringify(await measureHere(items, seconds)));
}

async function measureHere(items: number, seconds: number) {
	const settings = { taskSeconds: seconds, workerSlots: items };
	const emulator = await startEmulator(settings);
	try {
		// Exactly what is measured next: V8 keeps the pages that so many requests have taken.
		await execute(emulator, items);
		const measure = async (taskListAnswer: 'tasks' | 'http404') => {
			await emulator.reset({ ...settings, taskListAnswer });
			await emulator.fates(
				Array.from({ length: items }, (_, index) => ({
					end: 'success',
					seconds: seconds + SPREAD_SECONDS * (index / items),
				})),
			);
			await delay(REST_MS);
			return await measureExecution(emulator, items, seconds);
		};
		return { ours: await measure('tasks'), theirs: await measure('http404') };
	} finally {
		await emulator.stop();
	}
}

/** Has all tasks waited for once more, and gives what that did to this process. */
async function measureExecution(emulator: Emulator, items: number, seconds: number) {
	const idle = memory();
	const begin = Date.now();
	const until = async (part: number) => await delay(begin + part * seconds * 1000 - Date.now());
	const cpu = process.cpuUsage();
	let execution: Promise<void> | undefined;
	const starting = await eventLoopDelay(async () => {
		execution = execute(emulator, items);
		await until(STARTED_AT);
	});
	const allWaiting = await eventLoopDelay(async () => await until(MEMORY_FROM));
	const memoryAt = Date.now() / 1000;
	const midWait = memory();
	await until(MEMORY_TO);
	const ending = await eventLoopDelay(async () => await execution);
	const { user, system } = process.cpuUsage(cpu);

	const inMs = (part: number) => begin + part * seconds * 1000;
	const calls = [
		...(await emulator.requests('detail')),
		...(await emulator.requests('tasks')),
	].filter(({ atMs }) => inMs(STARTED_AT) <= atMs && atMs < inMs(MEMORY_FROM));
	const notices = await noticesOf(emulator);
	const waitingAtMemory = (await emulator.tasks()).filter(({ statuses }) => {
		const [start = Infinity, end = 0] = [statuses[0]?.at, statuses.at(-1)?.at];
		return start < memoryAt && memoryAt < end;
	}).length;
	return {
		eventLoop: { starting, allWaiting, ending },
		memory: { idle, midWait },
		waitingAtMemory,
		callsPerSecond: calls.length / ((MEMORY_FROM - STARTED_AT) * seconds),
		meanNotice: mean(notices),
		longestNotice: max(notices),
		checks: (await emulator.requests('detail')).length,
		lists: (await emulator.requests('tasks')).length,
		cpuSeconds: (user + system) / 1e6,
		seconds: (Date.now() - begin) / 1000,
	};
}

/** For each task, from its end to the check that found it ended, in seconds. */
async function noticesOf(emulator: Emulator): Promise<number[]> {
	const lastChecks = new Map<string, number>();
	for (const { taskIds, atMs } of await emulator.requests('detail')) {
		for (const taskId of taskIds) lastChecks.set(taskId, atMs / 1000);
	}
	return (await emulator.tasks()).map(({ id, statuses }) => {
		const [noticedAt, endedAt] = [lastChecks.get(id), statuses.at(-1)?.at];
		if (noticedAt === undefined || endedAt === undefined) throw new Error(`${id} was not checked.`);
		// A request counts from its arrival, some moments before it is answered.
		return Math.max(0, noticedAt - endedAt);
	});
}

/** Runs the node for all items at once, and makes sure that each has got its video. */
async function execute(emulator: Emulator, items: number): Promise<void> {
	const parameters = { ...RUN_PARAMETERS, options: { maxConcurrentTasks: items } };
	const run = await runWorkflow({
		workflow: chain(wiroNode(parameters)),
		credentials: { [CREDENTIALS.wiro]: emulatorCredential(emulator) },
		startItems: Array.from({ length: items }, (_, index) => ({
			json: { prompt: `A raccoon looks up, take ${index}` },
		})),
	});
	if (run.items(WIRO).length === items) return;
	throw new Error(`The execution ended as ${run.status}: ${run.error?.message ?? ''}`);
}

function memory(): NodeJS.MemoryUsage {
	if (globalThis.gc === undefined) throw new Error('This needs --expose-gc.');
	for (let count = 0; count < COLLECTIONS; count++) globalThis.gc();
	return process.memoryUsage();
}

/** How long the event loop was held up while something went on, in milliseconds. */
async function eventLoopDelay(work: () => Promise<unknown>) {
	const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	const inMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
	histogram.enable();
	await work();
	histogram.disable();
	const { count, max } = histogram;
	const [p50, p99] = [histogram.percentile(50), histogram.percentile(99)];
	return { p50: inMs(p50), p99: inMs(p99), max: inMs(max), count };
}
