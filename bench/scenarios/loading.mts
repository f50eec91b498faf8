/** What loading the package adds to n8n's start. */
import { median } from 'simple-statistics';

import { type Outcome, under } from '../figure.mts';
import { runChild } from '../support/child.mts';
import type { Cleanup } from '../support/cleanup.mts';

const PROCESSES = 15;
const MOST_MS = 30;

/** Loads the package in fresh processes, one after the other. */
export async function loading(cleanup: Cleanup): Promise<Outcome> {
	const milliseconds: number[] = [];
	while (milliseconds.length < PROCESSES) {
		const value = await runChild(cleanup, ['bench/children/loading.mts']);
		if (typeof value !== 'number') throw new Error('The process gave no number.');
		milliseconds.push(value);
	}
	const ours = median(milliseconds);
	const label = 'loading the three classes, beyond n8n-workflow';
	return {
		figures: [{ id: 'loading', label, unit: 'ms', ours, target: under(ours, MOST_MS, ' ms') }],
		raw: { milliseconds },
	};
}
