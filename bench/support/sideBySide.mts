/** The node and the hand-built workflow, doing the same at the same time. */
import type { Settings } from '../../emulator/control.mts';
import type { Emulator } from '../../emulator/start.mts';
import { handBuiltWorkflow } from '../workflows/handBuilt.mts';
import { nodeWorkflow } from '../workflows/node.mts';
import { PublishedWorkflow } from './published.mts';
import { secondsOf, spanOf } from './span.mts';
import type { Stage } from './stage.mts';

/** Something of both. */
export interface Pair<T> {
	ours: T;
	byHand: T;
}

/** A workflow, and the emulator that it works against. */
export interface Contender {
	workflow: PublishedWorkflow;
	emulator: Emulator;
}

/** Does something for both at the same time. */
export async function both<T, R>(pair: Pair<T>, work: (each: T) => Promise<R>): Promise<Pair<R>> {
	const [ours, byHand] = await Promise.all([work(pair.ours), work(pair.byHand)]);
	return { ours, byHand };
}

/** Makes both workflows. @param batchSize how many items the hand-built one takes at a time */
export async function contenders(stage: Stage, batchSize?: number): Promise<Pair<Contender>> {
	const { server, ours, byHand } = stage;
	return {
		ours: {
			emulator: ours,
			workflow: await PublishedWorkflow.create(server, (path) => nodeWorkflow(path)),
		},
		byHand: {
			emulator: byHand,
			workflow: await PublishedWorkflow.create(server, (path) =>
				handBuiltWorkflow(path, byHand, { batchSize }),
			),
		},
	};
}

/** Runs both with so many items against fresh emulators, and gives the seconds that each took. */
export async function race(
	pair: Pair<Contender>,
	items: number,
	settings: Partial<Settings>,
): Promise<Pair<number>> {
	await both(pair, async ({ emulator }) => await emulator.reset(settings));
	return await both(pair, async ({ workflow, emulator }) => {
		const execution = await workflow.run(items);
		const ended = (await emulator.tasks()).filter(({ pexit }) => pexit === '0').length;
		if (ended !== items) throw new Error(`Of ${items} tasks ${ended} were made.`);
		return secondsOf(spanOf(execution));
	});
}
