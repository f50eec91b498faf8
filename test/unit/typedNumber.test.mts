import { describe, expect, it } from '@jest/globals';

import { typedNumber } from '../../dist/nodes/Wiro/fields/number.js';

describe('A number', () => {
	it.each<[unknown, number]>([
		[-2.5, -2.5],
		['5', 5],
		['+5', 5],
		['+ 5', 5],
		['-5', -5],
		['- 5', -5],
		['\u22125', -5],
		['1e-5', 0.00001],
		['-1e-5', -0.00001],
		['-2,5', -2.5],
		['1,000.5', 1_000.5],
		['1.000,25', 1_000.25],
		['-1,234,567.125', -1_234_567.125],
		['1.234.567,1', 1_234_567.1],
		["1'000.5", 1_000.5],
	])('is read from %j', (given, value) => {
		expect(typedNumber(given)).toEqual({ value });
	});

	it.each<[string, [number, number]]>([
		['1,000', [1, 1_000]],
		['+12,345', [12.345, 12_345]],
		['-1,250', [-1.25, -1_250]],
	])('can be either of two where %j is written', (given, either) => {
		expect(typedNumber(given)).toEqual({ either });
	});

	it.each([
		'',
		'-',
		'+-5',
		'5-',
		'5 fps',
		'about 5',
		'1,00.5',
		'1.00,5',
		'1,000.5.5',
		'1e999',
		Infinity,
		NaN,
		true,
		null,
		undefined,
		[5],
	])('is not read from %j', (given) => {
		expect(typedNumber(given)).toBeUndefined();
	});
});
