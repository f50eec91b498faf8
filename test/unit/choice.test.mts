import { describe, expect, it } from '@jest/globals';

import { typedChoice, typedSwitch, type Choice } from '../../dist/nodes/Wiro/fields/choice.js';

const WIDE: Choice = { value: 'wide', name: 'Wide Screen', others: ['Cinema', 'Tele-Vision'] };
const TALL: Choice = { value: 'tall', name: 'Tall', means: (written) => written === '9:16' };
const CHOICES = [WIDE, TALL];

describe('A choice', () => {
	it.each([
		['wide', WIDE],
		[' WIDE ', WIDE],
		['wi_de', WIDE],
		['wide screen', WIDE],
		['wide-screen', WIDE],
		['Wide_Screen', WIDE],
		['cinema', WIDE],
		['television', WIDE],
		['9 : 16', TALL],
		['wide (cinema)', WIDE],
		['wide [as in a cinema]', WIDE],
		['for phones (tall)', TALL],
		['(tall)', TALL],
		['for phones [9:16]', TALL],
	])('is understood as %j', (given, choice) => {
		expect(typedChoice(given, CHOICES)).toBe(choice);
	});

	it.each([
		'',
		' ',
		'\u200B',
		'-',
		'()',
		'square',
		'wide (tall)',
		'wide (cinema) or so',
		'wide (or so',
		'for phones (or tablets)',
		true,
		null,
		undefined,
		['wide'],
		{ value: 'wide' },
	])('is not %j', (given) => {
		expect(typedChoice(given, CHOICES)).toBeUndefined();
	});

	it('can be a number', () => {
		expect(typedChoice(2, [WIDE, { value: '2', name: 'Two' }])?.name).toBe('Two');
	});

	it('is the value that is written, although it is also a name of another choice', () => {
		const [hd, other] = [
			{ value: 'full', name: 'HD' },
			{ value: 'hd', name: 'Half' },
		];
		expect(typedChoice('HD', [hd, other])).toBe(other);
	});
});

describe('A switch', () => {
	it.each([true, 'true', ' TRUE', 'yes', 'Y', 'on', 't', '1', 1])('is on with %j', (given) => {
		expect(typedSwitch(given)).toBe(true);
	});

	it.each([false, 'false', 'FALSE ', 'no', 'N', 'off', 'f', '0', 0])('is off with %j', (given) => {
		expect(typedSwitch(given)).toBe(false);
	});

	it.each(['', 'maybe', 2, null, undefined, ['true'], [0], {}])(
		'is neither on nor off with %j',
		(given) => {
			expect(typedSwitch(given)).toBeUndefined();
		},
	);
});
