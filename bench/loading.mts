/** What loading the package adds to n8n's start. */
import { execa } from 'execa';
import { median } from 'simple-statistics';

import type { Scenario } from './scenario.mts';

const PROCESSES = 15;

/** Loads every class that package.json names to n8n, as n8n does, and prints the milliseconds. */
const PROGRAM = `
	const { basename } = require('node:path');
	const { credentials, nodes } = require('./package.json').n8n;
	require('n8n-workflow');
	const start = performance.now();
	for (const file of [...credentials, ...nodes]) {
		const [className] = basename(file).split('.');
		new (require('./' + file)[className])();
	}
	console.log(performance.now() - start);
`;

/** Loads the package in fresh processes that have n8n-workflow, one after the other. */
export const loading: Scenario = {
	name: 'loading',
	title: 'Loading the package',
	async measure() {
		const milliseconds: number[] = [];
		while (milliseconds.length < PROCESSES) {
			const { stdout } = await execa(process.execPath, ['--eval', PROGRAM]);
			milliseconds.push(Number(stdout));
		}
		return {
			figures: [
				{
					id: 'loading',
					label: 'loading the three classes, on top of n8n-workflow',
					unit: 'ms',
					ours: median(milliseconds),
					target: { below: 30 },
				},
			],
			raw: { milliseconds },
		};
	},
};
