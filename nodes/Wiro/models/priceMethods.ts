import type { PriceRule } from './price';
import type { RunQuantities } from './runQuantities';

/**
 * How certain a cost is. `exact`: a fixed price and known quantities; `estimate`: worked out from the
 * inputs, but measured by Wiro after the run; `average`: what runs of the model cost on average;
 * `atLeast`: a lower bound; `unclear`: there are prices, but the inputs do not tell what they come to;
 * `unknown`: there is no price that the node understands.
 */
export type Certainty = 'exact' | 'estimate' | 'average' | 'atLeast' | 'unclear' | 'unknown';

/** What a run will cost. */
export interface Estimate {
	/** USD; undefined if nothing can be said. */
	cost?: number;
	certainty: Certainty;
	/** The billing method in Wiro's words. */
	method?: string;
	/** One or more sentences for the user: what the cost rests on, or why there is none. */
	note?: string;
}

/** A price list entry whose amounts could be read. */
export type PricedRule = PriceRule & { price: number };

/** What a cost is worked out from. */
export interface Quantities extends RunQuantities {
	/** Seconds of computing that a run of the model takes on average. */
	averageSeconds?: number;
}

/** A billing method. */
export interface PriceMethod {
	/** What the price is for, such as "per run"; undefined if the price says nothing. */
	unit?: string;
	/** For how many characters or tokens `unit` is. The price is for one. */
	unitCount: number;
	/** Whether it is known what `priceExtra` and `priceInput` mean with this method. */
	hasSurcharges?: boolean;
	estimate: (rule: PricedRule, quantities: Quantities) => Estimate;
}

/** Wiro counts started tiers of 1024 × 1024 pixels. */
const TIER_PIXELS = 1_048_576;

/** What is usual for English text. Other languages need more tokens. */
const CHARACTERS_PER_TOKEN = 4;

const OPEN_OUTPUTS = 'The inputs do not say how many outputs there will be.';

function unclear(note: string): Estimate {
	return { certainty: 'unclear', note };
}

/** A number with its noun: "1 image", "5.06 seconds". */
function counted(value: number, noun: string): string {
	return `${Number(value.toFixed(2))} ${noun}${value === 1 ? '' : 's'}`;
}

/** By seconds of something that Wiro measures after the run. */
function bySeconds(of: 'videoSeconds' | 'audioSeconds', name: string): PriceMethod['estimate'] {
	return ({ price }, quantities) => {
		const length = quantities[of];
		if (length === undefined) {
			return unclear(
				`Wiro charges by the second of ${name}, and the inputs do not give its length.`,
			);
		}
		const isOfOutputs = of === 'videoSeconds';
		const files = isOfOutputs ? (quantities.outputs ?? 1) : 1;
		const isOpen = isOfOutputs && quantities.outputsAreOpen === true;
		const note = `This is for ${counted(length * files, 'second')} of ${name}.`;
		return {
			cost: price * length * files,
			certainty: isOpen ? 'atLeast' : 'estimate',
			note: isOpen ? `${note} ${OPEN_OUTPUTS}` : note,
		};
	};
}

function byRun({ price }: PricedRule): Estimate {
	return { cost: price, certainty: 'exact' };
}

function byOutput({ price }: PricedRule, quantities: Quantities): Estimate {
	const { outputs, outputsAreMaximum = false } = quantities;
	if (outputs === undefined) {
		return {
			cost: price,
			certainty: 'atLeast',
			note: 'This is for one output. The inputs do not say how many there will be.',
		};
	}
	return outputsAreMaximum
		? {
				cost: price * outputs,
				certainty: 'estimate',
				note: `This is for ${counted(outputs, 'output')}, the most that the run may make.`,
			}
		: { cost: price * outputs, certainty: 'exact' };
}

function byToken({ price }: PricedRule, { promptLength }: Quantities): Estimate {
	if (promptLength === undefined) return unclear('Wiro charges by the token.');
	const tokens = Math.ceil(promptLength / CHARACTERS_PER_TOKEN);
	return {
		cost: price * tokens,
		certainty: 'atLeast',
		note: `This is for the prompt alone, roughly ${counted(tokens, 'token')}. The tokens of the answer are added.`,
	};
}

