/**
 * `npm run bench`: the node beside what a user would build without it, and what it costs n8n. A whole
 * run renews docs/BENCHMARK.md, docs/bench.svg and docs/measurements/bench.json. `--only NAME,NAME`
 * runs some scenarios; `--quick` tries them out with fewer items, and its figures are not for the docs.
 */
import { parseArgs } from 'node:util';

import { loading } from './loading.mts';
import { fiveSlots, freeSlots } from './manyItems.mts';
import { notice } from './notice.mts';
import { type Result, print, writeDocs } from './report.mts';
import { type Bench, type Scenario, type Stage, tell } from './scenario.mts';
import { N8N_VERSION, openStage } from './stage.mts';
import { throughput } from './throughput.mts';
import { uploads } from './uploads.mts';
import { waiting } from './waiting.mts';

/**
 * The scenarios in the order of the report. They run from the last to the first: those that have a
 * process of their own come before the n8n server starts.
 */
const SCENARIOS = [freeSlots, fiveSlots, notice, throughput, waiting, uploads, loading];

/** What a shell reports of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

const cleanup = new AsyncDisposableStack();
try {
	await Promise.race([measure(), interruption()]);
} catch (error) {
	process.exitCode ??= 1;
	console.error(error instanceof Error ? error.message : error);
} finally {
	await cleanup.disposeAsync();
}
// An interrupted scenario would go on for a while.
process.exit();

async function measure(): Promise<void> {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
	});
	const only = values.only?.split(',').map(scenarioOf) ?? SCENARIOS;
	const chosen = SCENARIOS.filter((scenario) => only.includes(scenario));
	let stage: Promise<Stage> | undefined;
	const bench: Bench = { quick: values.quick, stage: () => (stage ??= openStage(cleanup)) };
	const results: Result[] = [];
	for (const scenario of chosen.toReversed()) {
		tell(scenario.title);
		results.unshift({ scenario, outcome: await scenario.measure(bench) });
	}
	await print(results);
	const isWhole = chosen.length === SCENARIOS.length && !values.quick;
	if (isWhole) await writeDocs(results, N8N_VERSION);
}

function scenarioOf(name: string): Scenario {
	const scenario = SCENARIOS.find((each) => each.name === name.trim());
	if (scenario !== undefined) return scenario;
	const names = SCENARIOS.map((each) => each.name).join(',');
	throw new Error(`There is no scenario "${name}". Give some of ${names} to --only.`);
}

/** Throws with the first Ctrl-C; npm passes the terminal's on, so that it comes twice. */
async function interruption(): Promise<never> {
	return await new Promise((_, reject) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.on(signal, () => {
				process.exitCode = INTERRUPTED;
				reject(new Error('Stopped.'));
			});
		}
	});
}
