import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { type InputFile, withBinaryData } from '../support/engine.mts';
import { expectRefusal } from '../support/refusal.mts';
import { SHORT_RUN, WIRO, WiroTests, jsonOf } from '../support/wiro.mts';

const GOOD = 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg';
const BAD = 'cat.jpg';
const images = (...urls: string[]) => urls.map((image) => ({ json: { image } }));
const RUN_OF_ITEM: INodeParameters = { ...SHORT_RUN, inputImageUrl: '={{ $json.image }}' };

const JPEG = { fileName: 'cat.jpg', mimeType: 'image/jpeg' };
const MEGABYTE = 1024 * 1024;

/** What is wrong with a file, the item's files, and what the error must say. */
type FileCase = [what: string, files: Record<string, InputFile>, message: string, nextStep: RegExp];

const WRONG_FILES: FileCase[] = [
	[
		'no file in the field, but in others',
		{
			photo: { ...JPEG, data: Buffer.from('a picture') },
			other: { ...JPEG, data: Buffer.from('a picture') },
		},
		'The item has no binary file in the field "data"',
		/photo, other/,
	],
	[
		'no file at all',
		{},
		'The item has no binary file in the field "data"',
		/HTTP Request.*Image Source to URL/,
	],
	[
		'a video',
		{ data: { data: Buffer.from('a video'), fileName: 'cat.mp4', mimeType: 'video/mp4' } },
		'The file in "data" is no image (video/mp4)',
		/JPEG, PNG or WebP/,
	],
	[
		'a document',
		{ data: { data: Buffer.from('%PDF-1.7'), fileName: 'a.pdf', mimeType: 'application/pdf' } },
		'The file in "data" is no image (application/pdf)',
		/JPEG, PNG or WebP/,
	],
	[
		'an empty file',
		{ data: { ...JPEG, data: Buffer.alloc(0) } },
		'The image file in "data" is empty',
		/JPEG, PNG or WebP/,
	],
	[
		'a file of more than 100 MB',
		{ data: { ...JPEG, data: Buffer.alloc(100 * MEGABYTE + 1) } },
		'The image file in "data" has 101 MB',
		/up to 100 MB/,
	],
];

describe('Before anything is sent, the node refuses', () => {
	const wiro = new WiroTests();

	it.each(WRONG_FILES)('an image from a file that is %s', async (_what, binary, message, next) => {
		await withBinaryData('filesystem', async () => {
			const run = await wiro.run(
				{ ...SHORT_RUN, imageSource: 'binary' },
				{ startItems: [{ binary }] },
			);

			expectRefusal(run, message, next);
			expect(await wiro.counts()).toEqual({});
		});
	});

	it('an image itself in the place of its URL, without repeating all of it', async () => {
		const dataUrl = `data:image/png;base64,${'iVBORw0KGgo'.repeat(10_000)}`;
		const run = await wiro.run(RUN_OF_ITEM, { startItems: images(dataUrl) });

		expect(run.error?.message).toBe('Image URL holds the image itself [item 0]');
		expect(run.error?.description).toMatch(/set Image Source to Binary File/);
		expect(await wiro.counts()).toEqual({});
	});

	it('all items when the third of three is wrong', async () => {
		const run = await wiro.run(RUN_OF_ITEM, { startItems: images(GOOD, GOOD, BAD) });

		expectRefusal(run, `Image URL is "${BAD}", which is no web address`, /https:/, 2);
		expect(await wiro.counts()).toEqual({});
	});

	it('naming the first when several are wrong', async () => {
		const run = await wiro.run(RUN_OF_ITEM, { startItems: images(GOOD, '', BAD) });

		expectRefusal(run, "'Image URL' is empty", /URL of the image/, 1);
		expect(await wiro.counts()).toEqual({});
	});
});

describe('With continue-on-fail', () => {
	const wiro = new WiroTests();
	const message = `Image URL is "${BAD}", which is no web address [item 2]`;

	it('the other items run, and the wrong one comes out with its error', async () => {
		const run = await wiro.run(RUN_OF_ITEM, {
			startItems: images(GOOD, GOOD, BAD),
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.status).toBe('success');
		const [first, second, third, ...more] = run.items(WIRO);
		expect(more).toEqual([]);
		expect([first, second]).toMatchObject([
			{ json: { succeeded: true }, pairedItem: { item: 0 } },
			{ json: { succeeded: true }, pairedItem: { item: 1 } },
		]);
		expect(third).toEqual({
			json: { error: message, errorDescription: expect.stringContaining('https://') },
			pairedItem: { item: 2 },
		});
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('the wrong one goes to the error output, if there is one', async () => {
		const run = await wiro.run(RUN_OF_ITEM, {
			startItems: images(GOOD, GOOD, BAD),
			node: { onError: 'continueErrorOutput' },
		});

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true]);
		expect(jsonOf(run, 1)).toMatchObject([{ error: { message } }]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});
});