function byPixel(rule: PricedRule, quantities: Quantities): Estimate {
	const { price, extra = price, input = 0 } = rule;
	const { pixels, outputs = 1, outputsAreOpen = false, inputImages } = quantities;
	const tiers = Math.ceil((pixels ?? TIER_PIXELS) / TIER_PIXELS);
	const made = (price + extra * (tiers - 1)) * outputs;
	// By the tiers of which image is not documented: one tier each is the least.
	const taken = input * (inputImages ?? 0);
	const hasOpenInput = input > 0 && inputImages !== 0;
	const notes = [
		...(pixels === undefined
			? ['This is for up to 1024 × 1024 pixels. The inputs do not give the size.']
			: []),
		...(outputsAreOpen ? [OPEN_OUTPUTS] : []),
		...(hasOpenInput ? ['Input images are charged by their size, which is not known.'] : []),
	];
	if (notes.length > 0) {
		return { cost: made + taken, certainty: 'atLeast', note: notes.join(' ') };
	}
	if (outputs === 1) return { cost: made, certainty: 'exact' };
	return {
		cost: made,
		certainty: 'estimate',
		note: `This is for ${counted(outputs, 'output')} of this size.`,
	};
}

function byCharacter({ price }: PricedRule, { promptLength }: Quantities): Estimate {
	if (promptLength === undefined) {
		return unclear('Wiro charges by the character of the prompt, and the inputs have no prompt.');
	}
	return {
		cost: price * promptLength,
		certainty: 'estimate',
		note: `This is for a prompt of ${counted(promptLength, 'character')}.`,
	};
}

function byComputing({ price }: PricedRule, { averageSeconds }: Quantities): Estimate {
	if (averageSeconds === undefined) {
		return unclear('Wiro charges by the second of computing, and gives no usual time.');
	}
	return {
		cost: price * averageSeconds,
		certainty: 'average',
		note: `This is for the usual ${counted(averageSeconds, 'second')} of computing.`,
	};
}

/**
 * The documented billing methods. Source: Wiro's documentation of pricing (2026); none has been tried.
 *
 * | method | cost | known before the run |
 * | --- | --- | --- |
 * | cpr | price | yes |
 * | cps | price × seconds of computing | on average |
 * | cpo | price × outputs, once if there is none | if a field gives the number |
 * | cpt | price × tokens of prompt and answer | the prompt's, roughly |
 * | cp-pixel | price for the first 1,048,576 pixels, `priceExtra` (else the price again) for each further started 1,048,576; `priceInput` for each input image and tier | if fields give the size, none leaves the number of outputs open, and there is no priced input image |
 * | cp-audiosecondslength | price × seconds of all input audio, measured | if a field gives them |
 * | cp-promptlength | price × characters of the prompt | nearly |
 * | cp-outputVideoLength | price × seconds of output video, measured | nearly, if fields give them |
 * | cp-realtimeturn | price × turns of a conversation | no |
 * | cp-readoutput | what the model's own output says | no |
 *
 * `priceExtra` and `priceInput` are documented for cp-pixel only.
 */
const METHODS = new Map<string, PriceMethod>(
	Object.entries({
		cpr: { unit: 'per run', unitCount: 1, estimate: byRun },
		cps: { unit: 'per second of computing', unitCount: 1, estimate: byComputing },
		cpo: { unit: 'per output', unitCount: 1, estimate: byOutput },
		cpt: { unit: 'per million tokens', unitCount: 1_000_000, estimate: byToken },
		'cp-pixel': { unit: 'per megapixel', unitCount: 1, estimate: byPixel, hasSurcharges: true },
		'cp-audiosecondslength': {
			unit: 'per second of audio',
			unitCount: 1,
			estimate: bySeconds('audioSeconds', 'input audio'),
		},
		'cp-promptlength': { unit: 'per 1,000 characters', unitCount: 1_000, estimate: byCharacter },
		'cp-outputvideolength': {
			unit: 'per second of video',
			unitCount: 1,
			estimate: bySeconds('videoSeconds', 'video'),
		},
		'cp-realtimeturn': {
			unit: 'per turn',
			unitCount: 1,
			estimate: () => unclear('Wiro charges for every turn of the conversation.'),
		},
		'cp-readoutput': {
			unitCount: 1,
			estimate: () => unclear('The model itself reports its cost after the run.'),
		},
	}),
);

/** The billing method of that name, in any case; undefined if it is not documented. */
export function priceMethod(name: string): PriceMethod | undefined {
	return METHODS.get(name.toLowerCase());
}
