import type { PriceRule } from './price';
import { priceMethod, type Estimate, type PricedRule, type Quantities } from './priceMethods';

/** Whether the amounts of a price list entry could be read. */
export function isPriced(rule: PriceRule): rule is PricedRule {
	return rule.price !== undefined;
}

/** An estimate where a surcharge of unknown meaning may come on top. */
function withSurcharge(estimate: Estimate): Estimate {
	const { certainty, note } = estimate;
	if (certainty === 'unclear') return estimate;
	const notes = [note, 'Wiro adds a surcharge that it does not explain.'];
	return { ...estimate, certainty: 'atLeast', note: notes.filter(Boolean).join(' ') };
}

/** What a run costs by this entry of the price list. */
export function costByRule(rule: PriceRule, quantities: Quantities): Estimate {
	const method = priceMethod(rule.method);
	if (method === undefined) {
		const note = 'Wiro uses a billing method for this model that this node does not know.';
		return { certainty: 'unknown', method: rule.method, note };
	}
	// Where a model reports its cost itself, the price of the entry says nothing.
	if (method.unit !== undefined && !isPriced(rule)) {
		const note = 'Wiro gives no valid price for these inputs.';
		return { certainty: 'unknown', method: rule.method, note };
	}
	const estimate = method.estimate({ ...rule, price: rule.price ?? 0 }, quantities);
	const hasSurcharge = (rule.extra ?? 0) > 0 || (rule.input ?? 0) > 0;
	const isExplained = !hasSurcharge || method.hasSurcharges === true;
	const { cost, ...others } = isExplained ? estimate : withSurcharge(estimate);
	return {
		// Floating point: 3 × 0.1 is 0.3. Wiro itself gives 12 decimals.
		...(cost !== undefined && { cost: Number(cost.toFixed(12)) }),
		...others,
		method: rule.method,
	};
}
