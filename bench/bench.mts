/**
 * `npm run bench`: the node beside what a user would build by hand, and what it costs n8n. A whole
 * run renews docs/BENCHMARK.md, docs/bench.svg and docs/measurements/bench.json.
 */
import { SCENARIO_NAMES, readFlags } from './flags.mts';
import { printSection } from './report/print.mts';
import { type Outcomes, sectionsOf } from './report/rows.mts';
import { writeDocs } from './report/write.mts';
import { type Bench, SCENARIOS } from './scenarios/scenarios.mts';
import { Cleanup } from './support/cleanup.mts';
import { tell } from './support/progress.mts';
import { type Stage, openStage } from './support/stage.mts';

/** What a shell reports of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

const { names, quick } = readFlags(process.argv.slice(2));
const cleanup = new Cleanup();

async function measure(): Promise<void> {
	let opening: Promise<Stage> | undefined;
	const bench: Bench = { cleanup, quick, stage: () => (opening ??= openStage(cleanup)) };
	const outcomes: Outcomes = {};
	for (const name of names) {
		tell(SCENARIOS[name].title);
		outcomes[name] = await SCENARIOS[name].measure(bench);
	}
	for (const section of sectionsOf(outcomes)) printSection(section);
	const isWhole = !quick && SCENARIO_NAMES.every((name) => names.includes(name));
	if (isWhole) await writeDocs(outcomes);
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

try {
	await Promise.race([measure(), interruption()]);
} catch (error) {
	process.exitCode ??= 1;
	console.error(error instanceof Error ? error.message : error);
} finally {
	await cleanup.run();
}
// An interrupted scenario would go on for a while.
process.exit();
