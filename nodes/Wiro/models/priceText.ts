import type { ModelPrice, PriceRule } from './price';
import { priceMethod, type Estimate } from './priceMethods';
import { isPriced } from './ruleCost';

const UNKNOWN = 'price unknown';

/** Figures that count in an amount below one dollar. */
const DIGITS = 3;
/** Wiro's own amounts have no more decimals. */
const MOST_DECIMALS = 12;

/** An amount in USD as a text: "$0.04", "$0.000585", "$1.50". Three figures below one dollar. */
export function dollars(amount: number): string {
	if (amount >= 1 || amount <= 0) return `$${amount.toFixed(2)}`;
	const decimals = DIGITS - 1 - Math.floor(Math.log10(amount));
	const written = amount.toFixed(Math.min(MOST_DECIMALS, Math.max(2, decimals)));
	return `$${written.replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/** What the entries with one billing method say together, such as "from $0.05 per run". */
function methodLabel(name: string, rules: PriceRule[]): string[] {
	const method = priceMethod(name);
	if (method === undefined) return [];
	if (method.unit === undefined) return ['price set by the model'];
	const priced = rules.filter(isPriced);
	if (priced.length === 0) return [];
	const prices = priced.map(({ price }) => price);
	const least = Math.min(...prices);
	const isOnlyPrice =
		priced.length === rules.length &&
		priced.every(
			({ price, extra = price, input = 0 }) => price === least && extra === least && input === 0,
		);
	if (isOnlyPrice && least === 0) return ['free'];
	return [`${isOnlyPrice ? '' : 'from '}${dollars(least * method.unitCount)} ${method.unit}`];
}

/** The price of a model in a few words, for a list entry: "$0.04 per run", "price unknown". */
export function priceLabel({
	rules,
	costPerSecond,
	averageCost,
	averageSeconds,
}: ModelPrice): string {
	if (rules.length > 0) {
		const names = [...new Set(rules.map(({ method }) => method.toLowerCase()))];
		const labels = names.map((name) =>
			methodLabel(
				name,
				rules.filter(({ method }) => method.toLowerCase() === name),
			),
		);
		return labels.flat().join(' or ') || UNKNOWN;
	}
	const average =
		averageCost ??
		(costPerSecond === undefined || averageSeconds === undefined
			? undefined
			: costPerSecond * averageSeconds);
	if (average !== undefined) return `about ${dollars(average)} per run (average)`;
	return costPerSecond === undefined
		? UNKNOWN
		: `${dollars(costPerSecond)} per second of computing`;
}

function costSentence({ cost, certainty }: Estimate): string {
	if (cost === undefined) {
		return certainty === 'unclear'
			? 'The cost of this run is not known in advance.'
			: 'The price of this run is unknown.';
	}
	switch (certainty) {
		case 'exact':
			return `This run costs ${dollars(cost)}.`;
		case 'estimate':
			return `This run costs about ${dollars(cost)}.`;
		case 'average':
			return `A run of this model costs ${dollars(cost)} on average.`;
		case 'atLeast':
			return `This run costs at least ${dollars(cost)}.`;
		case 'unclear':
		case 'unknown':
			return `This run may cost ${dollars(cost)}.`;
	}
}

/** An estimate in one or more sentences for the user, its note included. */
export function priceSentence(estimate: Estimate): string {
	return [costSentence(estimate), estimate.note].filter(Boolean).join(' ');
}
