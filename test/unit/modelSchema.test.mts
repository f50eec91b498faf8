import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { readSchema } from '../../dist/nodes/Wiro/models/schema.js';
import { MODELS } from '../../emulator/models/models.mts';

const schemaOf = (...items: IDataObject[]) => readSchema({ parameters: [{ title: '', items }] });
const only = (item: IDataObject) => schemaOf(item)[0];

describe("A model's schema", () => {
	it('is read in its order from all groups, each input once', () => {
		const inputs = readSchema({
			parameters: [
				{ title: 'A', items: [{ id: 'a', type: 'text' }] },
				{
					title: 'B',
					items: [{ id: 'b', type: 'text' }, { id: 'a', type: 'number' }, { type: 'text' }],
				},
			],
		});
		expect(inputs.map(({ id, kind }) => [id, kind])).toEqual([
			['a', 'text'],
			['b', 'text'],
		]);
	});

	it.each([null, undefined, 'x', [{ title: '' }], [null]])(
		'is empty for parameters %j',
		(given) => {
			expect(readSchema({ parameters: given })).toEqual([]);
		},
	);

	it.each([
		['text', 'text'],
		['textarea', 'longText'],
		['range', 'number'],
		['number', 'number'],
		['numeric', 'number'],
		['float', 'number'],
		['integer', 'integer'],
		['fileinput', 'file'],
		['multifileinput', 'files'],
		['combinefileinput', 'combinedFiles'],
		['json', 'json'],
		['checkbox', 'switch'],
		['colorpicker', 'text'],
		['', 'text'],
	])('knows the type %j', (type, kind) => {
		expect(only({ id: 'x', type })).toMatchObject({ type, kind });
	});

	it('takes an input without a type for one of the empty type', () => {
		expect(only({ id: 'x' })).toEqual(only({ id: 'x', type: '' }));
	});

	it.each([
		['choices', { type: 'dropdown', options: [{ label: 'A', value: 'a' }] }, 'choice'],
		['several choices', { type: 'multiselect', options: [{ label: 'A' }] }, 'text'],
		['a file', { type: 'fileupload' }, 'file'],
		['an upload', { type: 'imageupload' }, 'file'],
		['several files', { type: 'multiupload' }, 'files'],
		['nothing at all', {}, 'text'],
		['no choices', { type: 'select', options: [] }, 'text'],
		['an object as its default', { type: 'settings', default: {} }, 'json'],
		['true as its default', { type: 'flag', default: true }, 'switch'],
		['a number as its default', { type: 'slider', default: 3 }, 'number'],
	])('takes an input by its look: %s', (_, item, kind) => {
		expect(only({ id: 'x', ...item })).toMatchObject({ kind });
	});

	it('takes choices that are plain values, and leaves out what is none', () => {
		const options = ['Oil', 2, true, null, ['Ink'], { label: '' }];
		expect(only({ id: 'x', type: 'select', options })).toMatchObject({
			kind: 'choice',
			options: [
				{ label: 'Oil', value: 'Oil' },
				{ label: '2', value: 2 },
				{ label: 'true', value: true },
			],
		});
	});

	it.each([null, undefined])('has no default for %j', (given) => {
		expect(only({ id: 'x', type: 'text', default: given })).not.toHaveProperty('default');
	});

	it.each<[type: string, given: IDataObject[string]]>([
		['text', ''],
		['checkbox', false],
		['number', 0],
		['json', [1, 2]],
		['json', { a: 1 }],
	])('keeps a default of the type %s: %j', (type, given) => {
		expect(only({ id: 'x', type, default: given })).toHaveProperty('default', given);
	});

	it('reads numbers that are texts, and keeps the default as it is written', () => {
		const input = only({ id: 'scale', type: 'float', default: '5.0', min: '0', max: '10.0' });
		expect(input).toMatchObject({ default: '5.0', min: 0, max: 10 });
	});

	it.each([
		[true, true],
		[1, true],
		['1', true],
		['true', true],
		[false, false],
		[0, false],
		['false', false],
		[undefined, false],
		[null, false],
	])('reads required: %j', (required, expected) => {
		expect(only({ id: 'x', type: 'text', required })).toMatchObject({ required: expected });
	});

	it('takes the label of a choice without a value, and keeps an empty value', () => {
		const options = [{ label: 'Oil' }, { label: 'auto', value: '' }, { value: 2 }, {}];
		expect(only({ id: 'x', type: 'select', options })).toMatchObject({
			options: [
				{ label: 'Oil', value: 'Oil' },
				{ label: 'auto', value: '' },
				{ label: '2', value: 2 },
			],
		});
	});

	it.each([
		['inputImage', 'Input Image', '', 'image'],
		['inputImageHuman', 'Person', 'A photo of a person.', 'image'],
		['x', 'First Frame', '', 'image'],
		['inputAudio', 'Voice', '', 'audio'],
		['inputVideo', 'inputvideo', 'inputvideo-help', 'video'],
		['inputDocumentMultiple', 'Documents', 'PDF files', 'any'],
		['inputImage', 'Input', 'An image or a video', 'any'],
		['upload', 'Upload', '', 'any'],
		['firstFrame', 'Start', '', 'image'],
		['media', 'Image or Video', '', 'any'],
		['media', 'Image or Video', 'A photo.', 'any'],
		['input1', 'Input', 'A recording of a voice.', 'audio'],
	])('tells the kind of file of %s (%s, %j)', (id, label, description, fileKind) => {
		expect(only({ id, type: 'fileinput', label, description })).toMatchObject({ fileKind });
	});

	it('tells the kind of file by its note and its placeholder too', () => {
		const upload = { id: 'x', type: 'fileinput', description: 'Cuts it out' };
		expect(only({ ...upload, note: 'mask as PNG' })).toMatchObject({ fileKind: 'image' });
		expect(only({ ...upload, placeholder: 'A movie' })).toMatchObject({ fileKind: 'video' });
	});

	it('takes a long text for no file, whatever its name', () => {
		const list = { id: 'inputImageUrl', type: 'textarea' };
		expect(only(list)).toMatchObject({ kind: 'longText' });
		expect(schemaOf({ id: 'inputImage', type: 'fileinput' }, list)[1]).toMatchObject({
			kind: 'longText',
		});
	});

	it('takes the URL of a file for a file, unless the file is an input too', () => {
		const url = { id: 'inputImageUrl', type: 'text' };
		expect(only(url)).toMatchObject({ kind: 'fileUrl', fileKind: 'image' });
		expect(schemaOf({ id: 'inputImage', type: 'fileinput' }, url)[1]).toMatchObject({
			kind: 'text',
		});
	});

	it('is read of every model of the emulator, with a readable label for each input', () => {
		for (const model of MODELS) {
			const inputs = readSchema({ parameters: model.parameters });
			const items = (model.parameters ?? []).flatMap((group) => group.items);
			expect(inputs.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
			for (const { label } of inputs) expect(label).toMatch(/^[A-Z][\w ().-]*$/);
		}
	});
});
