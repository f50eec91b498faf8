/** What a scenario of the bench is, what it gets and what it gives. */
import { execaNode } from 'execa';

import type { Emulator } from '../emulator/start.mts';
import { holds } from '../n8n/guards.mts';
import type { N8nServer } from '../n8n/server/server.mts';

/** Something measured or kept twice: for the Wiro node, and for what it is compared with. */
export interface Pair<T> {
	ours: T;
	theirs: T;
}

/** What a figure has to be: at most or below a number, or at most so many times what it is compared with. */
export type Target = { most: number } | { below: number } | { mostRatio: number };

/** One line of the results; `theirs` is left out where the node is compared with nothing. */
export interface Figure extends Partial<Pair<number>> {
	/** By which the chart finds it. */
	id: string;
	label: string;
	unit: 's' | 'ms' | 'MB' | '×' | 'calls' | 'calls/s';
	ours: number;
	target?: Target;
}

/** What a scenario found. */
export interface Outcome {
	figures: Figure[];
	/** What the figures were made of. */
	raw: unknown;
}

/** One n8n server and two emulators of Wiro, so that neither side takes the other's slots. */
export interface Stage extends Pair<Emulator> {
	server: N8nServer;
}

/** What a scenario works with. */
export interface Bench {
	/** The server and the emulators; they start with the first call. */
	stage: () => Promise<Stage>;
	/** Fewer items and one repeat, to try the scenario out. */
	quick: boolean;
}

/** A scenario. */
export interface Scenario {
	/** As `--only` takes it. */
	name: string;
	title: string;
	/** What the node is compared with, if anything. */
	comparedWith?: string;
	/** What a reader must know to make sense of the figures. */
	note?: string;
	measure(bench: Bench): Promise<Outcome>;
}

/** Does something for both sides at the same time. */
export async function both<T, R>(pair: Pair<T>, work: (each: T) => Promise<R>): Promise<Pair<R>> {
	const [ours, theirs] = await Promise.all([work(pair.ours), work(pair.theirs)]);
	return { ours, theirs };
}

/** Writes a line about the bench's progress, with the time. */
export function tell(line: string): void {
	console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}

/**
 * Runs a file in a Node process of its own, with --expose-gc, and gives the object that it writes as
 * JSON; throws when it fails or when one of the keys is missing.
 */
export async function inOwnProcess<T>(
	file: string,
	args: Array<string | number>,
	keys: Array<keyof T & string>,
): Promise<T> {
	const { stdout } = await execaNode(file, args.map(String), {
		nodeOptions: ['--expose-gc'],
		ipc: false,
		stderr: 'inherit',
	});
	const measured: unknown = JSON.parse(stdout);
	if (!holds<T>(...keys)(measured)) throw new Error(`${file} wrote ${stdout}`);
	return measured;
}
