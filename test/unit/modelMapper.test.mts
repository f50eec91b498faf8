import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import {
	FILES_LINE,
	mapperFields,
	PRICE_LINE,
	storedInputs,
} from '../../dist/nodes/Wiro/models/inputs.js';
import { readSchema } from '../../dist/nodes/Wiro/models/schema.js';

const inputsOf = (...items: IDataObject[]) => readSchema({ parameters: [{ title: '', items }] });
const fieldOf = (item: IDataObject) =>
	mapperFields(inputsOf({ id: 'x', label: 'X', ...item })).at(-1);

describe("A field for a model's input", () => {
	it.each([
		['a range', { type: 'range', min: '1', max: 50 }, 'X (1 to 50)'],
		['a lower limit', { type: 'number', min: 1 }, 'X (1 or More)'],
		['an upper limit', { type: 'number', max: 9 }, 'X (Up to 9)'],
		['no limits', { type: 'number' }, 'X'],
		['a range of whole numbers', { type: 'integer', min: 1, max: 4 }, 'X (1 to 4)'],
		['nothing of a text', { type: 'text' }, 'X'],
		['nothing of a long text', { type: 'textarea' }, 'X'],
		['nothing of a switch', { type: 'checkbox' }, 'X'],
		['the URL of an image', { id: 'inputImageUrl', type: 'text' }, 'X (Image File)'],
		['a file', { type: 'fileinput' }, 'X (File)'],
		['an image', { id: 'image', type: 'fileinput' }, 'X (Image File)'],
		['several images', { id: 'image', type: 'multifileinput' }, 'X (Several Images)'],
		['up to three images', { id: 'image', type: 'combinefileinput', max: 3 }, 'X (Up to 3 Images)'],
		[
			'images of which the label says so',
			{ label: 'Input Images', type: 'multifileinput', max: 5 },
			'Input Images (Up to 5 Files)',
		],
		['that it is required', { required: true, type: 'number', min: 1 }, 'X * (1 or More)'],
		['JSON', { type: 'json' }, 'X (JSON)'],
		[
			'several choices',
			{ type: 'multiselect', options: [{ label: 'Sky', value: 'sky' }, { label: 'Sea' }] },
			'X (Several of: sky, Sea)',
		],
	])('has in its label what n8n cannot show: %s', (_, item, displayName) => {
		expect(fieldOf(item)).toMatchObject({ displayName });
	});

	it('is a text for a number, with the default filled in', () => {
		expect(fieldOf({ type: 'float', default: '5.0' })).toMatchObject({
			type: 'string',
			defaultValue: '5.0',
		});
	});

	it('is a list for choices, whose default is set only if the list has it', () => {
		const options = [{ label: 'Yes', value: 'true' }, { label: 'No', value: false }, { value: 3 }];
		const entries = [
			{ name: 'Yes', value: 'true' },
			{ name: 'No', value: 'false' },
			{ name: '3', value: '3' },
		];
		const good = fieldOf({ type: 'select', options, default: false });
		expect(good).toMatchObject({ type: 'options', options: entries, defaultValue: 'false' });
		expect(fieldOf({ type: 'select', options, default: 'maybe' })).not.toHaveProperty(
			'defaultValue',
		);
	});

	it('is a list of Yes and No for a switch', () => {
		expect(fieldOf({ type: 'checkbox', default: true })).toMatchObject({
			type: 'options',
			defaultValue: 'true',
			options: [
				{ name: 'Yes', value: 'true' },
				{ name: 'No', value: 'false' },
			],
		});
	});

	it("is a list of the model's own choices for a switch that has them", () => {
		const options = [
			{ label: 'With Sound', value: 'sound' },
			{ label: 'Silent', value: 'none' },
		];
		expect(fieldOf({ type: 'switch', options, default: 'none' })).toMatchObject({
			type: 'options',
			defaultValue: 'none',
			options: [
				{ name: 'With Sound', value: 'sound' },
				{ name: 'Silent', value: 'none' },
			],
		});
	});

	it.each([
		['no default', { type: 'text' }],
		['an empty default', { type: 'text', default: '' }],
		['a file as its default', { type: 'fileinput', default: 'https://example.com/a.png' }],
	])('is empty at first if there is %s', (_what, item) => {
		expect(fieldOf(item)).not.toHaveProperty('defaultValue');
	});

	it('has a default that is an object or a list as JSON', () => {
		expect(fieldOf({ type: 'json', default: { a: [1] } })).toHaveProperty(
			'defaultValue',
			'{"a":[1]}',
		);
		expect(fieldOf({ type: 'json', default: [] })).toHaveProperty('defaultValue', '[]');
	});

	it('holds a list of 160 entries', () => {
		const options = Array.from({ length: 160 }, (_, index) => ({
			label: `V${index}`,
			value: index,
		}));
		expect(fieldOf({ type: 'select', options })?.options).toHaveLength(160);
	});

	it('is shown even if it is optional and has no default', () => {
		expect(fieldOf({ type: 'text' })).toMatchObject({
			display: true,
			removed: false,
			required: false,
		});
	});

	it('is no column to match rows by', () => {
		expect(fieldOf({ type: 'text' })).toMatchObject({
			defaultMatch: false,
			canBeUsedToMatch: false,
		});
	});

	it.each(['={{ 1 }}', '=={{ 1 }}', ' = ={{ 1 }}'])(
		'keeps of the label %j what the editor does not take for an expression',
		(label) => {
			expect(fieldOf({ label, type: 'text' })).toMatchObject({
				displayName: '{{ 1 }}',
				input: { label: '{{ 1 }}' },
			});
		},
	);

	it("never puts an expression of a model's owner into the workflow", () => {
		const field = fieldOf({
			label: '={{ $env.A }}',
			type: 'select',
			default: '={{ $env.B }}',
			options: [
				{ label: '={{ $env.C }}', value: 'c' },
				{ label: 'D', value: '={{ $env.D }}' },
			],
		});
		expect(
			JSON.stringify([field, fieldOf({ type: 'text', default: '={{ $env.E }}' })]),
		).not.toMatch(/"=/);
	});
});

describe('The line with the price', () => {
	it('stands above the fields and is no input', () => {
		const fields = mapperFields(inputsOf({ id: 'a', type: 'text' }), 'Price: $0.04 per run');
		expect(fields.map(({ id }) => id)).toEqual([PRICE_LINE, 'a']);
		// A type that the editor has no input for, so that nothing can be entered.
		expect(fields[0]).toEqual({
			id: PRICE_LINE,
			displayName: 'Price: $0.04 per run',
			type: 'jwt',
			display: true,
			readOnly: true,
			removed: false,
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
		});
		expect(storedInputs(fields)?.map(({ id }) => id)).toEqual(['a']);
	});
});

describe('The line about files', () => {
	it('stands above the fields of a model that takes a file, and is no input', () => {
		const fields = mapperFields(inputsOf({ id: 'a', type: 'fileinput' }), 'Price: $0.04 per run');
		expect(fields.map(({ id }) => id)).toEqual([PRICE_LINE, FILES_LINE, 'a']);
		expect(fields[1]).toMatchObject({
			displayName: 'Files: a URL or the name of a binary field',
			required: false,
		});
		expect(storedInputs(fields)?.map(({ id }) => id)).toEqual(['a']);
	});

	it('says how to enter several, if the model takes them', () => {
		const [line] = mapperFields(
			inputsOf({ id: 'a', type: 'fileinput' }, { id: 'b', type: 'multifileinput' }),
		);
		expect(line?.displayName).toBe('Files: URLs or names of binary fields, with commas');
	});
});

describe("A workflow's stored fields", () => {
	it('give the inputs as the schema gave them, but for options, which are texts', () => {
		const inputs = inputsOf(
			{ id: 'prompt', type: 'textarea', label: 'prompt', required: true },
			{ id: 'inputImage', type: 'multifileinput', label: 'Photos', max: '4' },
			{ id: 'scale', type: 'float', label: 'guidancescale', default: '5.0', min: 0 },
			{ id: 'size', type: 'select', options: [{ label: 'Big', value: 'b' }], default: 'b' },
			{ id: 'extra', type: 'json', default: {} },
			{ id: 'hd', type: 'checkbox', default: false },
			{ id: 'loop', type: 'switch' },
			{
				id: 'audio',
				type: 'switch',
				options: [
					{ label: 'With Sound', value: 'sound' },
					{ label: 'Silent', value: 'none' },
				],
			},
			{
				id: 'tile',
				type: 'select',
				options: [
					{ label: 'Yes', value: 'true' },
					{ label: 'No', value: 'false' },
				],
			},
			{ id: 'sound', type: 'unheard-of', default: true },
		);
		const stored: unknown = JSON.parse(JSON.stringify(mapperFields(inputs, 'Price: unknown')));
		expect(storedInputs(stored)).toEqual(inputs);
	});

	it('give the inputs as far as their fields tell them, if nothing more was stored', () => {
		const field = { display: true, removed: false, defaultMatch: false, type: 'string' };
		const options = [{ name: 'Big', value: 'b' }];
		expect(
			storedInputs([
				{ ...field, id: 'prompt', displayName: 'What to Show', required: true },
				{ ...field, id: 'size', displayName: 'Size', required: false, options },
				{ ...field, displayName: 'Nothing' },
			]),
		).toMatchObject([
			{ id: 'prompt', label: 'What to Show', kind: 'text', required: true },
			{ id: 'size', kind: 'choice', required: false, options: [{ label: 'Big', value: 'b' }] },
		]);
	});

	it('are none before the fields have been loaded', () => {
		expect(storedInputs([])).toBeUndefined();
		expect(storedInputs(undefined)).toBeUndefined();
	});
});
