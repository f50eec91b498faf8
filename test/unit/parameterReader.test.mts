import { describe, expect, it } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { ParameterReader } from '../../dist/nodes/Wiro/fields/parameters.js';
import { shown } from '../../dist/nodes/Wiro/fields/text.js';
import { readPatience, waitingOptions } from '../../dist/nodes/Wiro/fields/waiting.js';

/** A reader of one parameter, which is called `it`. */
function readerOf(given: unknown, property: Partial<INodeProperties> = {}): ParameterReader {
	const it: INodeProperties = { displayName: 'It', name: 'it', type: 'string', default: '' };
	return new ParameterReader(() => given, [{ ...it, ...property }]);
}

describe('A label in an error', () => {
	it.each([
		['Timeout (Minutes)', 'Timeout'],
		['Interval (Seconds)', 'Interval'],
		['Limit (USD)', 'Limit'],
		['Size (Pixels)', 'Size (Pixels)'],
		['Pause (Seconds) Between Tasks', 'Pause (Seconds) Between Tasks'],
	])('of %j is %j', (displayName, label) => {
		expect(readerOf('', { displayName }).label('it')).toBe(label);
	});
});

describe('A value in an error', () => {
	it.each<[unknown, string]>([
		[undefined, 'empty'],
		[null, 'empty'],
		['', 'empty'],
		[' \n', 'empty'],
		[0, '0'],
		[false, 'false'],
		[['a'], 'a list'],
		[{ a: 1 }, 'an object'],
		['a "b"', String.raw`"a \"b\""`],
		['x'.repeat(100), `"${'x'.repeat(100)}"`],
		['x'.repeat(101), `"${'x'.repeat(99)}…"`],
	])('is shown: %j as %s', (given, text) => {
		expect(shown(given)).toBe(text);
	});
});

describe('A parameter', () => {
	it.each([
		[true, true],
		[false, false],
		['', false],
	])('that is a switch has its default where it is missing: %j', (preset, expected) => {
		expect(readerOf(undefined, { type: 'boolean', default: preset }).boolean('it')).toBe(expected);
	});

	it.each(['', null, undefined])('that is a choice is asked for where it is %j', (given) => {
		const choices = [
			{ value: 'a', name: 'A' },
			{ value: 'b', name: 'B' },
		];
		expect(() => readerOf(given).choice('it', choices)).toThrow(
			expect.objectContaining({ message: "'It' is empty", nextStep: 'Choose one of: a, b.' }),
		);
	});

	it.each([-1_000_000, 0, 1_000_000])('that is a number without bounds can be %d', (given) => {
		expect(readerOf(given, { type: 'number' }).number('it')).toBe(given);
	});

	it.each([1, 2, 100])('that is a number can be %d where its bounds are 1 and 100', (given) => {
		const property = { typeOptions: { minValue: 1, maxValue: 100 } };
		expect(readerOf(given, property).number('it')).toBe(given);
	});

	it.each([
		[0, "'It' is 0, but must be 1 or more", 'Use a number of 1 or more.'],
		[101, "'It' is 101, but must be 100 or less", 'Use 100 or less.'],
		['100,5', "'It' is 100.5, but must be 100 or less", 'Use 100 or less.'],
	])('that is a number cannot be %j then', (given, message, nextStep) => {
		const property = { typeOptions: { minValue: 1, maxValue: 100 } };
		expect(() => readerOf(given, property).number('it')).toThrow(
			expect.objectContaining({ message, nextStep }),
		);
	});

	it('that the operation does not have cannot be read', () => {
		expect(() => readerOf('').requiredText('another', 'Enter it.')).toThrow(
			expect.objectContaining({ message: 'The node has no parameter "another"', nextStep: '' }),
		);
	});
});

describe('A collection', () => {
	const option: INodeProperties = { displayName: 'B', name: 'b', type: 'string', default: '' };

	it('has its options, and those values that the user has added', () => {
		const type = 'collection';
		const collection = readerOf({ b: ' text ' }, { type, options: [option] }).collection('it');

		expect(collection.has('b')).toBe(true);
		expect(collection.text('b')).toBe('text');
		expect(
			readerOf('', { type, options: [option] })
				.collection('it')
				.text('b'),
		).toBe('');
	});

	it('has no options but those with a type', () => {
		const options = [option, { name: 'c', value: 'c' }];
		const collection = readerOf({}, { type: 'collection', options }).collection('it');

		expect([collection.has('b'), collection.has('c')]).toEqual([true, false]);
	});

	it('can be without options', () => {
		expect(readerOf({}, { type: 'collection' }).collection('it').has('b')).toBe(false);
	});
});

describe('The patience with a task', () => {
	const patience = (options: Record<string, unknown>) =>
		readPatience(new ParameterReader((name) => options[name], waitingOptions));

	it('is half an hour, and the node chooses the intervals, where nothing is set', () => {
		expect(patience({})).toEqual({ timeoutMs: 1_800_000, intervalMs: undefined });
	});

	it('is what the user sets, in minutes and seconds', () => {
		expect(patience({ timeout: 2, pollInterval: '2,5' })).toEqual({
			timeoutMs: 120_000,
			intervalMs: 2_500,
		});
	});

	it('checks no more often than ten times a second', () => {
		expect(patience({ pollInterval: 0.01 }).intervalMs).toBe(100);
		expect(patience({ pollInterval: 0.1 }).intervalMs).toBe(100);
		expect(patience({ pollInterval: 0.2 }).intervalMs).toBe(200);
	});
});
