import { describe, expect, it } from '@jest/globals';

import { bytesOfBase64 } from '../../dist/nodes/Wiro/models/fileBytes.js';
import { fileFields } from '../../dist/nodes/Wiro/models/fileInputs.js';
import { readSchema } from '../../dist/nodes/Wiro/models/schema.js';

const URLS = [{ url: 'https://example.com/a,1.jpg' }, { url: 'https://example.com/b.jpg' }];
const FILE = { fileName: 'cat.jpg', mimeType: 'image/jpeg', ...bytesOfBase64('/9j/4A==') };

/** What goes to Wiro for an input of a schema: its fields, and which fields carry a file. */
function sent(id: string, type: string, entries: Parameters<typeof fileFields>[1]) {
	return readSchema({ parameters: [{ items: [{ id, type }] }] }).map((input) => {
		const { fields, files } = fileFields(input, entries);
		for (const { file } of files) expect(file).toBe(FILE);
		return { fields, files: files.map(({ field }) => field) };
	})[0];
}

describe('The files of an input travel', () => {
	it.each([
		['fileinput', 'none', [], { photo: '', photoUrl: '' }],
		['fileinput', 'a URL, its comma kept', URLS.slice(0, 1), { photo: '', photoUrl: URLS[0]?.url }],
		[
			'multifileinput',
			'several URLs, their commas encoded',
			URLS,
			{ photo: '', photoUrl: 'https://example.com/a%2C1.jpg,https://example.com/b.jpg' },
		],
		['multifileinput', 'none', [], { photo: '', photoUrl: '' }],
		['combinefileinput', 'none', [], { photo: '' }],
		['combinefileinput', 'one URL', URLS.slice(1), { photo: [URLS[1]?.url] }],
		['combinefileinput', 'several URLs', URLS, { photo: URLS.map(({ url }) => url) }],
	])('in the fields of a %s: %s', (type, _what, entries, fields) => {
		expect(sent('photo', type, entries)).toEqual({ fields, files: [] });
	});

	it.each([
		['fileinput', { photoUrl: '' }],
		['multifileinput', { photoUrl: '' }],
		['combinefileinput', {}],
	])('beside the fields of a %s when they are sent with the Run', (type, fields) => {
		expect(sent('photo', type, [{ file: FILE }])).toEqual({ fields, files: ['photo'] });
	});

	it('in a field that is called as the input, although its name ends as that of a URL', () => {
		const expected = { fields: { photoUrlUrl: '' }, files: ['photoUrl'] };
		expect(sent('photoUrl', 'fileinput', [{ file: FILE }])).toEqual(expected);
	});

	it.each([
		['multifileinput', { photoUrl: 'https://example.com/b.jpg' }],
		['combinefileinput', { photo: ['https://example.com/b.jpg'] }],
	])('with URLs beside them for a %s', (type, fields) => {
		const entries = [{ file: FILE }, ...URLS.slice(1), { file: FILE }];
		expect(sent('photo', type, entries)).toEqual({ fields, files: ['photo', 'photo'] });
	});

	it.each([
		['inputImageUrl', 'inputImage'],
		['curlImageUrl', 'curlImage'],
	])('in the text input %s, or in the field %s', (id, field) => {
		const url = 'https://example.com/a,1.jpg';
		expect(sent(id, 'text', [{ url }])).toEqual({ fields: { [id]: url }, files: [] });
		expect(sent(id, 'text', [{ file: FILE }])).toEqual({ fields: { [id]: '' }, files: [field] });
		expect(sent(id, 'text', [])).toEqual({ fields: { [id]: '' }, files: [] });
	});
});
