/** Writes the results into docs/. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';

import { format } from 'prettier';

import { N8N_VERSION } from '../support/stage.mts';
import { chart } from './chart.mts';
import { type Circumstances, markdown } from './markdown.mts';
import type { Outcomes } from './rows.mts';

const FOLDER = 'docs';
const RAW_FOLDER = `${FOLDER}/measurements`;

/** Writes BENCHMARK.md, bench.svg and the raw figures. */
export async function writeDocs(outcomes: Outcomes): Promise<void> {
	const circumstances: Circumstances = {
		date: new Date().toISOString().slice(0, 10),
		cores: availableParallelism(),
		processor: cpus()[0]?.model.trim() ?? 'unknown',
		memoryGb: Math.round(totalmem() / 1e9),
		n8n: N8N_VERSION,
		node: process.versions.node,
	};
	await mkdir(RAW_FOLDER, { recursive: true });
	// As `npm run format` would have it.
	const formatted = async (text: string, parser: string) =>
		await format(text, { parser, useTabs: true, printWidth: 100 });
	const raw = JSON.stringify({ circumstances, outcomes });
	await writeFile(`${RAW_FOLDER}/bench.json`, await formatted(raw, 'json'));
	const page = markdown(outcomes, circumstances);
	await writeFile(`${FOLDER}/BENCHMARK.md`, await formatted(page, 'markdown'));
	await writeFile(`${FOLDER}/bench.svg`, chart(outcomes));
}
