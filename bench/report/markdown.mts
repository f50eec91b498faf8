/** The results as docs/BENCHMARK.md. */
import { missed, type Outcomes, type Section, sectionsOf, withUnit } from './rows.mts';

/** Where and when was measured. */
export interface Circumstances {
	date: string;
	cores: number;
	processor: string;
	memoryGb: number;
	n8n: string;
	node: string;
}

/** Writes the results. */
export function markdown(outcomes: Outcomes, circumstances: Circumstances): string {
	const { date, cores, processor, memoryGb, n8n, node } = circumstances;
	return `${[
		'# Benchmark',
		'Made by `npm run bench`; the raw figures are in [bench.json](measurements/bench.json).',
		'![How long items take and how soon the end of a task is noticed: the node, a hand-built loop, and one item after the other](bench.svg)',
		`${date}, ${cores} cores (${processor}), ${memoryGb} GB of memory, n8n ${n8n}, Node ${node}.`,
		HOW,
		...sectionsOf(outcomes).map(section),
		misses(outcomes),
	].join('\n\n')}\n`;
}

const HOW =
	"The node and what a user would build by hand without it (HTTP Request, a signing Crypto node, a Wait of 5 s and an IF that goes round) run in the same n8n server at the same time, each against an emulator of Wiro of its own in real time; times are n8n's own record of the execution, and figures of several runs are medians. Run alone is measured in turn instead (CPU of n8n's process from Linux), the waiting tasks on n8n's engine in a process of their own, and loading in fresh processes.";

function section({ title, note, header, rows }: Section): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const rule = header.map((_, column) => (column === 0 ? '---' : '--:'));
	const notes = note === undefined ? [] : [note, ''];
	return [`## ${title}`, '', ...notes, ...[header, rule, ...rows].map(line)].join('\n');
}

function misses(outcomes: Outcomes): string {
	const lines = missed(outcomes).map(
		({ label, ours, unit, target }) =>
			`- ${label}: ${withUnit(ours, unit)}, and the target was ${target?.text ?? ''}.`,
	);
	return lines.length === 0
		? 'Every target is met.'
		: ['## Missed targets', '', ...lines].join('\n');
}
