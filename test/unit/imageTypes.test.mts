import { describe, expect, it } from '@jest/globals';

import {
	heifOf,
	imageFileName,
	imageTypeOf,
	type ImageType,
} from '../../dist/nodes/Wiro/models/imageType.js';
import { readImageFile } from '../../dist/nodes/Wiro/models/imageFile.js';
import { bytesOfBase64 } from '../../dist/nodes/Wiro/models/fileBytes.js';
import { seemsToBe } from '../../dist/nodes/Wiro/models/otherFiles.js';
import { IMAGES, isoMedia } from '../support/wiro/images.mts';

const PNG: ImageType = { mimeType: 'image/png', extensions: ['png'] };
const JPEG: ImageType = { mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };

const fileOf = (data: string | Buffer) => bytesOfBase64(Buffer.from(data).toString('base64'));

describe('The type of an image', () => {
	it.each([
		['A photo:heic', 'the brand of a HEIC'],
		['A photo:WEBP', 'the mark of a WebP'],
		['My GIF89a', 'the mark of a GIF'],
		['\0\0\0\x18ftyp', 'the start of a HEIC without its brand'],
	])('is not taken from a text that only holds it: %j has %s', (text) => {
		expect(imageTypeOf(Buffer.from(text))).toBeUndefined();
	});

	it.each<[expected: 'heic' | 'avif' | undefined, brands: [string, ...string[]]]>([
		['heic', ['heic']],
		['heic', ['mif1']],
		['heic', ['mif1', 'miaf']],
		['heic', ['mif1', 'avif', 'heic']],
		['heic', ['msf1', 'hevc', 'avis']],
		['avif', ['avif', 'mif1', 'heic']],
		['avif', ['mif1', 'avif']],
		['avif', ['mif1', 'miaf', 'avif']],
		['avif', ['msf1', 'avis', 'miaf']],
		[undefined, ['isom', 'avif']],
		[undefined, ['isom', 'heic']],
	])('is %s for the brands %j', (expected, brands) => {
		expect(heifOf(isoMedia(...brands))).toBe(expected);
	});

	it('follows the brands in the box of a HEIC, not the bytes behind it', () => {
		const box = isoMedia('mif1', 'miaf').subarray(0, 20);
		expect(heifOf(Buffer.concat([box, Buffer.from('avifavif')]))).toBe('heic');
	});

	it('is known when a file ends with its first brand', () => {
		expect(heifOf(isoMedia('heic').subarray(0, 12))).toBe('heic');
	});
});

describe('The name of an image', () => {
	it.each([
		['ca\0t\r\n.png', 'cat.png'],
		['cat\x7f', 'cat.png'],
		[' cat', 'cat.png'],
		[' cat.jpg', 'cat.png'],
		['cat .jpg', 'cat.png'],
		['cat..', 'cat.png'],
		['cat . . .bin', 'cat.png'],
		[' .png', 'image.png'],
		['C:\\photos\\cat.png', 'cat.png'],
		['/photos/cat.png?w=9#x', 'cat.png'],
		['cat.png.jpg', 'cat.png.png'],
		['cat.v2.png', 'cat.v2.png'],
		['jpeg', 'jpeg.png'],
	])('keeps what can be kept of %j: %s', (given, sent) => {
		expect(imageFileName(given, PNG)).toBe(sent);
	});

	it('may have any of the extensions of its type, in any case', () => {
		expect(imageFileName('cat.JPEG', JPEG)).toBe('cat.JPEG');
		expect(imageFileName('cat.Jpg', JPEG)).toBe('cat.Jpg');
	});

	it('is not longer than file systems allow, and keeps its extension', () => {
		const longest = `${'x'.repeat(95)}.jpeg`;
		expect(imageFileName(longest, JPEG)).toBe(longest);
		expect(imageFileName(`${'x'.repeat(300)}.png`, PNG)).toBe(`${'x'.repeat(100)}.png`);
		expect(imageFileName('🦝'.repeat(300), PNG)).toBe(`${'🦝'.repeat(100)}.png`);
	});
});

describe('What a file seems to be', () => {
	it.each<[expected: string | undefined, data: string | Buffer]>([
		['text', '\tname\r\nvalue'],
		['text', 'name\x0bvalue\x0c'],
		['text', '\x1b[31mred\x1b[0m'],
		['text', 'The file begins with %PDF-1.7'],
		['a PDF document', '\r\n%PDF-1.7'],
		['an HTML page', '\n\n<!-- one -->\n<!-- two\n-->\r\n<!doctype html>'],
		['an HTML page', '\ufeff\n<html>'],
		['an SVG drawing', '<!-- made by hand -->\n<svg width="1">'],
		['JSON text', ' [1, 2]'],
		['a data URL in a text file', 'data:image/png;base64,AAAA'],
		[undefined, Buffer.from([14, 15, 16, 17, 18, 19, 20, 21])],
		[undefined, Buffer.from([65, 66, 14, 67])],
		[undefined, Buffer.from([65, 66, 8, 67])],
	])('is %s', (expected, data) => {
		expect(seemsToBe(Buffer.from(data))).toBe(expected);
	});
});

describe('A file that is not an image', () => {
	const PLAIN = 'Use a JPEG, PNG, WebP, GIF or HEIC image.';
	const ANSWER = `${PLAIN} The previous node may have received a sign-in page or a message instead of the image. Check its output.`;
	const IN_BASE64 = `${PLAIN} If the text is the image in base64, convert it with the Convert to File node first.`;

	it.each<[seems: string, data: string, nextStep: string]>([
		['an HTML page', '<!doctype html><title>Sign in</title>', ANSWER],
		['an XML file', '<?xml version="1.0"?><Error/>', ANSWER],
		['JSON text', '{"error":"expired"}', ANSWER],
		['text', 'not found', IN_BASE64],
		['a data URL in a text file', 'data:image/png;base64,AAAA', IN_BASE64],
		['a PDF document', '%PDF-1.7', PLAIN],
		['an SVG drawing', '<svg xmlns="x">', PLAIN],
		['a video', isoMedia('isom').toString('latin1'), PLAIN],
	])('is refused with advice for its usual cause: %s', async (seems, data, nextStep) => {
		await expect(readImageFile(fileOf(data), 'in "data"', '')).rejects.toMatchObject({
			message: `The file in "data" is not an image that Wiro takes: it seems to be ${seems}`,
			nextStep,
		});
	});

	it('is refused without a guess when nobody knows what it is', async () => {
		const bytes = fileOf(Buffer.from([1, 2, 3, 4]));
		await expect(readImageFile(bytes, 'in "data"', '')).rejects.toMatchObject({
			message: 'The file in "data" is not an image that Wiro takes',
			nextStep: PLAIN,
		});
	});

	it('is told from one that is', async () => {
		await expect(readImageFile(fileOf(IMAGES.png), 'in "data"', 'cat.jpg')).resolves.toMatchObject({
			fileName: 'cat.png',
			mimeType: 'image/png',
			sizeBytes: IMAGES.png.length,
		});
	});
});
