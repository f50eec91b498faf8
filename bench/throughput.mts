/** Run alone, for many items: the node beside n8n's HTTP Request node making the same calls. */
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';

import pidusage from 'pidusage';
import { median } from 'simple-statistics';

import { type Figure, type Pair, type Scenario, type Stage, tell } from './scenario.mts';
import { type PublishedWorkflow, publish, spanOf } from './stage.mts';
import { HTTP_REQUEST, WIRO, httpRequestWorkflow, nodeWorkflow } from './workflows.mts';

const ITEMS = 1000;
const QUICK_ITEMS = 300;
const REPEATS = 7;
const QUICK_REPEATS = 2;

/** Until n8n has saved an execution and is at rest again. */
const REST_MS = 3_000;

const SAMPLE_EVERY_MS = 20;

/** What the node took, in milliseconds. */
interface Cost {
	nodeMs: number;
	cpuMs: number;
}

/** Both in turn, each once to warm up and then several times. */
export const throughput: Scenario = {
	name: 'throughput',
	title: "Run alone, beside n8n's HTTP Request node",
	comparedWith: 'HTTP Request',
	note: 'Both send the same requests, with the same credential, from executions of a published workflow.',
	async measure(bench) {
		const items = bench.quick ? QUICK_ITEMS : ITEMS;
		const stage = await bench.stage();
		const ourWorkflow = await publish(stage.server, (path) =>
			nodeWorkflow(path, { waitForCompletion: false }),
		);
		const theirWorkflow = await publish(stage.server, (path) =>
			httpRequestWorkflow(path, stage.ours.baseUrl),
		);
		const repeats: Array<Pair<Cost>> = [];
		for (let round = 0; round <= (bench.quick ? QUICK_REPEATS : REPEATS); round++) {
			const ours = await costOf(stage, ourWorkflow, WIRO, items);
			const ourBodies = await bodies(stage);
			const theirs = await costOf(stage, theirWorkflow, HTTP_REQUEST, items);
			if (!isDeepStrictEqual(ourBodies, await bodies(stage))) {
				throw new Error('The two did not send the same.');
			}
			tell(`  ${JSON.stringify({ ours, theirs })}`);
			if (round > 0) repeats.push({ ours, theirs });
		}
		const figure = (id: string, label: string, of: keyof Cost): Figure => ({
			id,
			label: `Run for ${items} items: ${label}`,
			unit: 'ms',
			ours: median(repeats.map(({ ours }) => ours[of])),
			theirs: median(repeats.map(({ theirs }) => theirs[of])),
			target: { mostRatio: 1 },
		});
		return {
			figures: [
				figure('throughput.time', 'time of the node', 'nodeMs'),
				figure('throughput.cpu', 'CPU of n8n', 'cpuMs'),
			],
			raw: { items, repeats },
		};
	},
};

/** Runs a workflow against an emulator that only takes tasks in, and gives what its node took. */
async function costOf(
	{ server, ours: emulator }: Stage,
	workflow: PublishedWorkflow,
	node: string,
	items: number,
): Promise<Cost> {
	await emulator.reset({ workerSlots: 0 });
	await delay(REST_MS);
	const { result, cpuMs } = await watchingCpu(server.pid, async () => await workflow.run(items));
	const { from, to } = spanOf(result, node);
	const emitted = result.items(node).length;
	if (emitted !== items) throw new Error(`${node} emitted ${emitted} items of ${items}.`);
	return { nodeMs: to - from, cpuMs: cpuMs(from, to) };
}

/** What the emulator received, in the order of the prompts. */
async function bodies({ ours: emulator }: Stage): Promise<unknown[]> {
	const requests = await emulator.requests('run');
	const promptOf = (body: unknown) => JSON.stringify(body, ['prompt']);
	return requests.map(({ body }) => body).sort((a, b) => promptOf(a).localeCompare(promptOf(b)));
}

/**
 * Watches the processor time of a process during some work; `cpuMs` then gives what the process took
 * between two moments of it, each in milliseconds since 1970.
 */
async function watchingCpu<T>(pid: number, work: () => Promise<T>) {
	const samples = [await pidusage(pid)];
	let isOver = false;
	const watch = async () => {
		while (!isOver) {
			await delay(SAMPLE_EVERY_MS);
			samples.push(await pidusage(pid));
		}
	};
	const over = () => {
		isOver = true;
	};
	const [result] = await Promise.all([work().finally(over), watch()]);

	const takenAt = (time: number): number => {
		const after = samples.findIndex(({ timestamp }) => timestamp >= time);
		const [last, next] = [samples[after - 1], samples[after]];
		if (next === undefined || last === undefined) throw new Error('That moment was not watched.');
		const share = (time - last.timestamp) / (next.timestamp - last.timestamp);
		return last.ctime + share * (next.ctime - last.ctime);
	};
	return { result, cpuMs: (from: number, to: number) => takenAt(to) - takenAt(from) };
}
