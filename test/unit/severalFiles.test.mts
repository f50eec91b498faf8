import { describe, expect, it } from '@jest/globals';

import { splitFiles } from '../../dist/nodes/Wiro/models/severalFiles.js';

const FIELDS = ['data', 'photo', 'front, back'];
const isField = (name: string) => FIELDS.includes(name);

const A = 'https://example.com/a.jpg';
const B = 'http://example.com/b.jpg';
/** Whose transformations have commas, and another URL after them. */
const RESIZED = `https://example.com/cdn-cgi/image/width=80,quality=75/${A}`;
const HTTP_WITH_COMMA = 'http://example.com/w_80,h_60/a.jpg';
const DATA_URL = 'data:image/png;base64,iVBORw0KGgo=';

describe('Several files of an input', () => {
	it.each<[given: string, expected: string[]]>([
		['data, photo', ['data', 'photo']],
		['data ,photo , ', ['data', 'photo']],
		[`${A},${B}`, [A, B]],
		[`${A}, ${B}`, [A, B]],
		[`${B},${DATA_URL}`, [B, DATA_URL]],
		[`${A}\r\n\r\n${B}\n`, [A, B]],
		[`  ${RESIZED} \n  data  `, [RESIZED, 'data']],
		[`"${A},${B}"`, [A, B]],
		[',,', []],
		[RESIZED, [RESIZED]],
		[HTTP_WITH_COMMA, [HTTP_WITH_COMMA]],
		[`${HTTP_WITH_COMMA},${RESIZED}`, [HTTP_WITH_COMMA, RESIZED]],
		[`${A},photo ,data`, [A, 'photo', 'data']],
		['https://example.com/data:1, side', ['https://example.com/data:1', 'side']],
		[DATA_URL, [DATA_URL]],
		[DATA_URL.replace(',', ', '), [DATA_URL.replace(',', ', ')]],
		[`${DATA_URL},${A}`, [DATA_URL, A]],
		[`${DATA_URL}, photo`, [DATA_URL, 'photo']],
		['front, back', ['front, back']],
		[`front, back\n${A}`, ['front, back', A]],
		['front, side', ['front', 'side']],
		['[not a list', ['[not a list']],
		['{"a": 1}', ['{"a": 1}']],
	])('are told apart in a text: %j', (given, expected) => {
		expect(splitFiles(given, false, isField)).toEqual(expected);
	});

	it.each<[given: unknown, expected: unknown[]]>([
		[`["${A}", "", null, "data"]`, [A, 'data']],
		['[]', []],
		[
			[A, '', ' ', null, undefined, B],
			[A, B],
		],
		[{ mimeType: 'image/png' }, [{ mimeType: 'image/png' }]],
		[true, [true]],
		[null, []],
		['', []],
	])('may be a list, also in JSON, without what is empty: %j', (given, expected) => {
		expect(splitFiles(given, false, isField)).toEqual(expected);
		expect(splitFiles(given, true, isField)).toEqual(expected);
	});

	it.each([`${A},${B}`, `${A}\n${B}`, 'data, photo'])(
		'are not looked for in the text of an input that takes one: %j',
		(given) => {
			expect(splitFiles(given, true, isField)).toEqual([given]);
		},
	);
});
