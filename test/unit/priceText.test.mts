import { describe, expect, it } from '@jest/globals';

import { readPrices } from '../../dist/nodes/Wiro/models/price.js';
import { dollars, priceLabel, priceSentence } from '../../dist/nodes/Wiro/models/priceText.js';

describe('An amount of dollars', () => {
	it.each([
		[0, '$0.00'],
		[0.04, '$0.04'],
		[0.3, '$0.30'],
		[0.125, '$0.125'],
		[0.000585, '$0.000585'],
		[0.0000005, '$0.0000005'],
		[0.0029615625, '$0.00296'],
		[0.9996, '$1.00'],
		[1, '$1.00'],
		[1.5, '$1.50'],
		[12.346, '$12.35'],
	])('%j is written as %s', (amount, written) => {
		expect(dollars(amount)).toBe(written);
	});
});

describe('The label of a price', () => {
	const label = (...entries: object[]) =>
		priceLabel(readPrices({ dynamicprice: entries.map((entry) => ({ inputs: {}, ...entry })) }));

	it.each([
		['cpr', 0.04, '$0.04 per run'],
		['cps', 0.000585, '$0.000585 per second of computing'],
		['cpo', 0.03, '$0.03 per output'],
		['cpt', 0.000002, '$2.00 per million tokens'],
		['cp-pixel', 0.03, '$0.03 per megapixel'],
		['cp-audiosecondslength', 0.0001, '$0.0001 per second of audio'],
		['cp-promptlength', 0.00003, '$0.03 per 1,000 characters'],
		['cp-outputVideoLength', 0.05, '$0.05 per second of video'],
		['cp-realtimeturn', 0.01, '$0.01 per turn'],
		['cp-readoutput', 0.01, 'price set by the model'],
		['cp-outputPictureCount', 0.01, 'price unknown'],
		['cpr', -1, 'price unknown'],
		['cpr', 0, 'free'],
	])('with %s at %j is "%s"', (priceMethod, price, expected) => {
		expect(label({ priceMethod, price })).toBe(expected);
	});

	it('gives the lowest of several prices', () => {
		const inputs = { resolution: '720p' };
		expect(
			label(
				{ priceMethod: 'cp-outputVideoLength', price: 0.1, inputs },
				{ priceMethod: 'cp-outputVideoLength', price: 0.05 },
			),
		).toBe('from $0.05 per second of video');
	});

	it('gives one price for all inputs once', () => {
		const inputs = { resolution: '720p' };
		expect(
			label({ priceMethod: 'cpr', price: 0.1, inputs }, { priceMethod: 'cpr', price: 0.1 }),
		).toBe('$0.10 per run');
	});

	it('gives a price for every billing method', () => {
		expect(label({ priceMethod: 'cpr', price: 0.04 }, { priceMethod: 'cpo', price: 0.01 })).toBe(
			'$0.04 per run or $0.01 per output',
		);
	});

	it('says "from" where surcharges may be added', () => {
		expect(label({ priceMethod: 'cp-pixel', price: 0.03, priceExtra: 0.015 })).toBe(
			'from $0.03 per megapixel',
		);
		expect(label({ priceMethod: 'cp-pixel', price: 0.03, priceInput: 0.01 })).toBe(
			'from $0.03 per megapixel',
		);
	});

	it.each([
		[{ approximatelycost: '0.12', cps: '0.001' }, 'about $0.12 per run (average)'],
		[{ computingtime: '10 seconds', cps: '0.001' }, 'about $0.01 per run (average)'],
		[{ cps: '0.000585' }, '$0.000585 per second of computing'],
		[{}, 'price unknown'],
	])('of a model without a price list, with %j, is "%s"', (tool, expected) => {
		expect(priceLabel(readPrices(tool))).toBe(expected);
	});
});

describe('The sentence about an estimate', () => {
	it.each([
		['exact', 'This run costs $0.13.'],
		['estimate', 'This run costs about $0.13.'],
		['average', 'A run of this model costs $0.13 on average.'],
		['atLeast', 'This run costs at least $0.13.'],
	] as const)('that is %s is "%s"', (certainty, sentence) => {
		expect(priceSentence({ cost: 0.13, certainty })).toBe(sentence);
	});

	it.each([
		['unclear', 'The cost of this run is not known in advance.'],
		['unknown', 'The price of this run is unknown.'],
	] as const)('that is %s is "%s"', (certainty, sentence) => {
		expect(priceSentence({ certainty })).toBe(sentence);
	});

	it('has the reason after it', () => {
		const note = 'This is for 5 seconds of video.';
		expect(priceSentence({ cost: 0.25, certainty: 'estimate', note })).toBe(
			'This run costs about $0.25. This is for 5 seconds of video.',
		);
	});
});
