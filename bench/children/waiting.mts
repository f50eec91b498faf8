/**
 * Many tasks waiting in one execution, on n8n's engine in this process: what they do to its event
 * loop and its memory. Needs --expose-gc; takes the number of tasks and their seconds; writes JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import type { Settings } from '../../emulator/control.mts';
import { type Emulator, startEmulator } from '../../emulator/start.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { endOf, startOf } from '../support/notice.mts';
import { RUN_PARAMETERS } from '../workflows/node.mts';

const CREDENTIAL = 'Wiro';
const NODE = 'Wiro';

/** In steps of so many milliseconds the event loop is looked at; that much is no delay. */
const RESOLUTION_MS = 10;

/** When all tasks are surely started, and only waited for, as a part of their seconds. */
const STARTED_AT = 0.25;
/** When memory is looked at: between the two stretches, for its collections are the bench's own. */
const MEMORY_FROM = 0.7;
const MEMORY_TO = 0.75;

/** As many collections as it takes V8 to let go what is not used any more, compiled code included. */
const COLLECTIONS = 8;

/** Until nothing is left of an execution, such as connections that are being closed. */
const REST_MS = 10_000;

const [items = 0, seconds = 0] = process.argv.slice(2).map(Number);

function memory() {
	if (globalThis.gc === undefined) throw new Error('This needs --expose-gc.');
	for (let count = 0; count < COLLECTIONS; count++) globalThis.gc();
	const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
	return { rss, heapUsed, heapTotal, external };
}

/** How long the event loop was held up while something went on, in milliseconds. */
async function eventLoopDelay(work: () => Promise<unknown>) {
	const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	const inMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
	histogram.enable();
	await work();
	histogram.disable();
	const { count, max } = histogram;
	return {
		p50: inMs(histogram.percentile(50)),
		p99: inMs(histogram.percentile(99)),
		max: inMs(max),
		count,
	};
}

/** Runs the node for all items at once, and makes sure that each has got its video. */
async function execute({ baseUrl, signatureKeys }: Emulator): Promise<void> {
	const node = {
		name: NODE,
		type: 'n8n-nodes-wiro.wiro',
		credentials: { wiroProjectApi: { id: null, name: CREDENTIAL } },
		parameters: { ...RUN_PARAMETERS, options: { maxConcurrentTasks: items } },
	};
	const run = await runWorkflow({
		workflow: chain(node),
		credentials: {
			[CREDENTIAL]: {
				type: 'wiroProjectApi',
				data: { authentication: 'signature', ...signatureKeys, baseUrl },
			},
		},
		startItems: Array.from({ length: items }, (_, index) => ({
			json: { prompt: `A raccoon looks up, take ${index}` },
		})),
	});
	if (run.items(NODE).length === items) return;
	throw new Error(`The node came to: ${run.status} ${run.error?.message ?? ''}`);
}

/** Has many tasks waited for, and gives what that did to this process. */
async function measure(emulator: Emulator) {
	const idle = memory();
	const begin = Date.now();
	const until = async (part: number) => await delay(begin + part * seconds * 1000 - Date.now());
	const cpu = process.cpuUsage();
	let execution: Promise<void> | undefined;
	const starting = await eventLoopDelay(async () => {
		execution = execute(emulator);
		await until(STARTED_AT);
	});
	const waiting = await eventLoopDelay(async () => await until(MEMORY_FROM));
	const memoryAt = Date.now() / 1000;
	const midWait = memory();
	await until(MEMORY_TO);
	const ending = await eventLoopDelay(async () => await execution);
	const { user, system } = process.cpuUsage(cpu);

	const tasks = await emulator.tasks();
	return {
		delay: { starting, waiting, ending },
		memory: { idle, midWait },
		waitingAtMemory: tasks.filter((task) => startOf(task) < memoryAt && memoryAt < endOf(task))
			.length,
		looks: (await emulator.requests('detail')).length,
		cpuSeconds: (user + system) / 1e6,
		seconds: (Date.now() - begin) / 1000,
	};
}

const settings: Partial<Settings> = { taskSeconds: seconds, workerSlots: items };
const emulator = await startEmulator(settings);
try {
	// Just the same as what is measured: V8 keeps the pages that so many requests have taken.
	await execute(emulator);
	await emulator.reset(settings);
	await delay(REST_MS);
	console.log(JSON.stringify(await measure(emulator)));
} finally {
	await emulator.stop();
}
