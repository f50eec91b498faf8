import { describe, expect, it } from '@jest/globals';

import { readPrices } from '../../dist/nodes/Wiro/models/price.js';

const ANY = [{ inputs: {}, price: 0.04, priceMethod: 'cpr' }];

describe('The price list of a model', () => {
	it.each([
		['JSON text, as Wiro sends it', JSON.stringify(ANY)],
		['a list', ANY],
	])('is read from %s', (_form, dynamicprice) => {
		expect(readPrices({ dynamicprice })).toEqual({
			rules: [{ inputs: {}, price: 0.04, method: 'cpr' }],
		});
	});

	it.each([
		['missing', undefined],
		['null', null],
		['empty', ''],
		['an empty list', '[]'],
		['broken JSON', '[{"inputs":{},"price":0.04'],
		['JSON of another kind', '{"price":0.04}'],
		['a word', 'true'],
		['a list of other things', [null, 5, 'cpr']],
	])('is empty when it is %s', (_form, dynamicprice) => {
		expect(readPrices({ dynamicprice })).toEqual({ rules: [] });
	});

	it('takes numbers as texts, and inputs of every kind', () => {
		const dynamicprice = [
			{
				inputs: { resolution: '720p', duration: 5, hasAudio: true, style: '', size: ['1K', '2K'] },
				price: '0.13',
				priceMethod: ' cp-pixel ',
				priceExtra: '0.015',
				priceInput: 0.01,
			},
		];
		expect(readPrices({ dynamicprice }).rules).toEqual([
			{
				inputs: {
					resolution: ['720p'],
					duration: ['5'],
					hasAudio: ['true'],
					style: [''],
					size: ['1K', '2K'],
				},
				price: 0.13,
				method: 'cp-pixel',
				extra: 0.015,
				input: 0.01,
			},
		]);
	});

	it.each([
		['negative', { price: -0.04 }],
		['not a number', { price: NaN }],
		['a word', { price: 'free' }],
		['missing', {}],
		['a boolean', { price: true }],
		['fine, but its surcharge is negative', { price: 0.04, priceExtra: -1 }],
		['fine, but its surcharge is a word', { price: 0.04, priceInput: 'x' }],
	])('has an entry without a price when the price is %s', (_what, amounts) => {
		const [rule] = readPrices({
			dynamicprice: [{ ...ANY[0], price: undefined, ...amounts }],
		}).rules;
		expect(rule).toMatchObject({ method: 'cpr' });
		expect(rule).not.toHaveProperty('price');
	});

	it.each([
		['missing', undefined],
		['null', null],
		['an empty list', []],
	])('has an entry for any inputs when its inputs are %s', (_what, inputs) => {
		const [rule] = readPrices({ dynamicprice: [{ ...ANY[0], inputs }] }).rules;
		expect(rule).toHaveProperty('inputs', {});
	});

	it.each([
		['not an object', '720p', { inputs: [] }],
		['an empty text', '', { inputs: [] }],
		['a list', ['720p'], { inputs: [] }],
		['partly of such a kind', { size: ['1K', { width: 5 }] }, { size: [] }],
		['of a kind that no field has', { size: { width: 5 } }, { size: [] }],
	])(
		'has an entry that never applies for certain when its inputs are %s',
		(_what, inputs, read) => {
			const [rule] = readPrices({ dynamicprice: [{ ...ANY[0], inputs }] }).rules;
			expect(rule).toHaveProperty('inputs', read);
		},
	);

	it('has an entry without a method when Wiro gives none', () => {
		const dynamicprice = [{ inputs: {}, price: 0.04 }];
		expect(readPrices({ dynamicprice }).rules).toEqual([{ inputs: {}, price: 0.04, method: '' }]);
	});

	it('comes with the price of a second and the averages', () => {
		expect(
			readPrices({ cps: '0.000585', approximatelycost: '0.12', computingtime: '10 seconds' }),
		).toEqual({ rules: [], costPerSecond: 0.000585, averageCost: 0.12, averageSeconds: 10 });
	});

	it.each(['0', 0, '', null, 'NaN', '-1'])('leaves out figures that are %j', (value) => {
		expect(readPrices({ cps: value, approximatelycost: value, computingtime: value })).toEqual({
			rules: [],
		});
	});

	it.each([
		['5', 5],
		[8, 8],
		['8s', 8],
		['10 Seconds', 10],
		['1.5 minutes', 90],
		['2 min', 120],
		['1 hour', 3600],
		['10-20 seconds', undefined],
		['a while', undefined],
	])('reads a computing time of %j as %j seconds', (computingtime, seconds) => {
		expect(readPrices({ computingtime }).averageSeconds).toBe(seconds);
	});
});
