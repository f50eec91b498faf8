import { describe, expect, it } from '@jest/globals';

import { estimateCost } from '../../dist/nodes/Wiro/models/estimate.js';
import { readPrices } from '../../dist/nodes/Wiro/models/price.js';

type Fields = Record<string, string | number | boolean | string[] | null>;
type Entry = [inputs: object, price: number];

/** What a run costs by prices per run. */
function choose(entries: Entry[], fields: Fields) {
	const dynamicprice = entries.map(([inputs, price]) => ({ inputs, price, priceMethod: 'cpr' }));
	return estimateCost(readPrices({ dynamicprice: JSON.stringify(dynamicprice) }), fields);
}

// The example of Wiro's documentation.
const VIDEO: Entry[] = [
	[{ resolution: '480p', duration: '5' }, 0.06],
	[{ resolution: '720p', duration: '5' }, 0.13],
	[{ resolution: '1080p', duration: '5' }, 0.29],
	[{ resolution: '480p', duration: '10' }, 0.12],
	[{ resolution: '720p', duration: '10' }, 0.26],
	[{ resolution: '1080p', duration: '10' }, 0.58],
];

describe('Of several prices', () => {
	it.each([
		['480p', '5', 0.06],
		['720p', '5', 0.13],
		['1080p', '10', 0.58],
	])('the one for %s and %s seconds counts', (resolution, duration, cost) => {
		const fields = { prompt: 'A cat', resolution, duration };
		expect(choose(VIDEO, fields)).toEqual({ cost, certainty: 'exact', method: 'cpr' });
	});

	it.each([
		[{ resolution: '720P', duration: 5 }],
		[{ resolution: ' 720p ', duration: '5.0' }],
		[{ resolution: '720p', duration: ['5'] }],
		[{ Resolution: '720p', DURATION: '5' }],
	])('one is found by values in another form: %j', (fields) => {
		expect(choose(VIDEO, fields)).toMatchObject({ cost: 0.13, certainty: 'exact' });
	});

	it.each([
		['true', true],
		[true, 'true'],
		[true, 'True'],
		['1024x1024', '1024 × 1024'],
		['1024*1024', '1024x1024'],
		['', ''],
		['', '  '],
		[['1K', '2K'], '2k'],
		[0, '0'],
	])('the input %j is the value %j', (wanted, given) => {
		expect(choose([[{ option: wanted }, 0.2]], { option: given }).certainty).toBe('exact');
	});

	it.each([
		['720p', '1080p'],
		['5', '50'],
		[true, 'false'],
		['', 'something'],
		[['1K', '2K'], '4K'],
		['5', '5s'],
		['1024x1024', '1025x1024'],
	])('the input %j is not the value %j', (wanted, given) => {
		expect(choose([[{ option: wanted }, 0.2]], { option: given })).toEqual({
			certainty: 'unclear',
			note: "None of the model's prices is for these inputs.",
		});
	});

	describe.each([
		['first', (entries: Entry[]) => entries],
		['last', (entries: Entry[]) => [...entries].reverse()],
	])('with the general one %s', (_place, ordered) => {
		const entries = ordered([
			[{}, 0.1],
			[{ resolution: '720p' }, 0.2],
			[{ resolution: '720p', audio: 'true' }, 0.3],
		]);

		it.each([
			[{ resolution: '480p', audio: true }, 0.1],
			[{ resolution: '720p', audio: false }, 0.2],
			[{ resolution: '720p', audio: true }, 0.3],
		])('the most specific one counts for %j', (fields, cost) => {
			expect(choose(entries, fields)).toMatchObject({ cost, certainty: 'exact' });
		});
	});

	it('the lowest is a lower bound when two apply alike', () => {
		const entries: Entry[] = [
			[{ resolution: '720p' }, 0.2],
			[{ audio: 'true' }, 0.15],
		];
		expect(choose(entries, { resolution: '720p', audio: true })).toMatchObject({
			cost: 0.15,
			certainty: 'atLeast',
			method: 'cpr',
			note: "More than one of the model's prices is for these inputs. This is the lowest.",
		});
	});

	it('the lowest is a lower bound when two apply alike by other methods', () => {
		const dynamicprice = [
			{ inputs: {}, price: 0.05, priceMethod: 'cpr' },
			{ inputs: {}, price: 0.05, priceMethod: 'cpo' },
		];
		expect(estimateCost(readPrices({ dynamicprice }), { prompt: 'A cat' })).toEqual({
			cost: 0.05,
			certainty: 'atLeast',
			note: "More than one of the model's prices is for these inputs. This is the lowest.",
		});
	});

	it('there is no cost when two apply alike and neither tells one', () => {
		const dynamicprice = [
			{ inputs: {}, price: 0.000001, priceMethod: 'cpt' },
			{ inputs: {}, price: 0.000002, priceMethod: 'cpt' },
		];
		expect(estimateCost(readPrices({ dynamicprice }), {})).toEqual({
			certainty: 'unclear',
			note: "More than one of the model's prices is for these inputs.",
		});
	});

	it('two that apply alike and are the same are one', () => {
		const entries: Entry[] = [
			[{}, 0.2],
			[{}, 0.2],
		];
		expect(choose(entries, {})).toMatchObject({ cost: 0.2, certainty: 'exact' });
	});

	it('there is no lower bound when one of two that apply alike cannot be read', () => {
		const entries: Entry[] = [
			[{}, 0.2],
			[{}, -1],
		];
		const estimate = choose(entries, {});
		expect(estimate.certainty).toBe('unclear');
		expect(estimate).not.toHaveProperty('cost');
	});

	it('a general one does not stand in for a specific one that cannot be read', () => {
		const entries: Entry[] = [
			[{}, 0.1],
			[{ resolution: '720p' }, -1],
		];
		expect(choose(entries, { resolution: '720p' }).certainty).toBe('unknown');
		expect(choose(entries, { resolution: '480p' })).toMatchObject({ cost: 0.1 });
	});
});

