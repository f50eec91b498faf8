import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { type InputFile, withBinaryData } from '../../n8n/engine/binaryData.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { IMAGES, asSent, filesOf, isoMedia } from '../support/wiro/images.mts';
import { SHORT_RUN, expectRefusal, jsonOf, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const { jpeg, png, webp, gif, heic } = IMAGES;
const MODES = ['default', 'filesystem'] as const;
const MEGABYTE = 1024 * 1024;

const OF_FILE: INodeParameters = {
	...SHORT_RUN,
	imageSource: 'binary',
	waitForCompletion: false,
};

/** Where n8n kept a file that it has deleted since. */
const GONE =
	'filesystem-v2:workflows/a/executions/1/binary_data/00000000-0000-4000-8000-000000000000';

/** What files are labelled here that say nothing else of themselves. */
const OCTETS = 'application/octet-stream';

type Taken = [what: string, file: InputFile, fileName: string, contentType: string];

const TAKEN: Taken[] = [
	['a JPEG', { data: jpeg, fileName: 'cat.jpg' }, 'cat.jpg', 'image/jpeg'],
	['a PNG', { data: png, fileName: 'cat.png' }, 'cat.png', 'image/png'],
	['a WebP', { data: webp, fileName: 'cat.webp' }, 'cat.webp', 'image/webp'],
	['a GIF', { data: gif, fileName: 'cat.gif' }, 'cat.gif', 'image/gif'],
	['a HEIC', { data: heic, fileName: 'IMG_1.HEIC' }, 'IMG_1.HEIC', 'image/heic'],
	['S3 labelled binary', { data: png, mimeType: 'binary/octet-stream' }, 'image.png', 'image/png'],
	['a server labelled octets', { data: jpeg, mimeType: OCTETS }, 'image.jpg', 'image/jpeg'],
	['a text label is on', { data: webp, mimeType: 'text/plain' }, 'image.webp', 'image/webp'],
	['a video label is on', { data: jpeg, mimeType: 'video/mp4' }, 'image.jpg', 'image/jpeg'],
	['the label image/jpg is on', { data: jpeg, mimeType: 'image/jpg' }, 'image.jpg', 'image/jpeg'],
	['has an empty name', { data: jpeg, fileName: '' }, 'image.jpg', 'image/jpeg'],
	['has a name of spaces', { data: gif, fileName: '  ' }, 'image.gif', 'image/gif'],
	['has no extension', { data: png, fileName: 'cat', mimeType: OCTETS }, 'cat.png', 'image/png'],
	['has another extension', { data: jpeg, fileName: 'cat.png' }, 'cat.jpg', 'image/jpeg'],
	['is called .bin', { data: heic, fileName: 'cat.bin' }, 'cat.heic', 'image/heic'],
	['is called .jfif', { data: jpeg, fileName: 'cat.jfif' }, 'cat.jpg', 'image/jpeg'],
	['is called .heif', { data: heic, fileName: 'cat.heif' }, 'cat.heic', 'image/heic'],
	['is called .JPEG', { data: jpeg, fileName: 'CAT.JPEG' }, 'CAT.JPEG', 'image/jpeg'],
	['is called png', { data: png, fileName: 'png' }, 'png.png', 'image/png'],
	['is only an extension', { data: png, fileName: '.png' }, 'image.png', 'image/png'],
	['has dots in its name', { data: png, fileName: 'cat v1.2' }, 'cat v1.2.png', 'image/png'],
	['has an umlaut', { data: jpeg, fileName: 'Waschbär.jpg' }, 'Waschbär.jpg', 'image/jpeg'],
	['has Chinese letters', { data: jpeg, fileName: '浣熊.jpeg' }, '浣熊.jpeg', 'image/jpeg'],
	['has a query behind it', { data: jpeg, fileName: 'cat.jpg?w=9' }, 'cat.jpg', 'image/jpeg'],
];

const REFUSED: Array<[what: string, file: InputFile, seems: string | undefined]> = [
	['a PDF', { data: Buffer.from('%PDF-1.7 …'), mimeType: 'image/jpeg' }, 'a PDF document'],
	['a web page', { data: Buffer.from('\n<!DOCTYPE html><html>') }, 'an HTML page'],
	['a page after a comment', { data: Buffer.from('<!-- x --><html>') }, 'an HTML page'],
	['an SVG', { data: Buffer.from('<svg xmlns="x">'), mimeType: 'image/svg+xml' }, 'an SVG drawing'],
	[
		'an SVG with an XML head',
		{ data: Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- x -->\n<svg >') },
		'an SVG drawing',
	],
	['an error of S3', { data: Buffer.from('<?xml version="1.0"?><Error>') }, 'an XML file'],
	['an error in JSON', { data: Buffer.from('{"error":"expired"}') }, 'JSON text'],
	['an AVIF', { data: isoMedia('avif', 'mif1', 'avif'), fileName: 'cat.jpg' }, 'an AVIF image'],
	['an AVIF of brand mif1', { data: isoMedia('mif1', 'avif', 'miaf') }, 'an AVIF image'],
	['a TIFF', { data: Buffer.from('II*\0\x08\0\0\0') }, 'a TIFF or camera RAW image'],
	['a BMP', { data: Buffer.from('BM\x10\0\0\0\0\0\0\0', 'latin1') }, 'a BMP image'],
	['an MP4', { data: isoMedia('isom', 'avc1'), fileName: 'cat.mp4' }, 'a video'],
	['a QuickTime video', { data: isoMedia('qt  '), fileName: 'cat.jpg' }, 'a video'],
	['a WebM', { data: Buffer.from('\x1aE\xdf\xa3\x01', 'latin1') }, 'a video'],
	['an AVI', { data: Buffer.from('RIFF\0\x10\0\0AVI LIST') }, 'a video'],
	['a WAV', { data: Buffer.from('RIFF\0\x10\0\0WAVEfmt ') }, 'a sound file'],
	['a ZIP', { data: Buffer.from('PK\x03\x04 …') }, 'a ZIP archive or an Office document'],
	['a text that looks like a box', { data: Buffer.from('The moov is wide') }, 'text'],
	['a text', { data: Buffer.from('an image'), mimeType: 'image/png' }, 'text'],
	['the base64 of one', { data: Buffer.from(jpeg.toString('base64')) }, 'text'],
	['nobody knows what', { data: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) }, undefined],
];

describe.each(MODES)('With binary data in the mode %s, the node', (mode) => {
	const wiro = useWiro();

	const run = async (file: InputFile) =>
		await withBinaryData(
			mode,
			async () =>
				await wiro.run(OF_FILE, {
					startItems: [{ binary: { data: { mimeType: OCTETS, ...file } } }],
				}),
		);

	it.each(TAKEN)('sends an image that is %s', async (_what, file, fileName, contentType) => {
		const { status } = await run(file);

		expect(status).toBe('success');
		const requests = await wiro.requests('run');
		expect(filesOf(requests)).toEqual([asSent(file.data, fileName, contentType)]);
		expect(requests).toMatchObject([{ body: { inputImageUrl: '', numFrames: '5', scale: '5.0' } }]);
	});

	it.each(REFUSED)('refuses %s before anything is sent', async (_what, file, seems) => {
		const seeming = seems === undefined ? '' : `: it seems to be ${seems}`;
		expectRefusal(
			await run(file),
			`The file in "data" is not an image that Wiro takes${seeming}`,
			/JPEG, PNG, WebP/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it.each([
		[
			'its name empty and its base64 in lines',
			{
				data: png.toString('base64').replace(/(.{20})/g, '$1\r\n'),
				mimeType: 'binary/octet-stream',
				fileName: '',
			},
			'image.png',
		],
		[
			'its ID empty and its bytes in a data URL',
			{
				id: '',
				data: `data:image/png;base64,${png.toString('base64')}`,
				mimeType: 'image/png',
				fileName: 'a.png',
			},
			'a.png',
		],
	])('sends a file that an expression gives, %s', async (_what, file, sentName) => {
		const { status } = await withBinaryData(
			mode,
			async () =>
				await wiro.run(
					{ ...OF_FILE, binaryPropertyName: '={{ $json.file }}' },
					{ startItems: [{ json: { file } }] },
				),
		);

		expect(status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toEqual([asSent(png, sentName, 'image/png')]);
	});

	it('refuses an empty file', async () => {
		expectRefusal(
			await run({ data: Buffer.alloc(0), fileName: 'cat.jpg' }),
			'The image file in "data" is empty',
			/JPEG, PNG, WebP/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('refuses a file of more than 100 MB', async () => {
		const data = Buffer.concat([jpeg, Buffer.alloc(100 * MEGABYTE)]);
		expectRefusal(await run({ data }), 'The image file in "data" has 101 MB', /up to 100 MB/);
		expect(await wiro.counts()).toEqual({});
	});

	it.each(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs', 'mif1', 'msf1'])(
		'knows a HEIC by its brand %s',
		async (brand) => {
			const data = isoMedia(brand, 'miaf');
			expect((await run({ data })).status).toBe('success');
			expect(filesOf(await wiro.requests('run'))).toEqual([
				asSent(data, 'image.heic', 'image/heic'),
			]);
		},
	);

	it('checks all items before it starts the first', async () => {
		const good = { binary: { data: { data: jpeg, mimeType: OCTETS } } };
		const bad = { binary: { data: { data: Buffer.from('%PDF-1.4'), fileName: 'cat.jpg' } } };
		const run = await withBinaryData(
			mode,
			async () =>
				await wiro.run(OF_FILE, { startItems: [...Array.from({ length: 30 }, () => good), bad] }),
		);

		expectRefusal(
			run,
			'The file in "data" is not an image that Wiro takes: it seems to be a PDF document',
			/JPEG/,
			30,
		);
		expect(await wiro.counts()).toEqual({});
	});
});

const TWO = { data: { data: jpeg, fileName: 'a.jpg' }, photo: { data: png, fileName: 'b.png' } };
const ONE = { photo: TWO.photo };

type Field = [field: string, binary: Record<string, InputFile>, fileName: string];

const FIELDS: Field[] = [
	['data', TWO, 'a.jpg'],
	['photo', TWO, 'b.png'],
	['={{ $binary.data }}', TWO, 'a.jpg'],
	['={{ $binary.photo }}', TWO, 'b.png'],
	['= {{ $binary.photo }}', TWO, 'b.png'],
	['={{ $binary.photo }}\n', TWO, 'b.png'],
	["= {{ $('Start').item.binary.photo }}", TWO, 'b.png'],
	['= {{ $binary }}', ONE, 'b.png'],
	['={{ $binary["photo"] }}', TWO, 'b.png'],
	['={{ $input.item.binary.photo }}', TWO, 'b.png'],
	["={{ $('Start').item.binary.photo }}", TWO, 'b.png'],
	['={{ $node["Start"].binary.photo }}', TWO, 'b.png'],
	['={{ Object.keys($binary)[1] }}', TWO, 'b.png'],
	['={{ $binary }}', ONE, 'b.png'],
	['$binary', ONE, 'b.png'],
	['$binary.photo', TWO, 'b.png'],
	['{{ $binary.photo }}', TWO, 'b.png'],
	['{{ $binary["photo"] }}', TWO, 'b.png'],
	['binary.photo', TWO, 'b.png'],
	['"photo"', TWO, 'b.png'],
	["'data'", TWO, 'a.jpg'],
	[' photo ', TWO, 'b.png'],
	['Photo', TWO, 'b.png'],
	['PHOTO', TWO, 'b.png'],
	['{{ $binary["a=b"] }}', { 'a=b': TWO.photo }, 'b.png'],
	['={{ ({ photo: $binary.photo, note: "the best" }) }}', TWO, 'b.png'],
];

describe.each(MODES)('With binary data in the mode %s, the field of the file', (mode) => {
	const wiro = useWiro();

	const run = async (field: string, binary: Record<string, InputFile>) =>
		await withBinaryData(
			mode,
			async () =>
				await wiro.run({ ...OF_FILE, binaryPropertyName: field }, { startItems: [{ binary }] }),
		);

	it.each(FIELDS)('may be written %s', async (field, binary, fileName) => {
		expect((await run(field, binary)).status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toMatchObject([{ fileName }]);
	});

	it.each<[what: string, field: string, message: string, nextStep: RegExp]>([
		[
			'that the item does not have',
			'image',
			'The item has no binary file in the field "image"',
			/'Input Data Field Name'.*: data, photo\./,
		],
		[
			'that the item does not have, in an expression',
			'={{ $binary.image }}',
			'The item has no binary file in the field "image"',
			/: data, photo\./,
		],
		[
			'that the item does not have, in an expression with a space before its braces',
			'= {{ $binary.image }}',
			'The item has no binary file in the field "image"',
			/: data, photo\./,
		],
		[
			'that is all of several files, with a space before the braces',
			'= {{ $binary }}',
			"'Input Data Field Name' is 2 files instead of one",
			/data, photo/,
		],
		[
			'that is a property of every object',
			'constructor',
			'The item has no binary file in the field "constructor"',
			/data, photo/,
		],
		[
			'in base64',
			`=${jpeg.toString('base64').repeat(200)}`,
			"'Input Data Field Name' holds the image itself instead of the name of a field",
			/usually data/,
		],
		[
			'that is a data URL',
			`data:image/png;base64,${png.toString('base64')}`,
			"'Input Data Field Name' holds the image itself instead of the name of a field",
			/usually data/,
		],
		[
			'that is a web address',
			'https://example.com/cat.jpg',
			"'Input Data Field Name' holds a web address instead of the name of a field",
			/'Image Source' to URL/,
		],
		[
			'that is a web address without encryption',
			'http://example.com/cat.jpg',
			"'Input Data Field Name' holds a web address instead of the name of a field",
			/'Image Source' to URL/,
		],
		[
			'that only speaks of data',
			'my data: the best',
			'The item has no binary file in the field "my data: the best"',
			/: data, photo\./,
		],
		[
			'that is a description of the image',
			'a raccoon that looks up '.repeat(10),
			"'Input Data Field Name' holds a long text instead of the name of a field",
			/usually data/,
		],
		[
			'that is all of several files',
			'={{ $binary }}',
			"'Input Data Field Name' is 2 files instead of one",
			/data, photo/,
		],
		['that is empty', '={{ $json.nothing }}', "'Input Data Field Name' is empty", /usually data/],
		['that is null', '={{ null }}', "'Input Data Field Name' is empty", /usually data/],
		['that is an empty text', '={{ "" }}', "'Input Data Field Name' is empty", /usually data/],
		[
			'that is an empty object',
			'={{ ({}) }}',
			"'Input Data Field Name' is neither the name of a field nor a file",
			/usually data/,
		],
		[
			'that is an object with a file of a field under another name',
			'={{ ({ portrait: $binary.photo }) }}',
			"'Input Data Field Name' is neither the name of a field nor a file",
			/usually data/,
		],
		[
			'that is a file without its bytes, which no field has',
			'={{ ({ mimeType: "image/png", fileName: "c.png" }) }}',
			"'Input Data Field Name' holds a file without its bytes",
			/usually data/,
		],
		[
			'that is a file of an execution long ago',
			`={{ ({ id: "${GONE}", mimeType: "image/png" }) }}`,
			"The image file is no longer in n8n's storage",
			/^Run the node that makes the file again, in the same execution as this node\.$/,
		],
		[
			'that is a file, but not an image',
			`={{ ({ data: "${Buffer.from('%PDF-1.7').toString('base64')}", mimeType: "image/png" }) }}`,
			"The file in 'Input Data Field Name' is not an image that Wiro takes: it seems to be a PDF document",
			/JPEG, PNG, WebP/,
		],
		[
			'that is a list',
			'={{ ["data"] }}',
			"'Input Data Field Name' is neither the name of a field nor a file",
			/usually data/,
		],
	])('is refused: one %s', async (_what, field, message, nextStep) => {
		const refused = await run(field, TWO);

		expectRefusal(refused, message, nextStep);
		expect(refused.error?.description?.length).toBeLessThan(400);
		expect(await wiro.counts()).toEqual({});
	});

	it('is the one in the same letters when another differs from it in its case alone', async () => {
		const { status } = await run('photo', { Photo: TWO.data, photo: TWO.photo });
		expect(status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toMatchObject([{ fileName: 'b.png' }]);
	});

	it('is refused when two names differ from it in their case alone', async () => {
		const binary = { Photo: TWO.photo, PHOTO: TWO.data };
		expectRefusal(
			await run('photo', binary),
			'The item has no binary file in the field "photo"',
			/Photo, PHOTO/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('is refused with a short list when the item has many fields', async () => {
		const names = Array.from({ length: 40 }, (_, index) => `attachment_${index}_${'x'.repeat(90)}`);
		const refused = await run('data', Object.fromEntries(names.map((name) => [name, TWO.data])));

		expectRefusal(
			refused,
			'The item has no binary file in the field "data"',
			/attachment_9_.*, and 30 more\./,
		);
		expect(refused.error?.description?.length).toBeLessThan(800);
		expect(await wiro.counts()).toEqual({});
	});

	it('is refused, saying where files come from, when the item has none', async () => {
		expectRefusal(
			await run('data', {}),
			'The item has no binary file in the field "data"',
			/HTTP Request.*'Image Source' to URL/,
		);
		expect(await wiro.counts()).toEqual({});
	});
});

describe("In n8n's combined binary mode, the file", () => {
	const wiro = useWiro();

	const run = async (
		mode: (typeof MODES)[number],
		binaryPropertyName: string,
		binaryMode = 'combined',
	) =>
		await withBinaryData(
			mode,
			async () =>
				await runWorkflow({
					workflow: {
						...chain(wiroNode({ ...OF_FILE, binaryPropertyName })),
						settings: { binaryMode: binaryMode === 'combined' ? 'combined' : 'separate' },
					},
					credentials: { [CREDENTIAL]: wiro.credential },
					startItems: [{ json: { name: 'x' }, binary: TWO }],
				}),
		);

	/** Runs the node on an item that has its files in this JSON. */
	const runOnJson = async (json: IDataObject, parameters: INodeParameters = {}) =>
		await runWorkflow({
			workflow: {
				...chain(wiroNode({ ...OF_FILE, ...parameters })),
				settings: { binaryMode: 'combined' },
			},
			credentials: { [CREDENTIAL]: wiro.credential },
			startItems: [{ json }],
		});

	it.each([
		['filesystem', 'photo'],
		['filesystem', '_files.photo'],
		['filesystem', '={{ $json._files.photo }}'],
		['filesystem', '$json._files.photo'],
		['filesystem', '{{ $json._files["photo"] }}'],
		['filesystem', '={{ $binary.photo }}'],
		['filesystem', 'Photo'],
		['default', 'photo'],
		['default', '_files.photo'],
		['default', '={{ $binary.photo }}'],
	] as const)('is found, with binary data in the mode %s, as %s', async (mode, field) => {
		expect((await run(mode, field)).status).toBe('success');
		expect(filesOf(await wiro.requests('run'))).toEqual([asSent(png, 'b.png', 'image/png')]);
	});

	it('is not found under another name, and the error lists those that there are', async () => {
		expectRefusal(
			await run('filesystem', 'image'),
			'The item has no binary file in the field "image"',
			/: data, photo\./,
		);
		expect(await wiro.counts()).toEqual({});
	});

	const photo = { data: png.toString('base64'), mimeType: 'image/png', fileName: 'b.png' };

	it.each(['attachments[1].photo', 'attachments.1.photo', 'attachments[1]["photo"]'])(
		'is found at the path %s',
		async (binaryPropertyName) => {
			const json = { attachments: [{ note: 'x' }, { photo }] };
			expect((await runOnJson(json, { binaryPropertyName })).status).toBe('success');
			expect(filesOf(await wiro.requests('run'))).toEqual([asSent(png, 'b.png', 'image/png')]);
		},
	);

	it.each([
		['there is nothing on the way', 'attachment.photo'],
		['there is something else', 'note'],
	])('is not found where %s', async (_what, binaryPropertyName) => {
		const json = { attachment: null, _files: { data: photo, note: 'x' } };
		expectRefusal(
			await runOnJson(json, { binaryPropertyName }),
			`The item has no binary file in the field "${binaryPropertyName}"`,
			/: data\./,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it('counts as empty when the item has neither its bytes nor their place', async () => {
		const run = await runOnJson({ _files: { data: { mimeType: 'image/png' } } });
		expectRefusal(run, 'The image file in "data" is empty', /JPEG, PNG, WebP/);
		expect(await wiro.counts()).toEqual({});
	});

	it('counts as none where JSON from outside names it in the separate mode', async () => {
		const run = await withBinaryData(
			'filesystem',
			async () =>
				await wiro.run(OF_FILE, {
					startItems: [
						{ json: { _files: { data: { id: 'filesystem-v2:a', mimeType: 'image/png' } } } },
					],
				}),
		);
		expectRefusal(run, 'The item has no binary file in the field "data"', /HTTP Request/);
		expect(jsonOf(run)).toEqual([]);
		expect(await wiro.counts()).toEqual({});
	});
});
