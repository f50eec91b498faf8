/** Run alone, for many items: the node against n8n's HTTP Request node making the same calls. */
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';

import { median } from 'simple-statistics';

import type { Emulator } from '../../emulator/start.mts';
import { type Outcome, atMost } from '../figure.mts';
import { CpuWatch } from '../support/cpu.mts';
import { tell } from '../support/progress.mts';
import { PublishedWorkflow } from '../support/published.mts';
import type { Pair } from '../support/sideBySide.mts';
import { spanOf } from '../support/span.mts';
import type { Stage } from '../support/stage.mts';
import { HTTP_REQUEST, httpRequestWorkflow } from '../workflows/httpRequest.mts';
import { WIRO, nodeWorkflow } from '../workflows/node.mts';

const ITEMS = 1000;
const REPEATS = 7;
const MOST_RATIO = 1;

/** Until n8n has saved an execution and is at rest again. */
const REST_MS = 3_000;

/** What the node took, in milliseconds. */
interface Cost {
	nodeMs: number;
	cpuMs: number;
}

/** Runs both in turn, each once to warm up and then several times. */
export async function throughput(stage: Stage, quick: boolean): Promise<Outcome> {
	const items = quick ? 300 : ITEMS;
	const { server, ours: emulator } = stage;
	const ours = await PublishedWorkflow.create(server, (path) =>
		nodeWorkflow(path, { waitForCompletion: false }),
	);
	const theirs = await PublishedWorkflow.create(server, (path) =>
		httpRequestWorkflow(path, emulator.baseUrl),
	);
	const repeats: Array<Pair<Cost>> = [];
	for (let round = 0; round <= (quick ? 2 : REPEATS); round++) {
		const ourCost = await costOf(stage, ours, WIRO, items);
		const ourBodies = await bodiesOf(emulator);
		const theirCost = await costOf(stage, theirs, HTTP_REQUEST, items);
		if (!isDeepStrictEqual(ourBodies, await bodiesOf(emulator))) {
			throw new Error('The two did not send the same.');
		}
		tell(`  ${JSON.stringify({ ours: ourCost, byHand: theirCost })}`);
		if (round > 0) repeats.push({ ours: ourCost, byHand: theirCost });
	}
	const figure = (id: string, label: string, of: (cost: Cost) => number) => {
		const ourMedian = median(repeats.map((pair) => of(pair.ours)));
		const theirMedian = median(repeats.map((pair) => of(pair.byHand)));
		const target = {
			...atMost(ourMedian / theirMedian, MOST_RATIO),
			text: `ratio ≤ ${MOST_RATIO.toFixed(1)}`,
		};
		return { id, label, unit: 'ms' as const, ours: ourMedian, byHand: theirMedian, target };
	};
	return {
		figures: [
			figure('throughput.time', `Run for ${items} items: time of the node`, (cost) => cost.nodeMs),
			figure('throughput.cpu', `Run for ${items} items: CPU of n8n`, (cost) => cost.cpuMs),
		],
		raw: { items, repeats },
	};
}

/** Runs a workflow against an emulator that only takes tasks in, and gives what its node took. */
async function costOf(
	{ server, ours: emulator }: Stage,
	workflow: PublishedWorkflow,
	node: string,
	items: number,
): Promise<Cost> {
	await emulator.reset({ workerSlots: 0 });
	await delay(REST_MS);
	const watch = new CpuWatch(server.pid);
	try {
		const execution = await workflow.run(items);
		const { from, to } = spanOf(execution, node);
		const emitted = execution.items(node).length;
		if (emitted !== items) throw new Error(`${node} emitted ${emitted} items of ${items}.`);
		return { nodeMs: to - from, cpuMs: watch.between(from, to) };
	} finally {
		watch.stop();
	}
}

/** What the emulator was sent, in the order of the prompts. */
async function bodiesOf(emulator: Emulator): Promise<unknown[]> {
	const requests = await emulator.requests('run');
	const promptOf = (body: unknown) => JSON.stringify(body, ['prompt']);
	return requests.map(({ body }) => body).sort((a, b) => promptOf(a).localeCompare(promptOf(b)));
}
