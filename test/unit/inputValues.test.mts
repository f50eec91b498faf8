import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { asSent, sentValue } from '../../dist/nodes/Wiro/models/inputValue.js';
import { readSchema } from '../../dist/nodes/Wiro/models/schema.js';

/** The value that is sent for a given one, of an input that Wiro describes like this. */
function sent(item: IDataObject, given: unknown) {
	const items = [{ id: 'x', label: 'X', ...item }];
	return readSchema({ parameters: [{ title: '', items }] }).map((input) => sentValue(input, given));
}

function expectRefused(item: IDataObject, given: unknown, message: string, nextStep: string) {
	expect(() => sent(item, given)).toThrow(
		expect.objectContaining({ message, nextStep, isUserInput: true }),
	);
}

describe('A number', () => {
	it.each([
		['as a number where the default is one', { default: 5 }, '7', 7],
		['as a number where there is no default', {}, '7,5', 7.5],
		['as a text where the default is one', { default: '5.0' }, 7, '7'],
		['as the default is written, if it equals it', { default: '5.0' }, 5, '5.0'],
		['at its lower limit', { min: 1, max: 10 }, 1, 1],
		['at its upper limit', { min: 1, max: 10 }, '10', 10],
	])('is sent %s', (_how, item, given, expected) => {
		expect(sent({ type: 'float', ...item }, given)).toEqual([expected]);
	});

	it.each([
		['the default', { default: '5.0', min: 1, max: 10 }, 5],
		['the default without limits', { default: 4 }, 4],
		['the lower limit', { min: 2, max: 10 }, 2],
		['the upper limit', { max: 9 }, 9],
		['one', {}, 1],
	])('is explained with %s if something else is given', (_example, item, example) => {
		expectRefused(
			{ type: 'float', ...item },
			'many',
			'\'X\' must be a number, but is "many"',
			`Use a number such as ${example}.`,
		);
	});

	it.each([
		[{ min: 1, max: 10 }, 0, 'from 1 to 10', 1],
		[{ min: 1, max: 10 }, 11, 'from 1 to 10', 10],
		[{ min: 1 }, -2, 'of 1 or more', 1],
		[{ max: 10 }, 11, 'up to 10', 10],
	])('is refused outside of %j: %j', (limits, given, range, nearest) => {
		expectRefused(
			{ type: 'number', ...limits },
			given,
			`'X' is ${given}, but must be a number ${range}`,
			`Use ${nearest}, or another number ${range}.`,
		);
	});

	it('is refused if it can mean two, which are both named', () => {
		expectRefused(
			{ type: 'number' },
			'20,000',
			'\'X\' is "20,000", which can mean 20 or 20000',
			'Write 20 or 20000.',
		);
	});

	it('is refused as a fraction where a whole one is needed, with the nearest', () => {
		expectRefused(
			{ type: 'integer' },
			'99.6',
			"'X' is 99.6, but must be a whole number",
			'Use 100.',
		);
	});
});

describe('A choice', () => {
	const options = [
		{ label: 'High', value: '1080p' },
		{ label: 'Low', value: '480p' },
		{ label: 'Twice', value: 2 },
	];

	it.each([
		['its value', '480p', '480p'],
		['its value in other letters', '480P', '480p'],
		['its value with white space', ' 480p\n', '480p'],
		['its label', 'High', '1080p'],
		['its label in other letters', ' hIGH', '1080p'],
		['the text of a number', '2', 2],
		['a number', 2, 2],
		['a value that the schema does not list', '4K', '4K'],
		['a list', ['480p', '1080p'], ['480p', '1080p']],
	])('is sent for %s', (_what, given, expected) => {
		expect(sent({ type: 'select', options }, given)).toEqual([expected]);
	});

	it('is the one that is written in the same letters, if there are two', () => {
		const letters = [{ value: 'a' }, { value: 'A' }];
		expect(sent({ type: 'select', options: letters }, 'A')).toEqual(['A']);
		expect(sent({ type: 'select', options: letters }, 'a')).toEqual(['a']);
	});

	it('is the one with such a value, even if another has it as its label', () => {
		const crossed = [
			{ label: 'Fast', value: 'slow' },
			{ label: 'Slow', value: 'fast' },
		];
		expect(sent({ type: 'select', options: crossed }, 'Fast')).toEqual(['fast']);
	});
});

describe('A switch', () => {
	it.each([
		['a number where the default is one', 0, 'yes', 1],
		['a number where the default is one', 1, false, 0],
		['a boolean where the default is one', true, 'no', false],
		['a boolean where the default is one', false, 1, true],
		['a text where the default is one', 'false', true, 'true'],
		['a text where there is no default', undefined, 'off', 'false'],
	])('is sent as %s: %j, given %j', (_form, usual, given, expected) => {
		expect(sent({ type: 'checkbox', default: usual }, given)).toEqual([expected]);
	});

	it('takes the choices that the model has for it', () => {
		const options = [
			{ label: 'With Sound', value: 'sound' },
			{ label: 'Silent', value: 'none' },
		];
		expect(sent({ type: 'radio', options }, 'with sound')).toEqual(['sound']);
		expect(sent({ type: 'switch', options }, 'with sound')).toEqual(['sound']);
	});

	it('is refused if it is neither on nor off', () => {
		expectRefused(
			{ type: 'checkbox' },
			'half',
			'\'X\' must be true or false, but is "half"',
			'Use true or false.',
		);
	});
});

describe('JSON', () => {
	const written = '{ "depth": 2 }';

	it.each([
		['an object if the default is one', {}, written, { depth: 2 }],
		['an object if there is no default', undefined, written, { depth: 2 }],
		['a text, as it is written, if the default is one', '{}', written, written],
		['an object if an object is given', '{}', { depth: 2 }, { depth: 2 }],
		['a list', [], '[1, 2]', [1, 2]],
		['nothing if it is null', {}, 'null', ''],
	])('is sent as %s', (_form, usual, given, expected) => {
		expect(sent({ type: 'json', default: usual }, given)).toEqual([expected]);
	});

	it('is refused if it cannot be read', () => {
		expectRefused(
			{ type: 'json' },
			'{',
			"'X' is not valid JSON",
			'Enter a JSON object such as { "name": "value" }, or a list such as ["one", "two"].',
		);
	});
});

describe('A text', () => {
	it.each([
		['a number', 12, '12'],
		['true', true, 'true'],
		['a text with white space around it', '  A fox\n', '  A fox\n'],
	])('is sent for %s', (_what, given, expected) => {
		expect(sent({ type: 'text' }, given)).toEqual([expected]);
		expect(sent({ type: 'textarea' }, given)).toEqual([expected]);
	});

	it.each(['text', 'textarea'])('cannot be an object: %s', (type) => {
		expectRefused({ type }, { words: 'x' }, "'X' must be text, but is an object", 'Enter text.');
	});

	it('may be an object or a list for a type that is not known', () => {
		expect(sent({ type: 'colorpicker' }, { red: 1 })).toEqual([{ red: 1 }]);
		expect(sent({ type: 'colorpicker' }, ['red'])).toEqual([['red']]);
	});
});

describe('A value that JSON cannot hold', () => {
	it.each([
		['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
		['a date that is none', new Date(NaN), ''],
		['infinity', Infinity, ''],
		['null', null, ''],
		['undefined', undefined, ''],
	])('is sent as a text: %s', (_what, given, expected) => {
		expect(asSent(given)).toBe(expected);
	});
});
