import { describe, expect, it } from '@jest/globals';

import {
	dataObjects,
	isDataObject,
	isWebUrl,
	number,
	text,
	time,
} from '../../dist/nodes/Wiro/api/values.js';

describe('Values from outside', () => {
	it.each([
		['some words', 'some words'],
		[' 42\n', '42'],
		[42, '42'],
		[0, '0'],
		['', undefined],
		['  ', undefined],
		[NaN, undefined],
		[Infinity, undefined],
		[null, undefined],
		[undefined, undefined],
		[true, undefined],
		[{}, undefined],
		[['a'], undefined],
	])('%j is the text %j', (value, expected) => {
		expect(text(value)).toBe(expected);
	});

	it.each([
		['6.0000', 6],
		['0.003510000000', 0.00351],
		[' 17 ', 17],
		['-1', -1],
		[5.5, 5.5],
		['0', 0],
		['', undefined],
		['abc', undefined],
		['5 s', undefined],
		['Infinity', undefined],
		[null, undefined],
		[undefined, undefined],
		[[5], undefined],
		[true, undefined],
	])('%j is the number %j', (value, expected) => {
		expect(number(value)).toBe(expected);
	});

	it.each([
		['1734513809', '2024-12-18T09:23:29.000Z'],
		[1734513809, '2024-12-18T09:23:29.000Z'],
		['1734513809.5', '2024-12-18T09:23:29.500Z'],
		['0', undefined],
		['-1', undefined],
		['', undefined],
		['yesterday', undefined],
		['1e300', undefined],
		[null, undefined],
	])('%j in unix seconds is the time %j', (value, expected) => {
		expect(time(value)).toBe(expected);
	});

	it.each([
		['https://example.com/cat.jpg?size=1', true],
		['http://127.0.0.1:3000/cat.jpg', true],
		['HTTPS://EXAMPLE.COM/CAT.JPG', true],
		['ftp://example.com/cat.jpg', false],
		['file:///cat.jpg', false],
		['data:image/png;base64,AAAA', false],
		['javascript:alert(1)', false],
		['example.com/cat.jpg', false],
		['cat.jpg', false],
		['https://', false],
		['', false],
	])('%j is a web address: %j', (value, expected) => {
		expect(isWebUrl(value)).toBe(expected);
	});

	it('are objects when they are neither null nor lists', () => {
		expect([{}, { a: 1 }].every(isDataObject)).toBe(true);
		expect([null, undefined, [], 'text', 1].some(isDataObject)).toBe(false);
	});

	it('give only the objects of a list', () => {
		expect(dataObjects([{ a: 1 }, null, 'text', [{}], { b: 2 }])).toEqual([{ a: 1 }, { b: 2 }]);
		expect([undefined, null, {}, '[{}]'].flatMap(dataObjects)).toEqual([]);
	});
});
