/** The results on the terminal. */
import { styleText } from 'node:util';

import type { Section } from './rows.mts';

/** Writes the results of a scenario as a table. */
export function printSection({ title, header, rows }: Section): void {
	const all = [header, ...rows];
	const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	console.log(`\n${styleText('bold', title)}`);
	for (const row of all) {
		const cells = row.map((cell, column) => {
			const width = widths[column] ?? 0;
			return column === 0 ? cell.padEnd(width) : cell.padStart(width);
		});
		console.log(`  ${cells.join('  ')}`.trimEnd());
	}
}
