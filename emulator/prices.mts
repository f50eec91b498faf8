/** What a run costs by its model's `dynamicprice`. */
import type { ModelRequest } from './modelInput.mts';
import type { PriceTier } from './models/model.mts';

/** What a price may be counted by. Of all outputs together, but `pixels`. */
export interface Measures {
	tokens: number;
	/** Seconds of sound or video. */
	outputSeconds: number;
	/** Pixels of one output. */
	pixels: number;
	outputs: number;
	inputFiles: number;
}

/** Pixels that count as one: Wiro's megapixel. */
const MEGAPIXEL = 1_048_576;

/**
 * What a run costs, in dollars; null when the model has no tier for it. Per Wiro's page on prices.
 * @param elapsedSeconds how long the run took
 */
export function priceOf(
	{ model, values }: ModelRequest,
	measures: Measures,
	elapsedSeconds: number,
): number | null {
	const tier = model.prices?.find(({ inputs }) =>
		Object.entries(inputs).every(([id, value]) => values[id] === value.replace(/^QUANTITY:/, '')),
	);
	if (tier === undefined) return null;
	return tier.price * unitsOf(tier, measures, elapsedSeconds, values) + extraOf(tier, measures);
}

function unitsOf(
	{ priceMethod }: PriceTier,
	{ outputs, tokens, outputSeconds }: Measures,
	elapsedSeconds: number,
	values: ModelRequest['values'],
): number {
	switch (priceMethod) {
		case 'cpr':
		case 'cp-pixel':
		case 'cp-realtimeturn':
			return 1;
		case 'cps':
			return elapsedSeconds;
		case 'cpo':
			return outputs;
		case 'cpt':
			return tokens;
		case 'cp-audiosecondslength':
		case 'cp-outputVideoLength':
			return outputSeconds;
		case 'cp-promptlength':
			return (values.prompt ?? '').length;
	}
}

/** cp-pixel: each started megapixel after the first, and each input image for each of them. */
function extraOf(tier: PriceTier, { pixels, inputFiles }: Measures): number {
	if (tier.priceMethod !== 'cp-pixel') return 0;
	const megapixels = Math.max(1, Math.ceil(pixels / MEGAPIXEL));
	const { priceExtra = 0, priceInput = 0 } = tier;
	return (megapixels - 1) * priceExtra + megapixels * inputFiles * priceInput;
}