describe('Which price applies cannot be told', () => {
	it.each([
		['is missing', { duration: '5' }],
		['is empty', { duration: '5', resolution: '' }],
		['is null', { duration: '5', resolution: null }],
		['has several values', { duration: '5', resolution: ['480p', '720p'] }],
	])('when the field %s', (_why, fields) => {
		expect(choose(VIDEO, fields)).toEqual({
			certainty: 'unclear',
			method: 'cpr',
			note: 'It depends on resolution, which the inputs leave open. It may be between $0.06 and $0.29.',
		});
	});

	it('when several fields are missing, which are all named', () => {
		expect(choose(VIDEO, {}).note).toBe(
			'It depends on resolution and duration, which the inputs leave open. It may be between $0.06 and $0.58.',
		);
	});

	it('when three fields are missing', () => {
		const entries: Entry[] = [[{ resolution: '480p', duration: '5', audio: 'true' }, 0.1]];
		expect(choose(entries, {}).note).toBe(
			'It depends on resolution, duration and audio, which the inputs leave open. It may be $0.10.',
		);
	});

	it('when one of several prices has to apply for certain, and none does', () => {
		const entries: Entry[] = [
			[{ resolution: '480p' }, 0.1],
			[{ resolution: '720p' }, 0.1],
		];
		expect(choose(entries, {})).toEqual({
			certainty: 'unclear',
			method: 'cpr',
			note: 'It depends on resolution, which the inputs leave open. It may be $0.10.',
		});
	});

	it('when one of the prices cannot be read, which leaves the range open', () => {
		const entries: Entry[] = [
			[{ resolution: '480p' }, 0.1],
			[{ resolution: '720p' }, -1],
		];
		expect(choose(entries, {}).note).toBe('It depends on resolution, which the inputs leave open.');
	});

	it('when none of the prices can be read', () => {
		expect(choose([[{ resolution: '480p' }, -1]], {}).note).toBe(
			'It depends on resolution, which the inputs leave open.',
		);
	});

	it('when the methods differ, of which none is named', () => {
		const dynamicprice = [
			{ inputs: { resolution: '480p' }, price: 0.1, priceMethod: 'cpr' },
			{ inputs: { resolution: '720p' }, price: 0.2, priceMethod: 'cpo' },
		];
		expect(estimateCost(readPrices({ dynamicprice }), {})).not.toHaveProperty('method');
	});

	it('when an input of a price cannot be compared', () => {
		const entries: Entry[] = [[{ size: { width: 5 } }, 0.1]];
		expect(choose(entries, { size: '1K' })).toEqual({
			certainty: 'unclear',
			method: 'cpr',
			note: 'It depends on size, which the inputs leave open.',
		});
	});

	it('when the missing field could make another price of as many inputs apply', () => {
		const entries: Entry[] = [
			[{ audio: 'true' }, 0.1],
			[{ resolution: '720p' }, 0.2],
		];
		expect(choose(entries, { audio: true }).certainty).toBe('unclear');
	});

	it('when the missing field could make another price apply', () => {
		const entries: Entry[] = [
			[{}, 0.1],
			[{ resolution: '720p' }, 0.2],
		];
		expect(choose(entries, {}).certainty).toBe('unclear');
	});

	it('when the missing fields could make one of two others apply, of which one costs the same', () => {
		const entries: Entry[] = [
			[{}, 0.1],
			[{ resolution: '720p' }, 0.1],
			[{ audio: 'true' }, 0.2],
		];
		expect(choose(entries, {})).toEqual({
			certainty: 'unclear',
			method: 'cpr',
			note: 'It depends on resolution and audio, which the inputs leave open. It may be between $0.10 and $0.20.',
		});
	});

	it('except when it makes no difference', () => {
		const entries: Entry[] = [
			[{}, 0.1],
			[{ resolution: '720p' }, 0.1],
		];
		expect(choose(entries, {})).toEqual({ cost: 0.1, certainty: 'exact', method: 'cpr' });
	});

	it('except when a more specific price applies for certain', () => {
		const entries: Entry[] = [
			[{ audio: 'true' }, 0.1],
			[{ resolution: '720p', duration: '5' }, 0.2],
		];
		expect(choose(entries, { resolution: '720p', duration: 5 })).toMatchObject({ cost: 0.2 });
	});

	it.each([
		['alone', [[{ inputImage: 'QUANTITY:1' }, 0.1]]],
		[
			'beside a general price, even the same',
			[
				[{}, 0.1],
				[{ inputImage: 'QUANTITY:1' }, 0.1],
			],
		],
		['in lower case', [[{ inputImage: 'quantity: 3' }, 0.1]]],
		['among other values', [[{ inputImage: ['QUANTITY:1', 'https://example.com/a.png'] }, 0.1]]],
		['beside an input that fits', [[{ inputImage: 'QUANTITY:1', resolution: '720p' }, 0.1]]],
	] satisfies [string, Entry[]][])('with a quantity as an input, %s', (_where, entries) => {
		const fields = { inputImage: 'https://example.com/a.png', resolution: '720p' };
		const estimate = choose(entries, fields);
		expect(estimate).toEqual({
			certainty: 'unclear',
			method: 'cpr',
			note: 'It depends on inputImage, which the inputs leave open.',
		});
	});

	it('with a quantity as an input, even beside a missing one and the same price', () => {
		const entries: Entry[] = [
			[{}, 0.1],
			[{ inputImage: 'QUANTITY:1' }, 0.1],
			[{ resolution: '720p' }, 0.1],
		];
		expect(choose(entries, { inputImage: 'x' })).toEqual({
			certainty: 'unclear',
			method: 'cpr',
			note: 'It depends on inputImage and resolution, which the inputs leave open.',
		});
	});

	it('but a quantity does not matter where another input rules the price out', () => {
		const entries: Entry[] = [
			[{ inputImage: 'QUANTITY:1', resolution: '480p' }, 0.1],
			[{ resolution: '720p' }, 0.2],
		];
		expect(choose(entries, { inputImage: 'x', resolution: '720p' })).toMatchObject({
			cost: 0.2,
			certainty: 'exact',
		});
	});
});
