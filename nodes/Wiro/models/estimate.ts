import type { IDataObject } from 'n8n-workflow';
import type { ModelPrice, PriceRule } from './price';
import type { Estimate, Quantities } from './priceMethods';
import { chooseRules, hasUnknownInput } from './priceRules';
import { dollars } from './priceText';
import { costByRule } from './ruleCost';
import { runQuantities } from './runQuantities';

export type { Certainty, Estimate } from './priceMethods';

/** Average seconds of computing, as given or by the average cost, which is made from them. */
function averageSecondsOf(price: ModelPrice): number | undefined {
	const { averageSeconds, averageCost, costPerSecond } = price;
	if (averageSeconds !== undefined) return averageSeconds;
	if (averageCost === undefined || costPerSecond === undefined) return undefined;
	return averageCost / costPerSecond;
}

/** Without a price list Wiro charges by the second of computing. */
function withoutRules(price: ModelPrice): Estimate {
	const { averageCost, costPerSecond } = price;
	if (averageCost !== undefined) return { cost: averageCost, certainty: 'average', method: 'cps' };
	if (costPerSecond === undefined) return { certainty: 'unknown' };
	const rule = { inputs: {}, method: 'cps', price: costPerSecond };
	return costByRule(rule, { averageSeconds: averageSecondsOf(price) });
}

/** The names of inputs in a sentence: "a", "a and b", "a, b and c". */
function listed(names: string[]): string {
	return names.length < 2
		? names.join('')
		: `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function isSameCost(a: Estimate, b: Estimate): boolean {
	return a.cost !== undefined && a.cost === b.cost && a.certainty === b.certainty;
}

/** Of several entries that apply alike, the cheapest is the least that the run costs. */
function cheapest(first: Estimate, others: Estimate[]): Estimate {
	if (others.every((other) => isSameCost(first, other))) return first;
	const estimates = [first, ...others];
	const note = "More than one of the model's prices is for these inputs.";
	// One without a lower bound leaves none for all.
	const costs = estimates.flatMap(({ cost }) => cost ?? []);
	if (costs.length < estimates.length) return { certainty: 'unclear', note };
	const least = Math.min(...costs);
	return {
		cost: least,
		certainty: 'atLeast',
		...(estimates.every(({ method }) => method === first.method) && { method: first.method }),
		note: `${note} This is the lowest.`,
	};
}

/** The range of what a run may cost, as a sentence; empty if one cost is not known. */
function range(estimates: Estimate[]): string {
	const costs = estimates.flatMap(({ cost }) => cost ?? []);
	if (costs.length < estimates.length) return '';
	const [least, most] = [Math.min(...costs), Math.max(...costs)];
	return least === most
		? ` It may be ${dollars(least)}.`
		: ` It may be between ${dollars(least)} and ${dollars(most)}.`;
}

/**
 * Works out what a run will cost.
 *
 * @param price the model's price
 * @param fields the fields of the Run as sent, defaults included
 * @param imageFiles how many images the Run sends as files beside the fields, if that is known
 */
export function estimateCost(
	price: ModelPrice,
	fields: IDataObject,
	imageFiles?: number,
): Estimate {
	if (price.rules.length === 0) return withoutRules(price);
	const quantities: Quantities = {
		...runQuantities(fields, imageFiles),
		averageSeconds: averageSecondsOf(price),
	};
	const costs = (rules: PriceRule[]) => rules.map((rule) => costByRule(rule, quantities));
	const { certain, possible, unclearInputs } = chooseRules(price.rules, fields);
	const all = costs([...certain, ...possible]);
	const [first, ...others] = all;
	if (first === undefined) {
		return { certainty: 'unclear', note: "None of the model's prices is for these inputs." };
	}
	if (possible.length === 0) return cheapest(first, others);
	// Whichever applies, if they all come to the same; but one of them has to.
	const isOneCertain = certain.length > 0 && !possible.some(hasUnknownInput);
	if (isOneCertain && others.every((other) => isSameCost(first, other))) return first;
	return {
		certainty: 'unclear',
		...(all.every(({ method }) => method === first.method) && { method: first.method }),
		note: `It depends on ${listed(unclearInputs)}, which the inputs leave open.${possible.some(hasUnknownInput) ? '' : range(all)}`,
	};
}

/** Whether an estimate is good enough for a spending limit: an upper bound, or nearly. */
export function canConfirm(estimate: Estimate): estimate is Estimate & { cost: number } {
	const { cost, certainty } = estimate;
	return (
		cost !== undefined &&
		(certainty === 'exact' || certainty === 'estimate' || certainty === 'average')
	);
}
