/** The results: as tables on the terminal, and as docs/BENCHMARK.md with its picture and raw figures. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';

import { format } from 'prettier';

import { chart } from './chart.mts';
import type { Figure, Outcome, Scenario } from './scenario.mts';

/** What a scenario found. */
export interface Result {
	scenario: Scenario;
	outcome: Outcome;
}

/** Where and when the figures were measured. */
export interface Circumstances {
	date: string;
	cores: number;
	processor: string;
	memoryGb: number;
	n8n: string;
	node: string;
}

const DIGITS = { s: 2, ms: 1, MB: 1, '×': 2, calls: 0, 'calls/s': 1 } as const;

const HOW = [
	'The node and an HTTP Request loop (what a user would build without the node: HTTP Request, a Crypto node for the signature, a Wait of 5 s, and an IF that goes back to it) run in the same n8n server at the same time, each against an emulator of Wiro of its own in real time.',
	"Times are n8n's own record of the execution, and figures of several runs are medians.",
	"Some things are measured otherwise: Run alone in turn (CPU of n8n's process from Linux), the waiting tasks on n8n's engine in a process of their own, and loading in fresh processes.",
].join(' ');

/** Writes the results on the terminal. */
export async function print(results: Result[]): Promise<void> {
	console.log(await formatted(results.map(section).join('\n\n'), 'markdown'));
}

/** Writes BENCHMARK.md, bench.svg and measurements/bench.json into docs/. */
export async function writeDocs(results: Result[], n8nVersion: string): Promise<void> {
	const circumstances: Circumstances = {
		date: new Date().toISOString().slice(0, 10),
		cores: availableParallelism(),
		processor: cpus()[0]?.model.trim() ?? 'unknown',
		memoryGb: Math.round(totalmem() / 1e9),
		n8n: n8nVersion,
		node: process.versions.node,
	};
	const outcomes = Object.fromEntries(
		results.map(({ scenario, outcome }) => [scenario.name, outcome]),
	);
	await mkdir('docs/measurements', { recursive: true });
	const raw = await formatted(JSON.stringify({ circumstances, outcomes }), 'json');
	await writeFile('docs/measurements/bench.json', raw);
	await writeFile('docs/BENCHMARK.md', await formatted(page(results, circumstances), 'markdown'));
	await writeFile('docs/bench.svg', chart(figuresOf(results)));
}

/** docs/BENCHMARK.md, before it is formatted. */
function page(results: Result[], circumstances: Circumstances): string {
	const { date, cores, processor, memoryGb, n8n, node } = circumstances;
	return [
		'# Benchmark',
		'Made by `npm run bench`; the raw figures are in [bench.json](measurements/bench.json).',
		'![How long items take and how soon the end of a task is noticed: the node, an HTTP Request loop, and one item after the other](bench.svg)',
		`${date}, ${cores} cores (${processor}), ${memoryGb} GB of memory, n8n ${n8n}, Node ${node}.`,
		HOW,
		...results.map(section),
		misses(figuresOf(results)),
	].join('\n\n');
}

function section({
	scenario: { title, comparedWith, note },
	outcome: { figures },
}: Result): string {
	const isCompared = comparedWith !== undefined;
	const header = ['', 'node', ...(isCompared ? [comparedWith, 'ratio'] : []), 'target', 'met'];
	const rows = figures.map((figure) => {
		const { label, unit, ours, theirs } = figure;
		const ratio = theirs === undefined || unit === '×' ? undefined : ours / theirs;
		const compared = [
			theirs === undefined ? '' : withUnit(theirs, unit),
			ratio === undefined || !Number.isFinite(ratio) ? '' : ratio.toFixed(2),
		];
		const { text, met } = targetOf(figure);
		return [label, withUnit(ours, unit), ...(isCompared ? compared : []), text, met];
	});
	const rule = header.map((_, column) => (column === 0 ? '---' : '--:'));
	const table = [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	return [`## ${title}`, ...(note === undefined ? [] : [note]), table].join('\n\n');
}

function misses(figures: Figure[]): string {
	const lines = figures
		.filter((figure) => targetOf(figure).met === 'no')
		.map((figure) => {
			const { label, ours, unit } = figure;
			return `- ${label}: ${withUnit(ours, unit)}, and the target was ${targetOf(figure).text}.`;
		});
	return lines.length === 0 ? 'Every target is met.' : `## Missed targets\n\n${lines.join('\n')}`;
}

function withUnit(value: number, unit: Figure['unit']): string {
	return unit === 'calls' ? value.toFixed(0) : `${value.toFixed(DIGITS[unit])} ${unit}`;
}

/** A figure's target and whether it is met, as texts; both are empty where it has none. */
function targetOf({ ours, theirs, unit, target }: Figure): { text: string; met: string } {
	if (target === undefined) return { text: '', met: '' };
	const yesOrNo = (met: boolean) => (met ? 'yes' : 'no');
	const shownUnit = unit === '×' || unit === 'calls' ? '' : ` ${unit}`;
	if ('most' in target) {
		return { text: `≤ ${target.most}${shownUnit}`, met: yesOrNo(ours <= target.most) };
	}
	if ('below' in target) {
		return { text: `< ${target.below}${shownUnit}`, met: yesOrNo(ours < target.below) };
	}
	const { mostRatio } = target;
	const isMet = theirs !== undefined && ours / theirs <= mostRatio;
	return { text: `ratio ≤ ${mostRatio.toFixed(1)}`, met: yesOrNo(isMet) };
}

function figuresOf(results: Result[]): Figure[] {
	return results.flatMap(({ outcome }) => outcome.figures);
}

/** As `npm run format` would have it. */
async function formatted(text: string, parser: 'markdown' | 'json'): Promise<string> {
	return await format(text, { parser, useTabs: true, printWidth: 100 });
}
