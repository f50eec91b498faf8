import { randomUUID } from 'crypto';
import type { RunInputs } from '../api/client';
import { pause } from '../api/pause';
import { outcomeOf, WiroError } from '../api/wiroError';
import type { ItemParameters } from '../fields/parameters';
import { readCostLimits } from '../fields/spending';
import type { Estimate } from '../models/estimate';
import { estimateOfRun } from '../models/runPrice';
import type { EarlierTry } from './earlierTries';
import type { Execution } from './execution';

/** How long a task that has started waits for its price before it is handed on, in milliseconds. */
const LONGEST_WAIT_MS = 3_000;

/** The estimate of a Run whose price Wiro does not show. @throws whatever is not a failure of Wiro's */
function withoutPrice(error: unknown): Estimate {
	if (!(error instanceof WiroError)) throw error;
	return { certainty: 'unknown', note: `Its price could not be read: ${error.message}.` };
}

/**
 * Plans what an item's Run will cost, if the user has set a limit.
 * @param earlier what an earlier try has made of the Run
 * @throws WiroError if a limit is invalid
 */
export async function planCost(
	parameters: ItemParameters,
	{ models, memory, budget }: Execution,
	inputs: RunInputs,
	earlier: EarlierTry | undefined,
): Promise<void> {
	const { itemIndex, isTool } = parameters;
	const limits = readCostLimits(parameters.collection('options'));
	if (limits.perTask === undefined && limits.perExecution === undefined) return;
	// Its estimate still counts, and it is not sent again.
	if (earlier !== undefined && 'lost' in earlier) return;
	// A tool can be called again in the same words, and is paid again. A retry of an item is not.
	const key = isTool ? (earlier?.costKey ?? randomUUID()) : memory.keyOf(itemIndex, inputs);
	const priced = await outcomeOf(
		async () => await estimateOfRun(models, inputs, inputs.files.length),
	);
	const estimate = priced.ok ? priced.value : withoutPrice(priced.error);
	budget.plan(itemIndex, { key, estimate, isPaid: earlier !== undefined, ...limits });
}

/**
 * Asks what a Run that has started is expected to cost, in US dollars. The task does not wait long for
 * the answer, and goes on without it.
 */
export function expectedCost({ models }: Execution, inputs: RunInputs) {
	const asked = outcomeOf(async () => await estimateOfRun(models, inputs, inputs.files.length));
	return async (): Promise<number | undefined> => {
		const answered = new AbortController();
		const patience = outcomeOf(async () => await pause(LONGEST_WAIT_MS, answered.signal));
		const priced = await Promise.race([asked, patience.then(() => undefined)]);
		answered.abort();
		return priced?.ok ? priced.value.cost : undefined;
	};
}
