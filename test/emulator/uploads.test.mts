import { describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';

import { formWith, only, RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

/** A JPEG as far as its first bytes go. */
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const MEGABYTE = 1024 * 1024;

/** The refusal of a Run with this file. */
async function refusalOf(bytes: Buffer, type: string, fileName: string): Promise<unknown> {
	const file = new Blob([new Uint8Array(bytes)], { type });
	const { result, errors } = await wiro.call(RUN, formWith(file, fileName));
	return result ? null : only(errors);
}

/** A Run whose file part has exactly these headers, which FormData cannot write. */
async function rawRun(disposition: string, contentType: string): Promise<Response> {
	const field = (name: string, value: string) =>
		`--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
	const head = `--x\r\nContent-Disposition: form-data; ${disposition}\r\n${contentType}\r\n`;
	return await fetch(`${wiro.emulator.baseUrl}${RUN}`, {
		method: 'POST',
		headers: { ...wiro.signed(), 'content-type': 'multipart/form-data; boundary=x' },
		body: `${field('prompt', 'A cat')}${field('inputImageUrl', '')}${head}bytes\r\n--x--\r\n`,
	});
}

describe('an uploaded file', () => {
	it.each([
		['name="inputImage"; filename=""', 'Content-Type: image/jpeg\r\n'],
		['name="inputImage"; filename=""', ''],
		['name="inputImage"; filename=""', 'Content-Type: application/octet-stream\r\n'],
		['name="inputImage"', 'Content-Type: application/octet-stream\r\n'],
	])('with %s does not count', async (disposition, contentType) => {
		const response = await rawRun(disposition, contentType);

		expect(await response.json()).toEqual({
			result: false,
			errors: [{ code: 0, message: 'Request files [inputImage] required' }],
		});
		const { files } = only(await wiro.emulator.requests('run'));
		expect(files).toMatchObject([{ field: 'inputImage', fileName: '', sizeBytes: 5 }]);
		expect(await wiro.emulator.tasks()).toEqual([]);
	});

	it.each(['a.jpg', 'a.JPEG', 'my.holiday.png', 'ü.webp', 'a b.gif', 'a.heic'])(
		'may be called %s',
		async (fileName) => {
			expect(await refusalOf(JPEG, 'image/jpeg', fileName)).toBeNull();
			expect(only(await wiro.emulator.requests('run')).files).toMatchObject([
				{ fileName, contentType: 'image/jpeg' },
			]);
		},
	);

	it.each([
		['a.jpg', 'application/octet-stream'],
		['a.jpg', 'binary/octet-stream'],
		['a.jpg', 'text/html'],
		['a.jpg', ''],
		['jpg', 'image/jpeg'],
		['picture', 'image/jpeg'],
		['a.jpg.exe', 'image/jpeg'],
		['a.tiff', 'image/tiff'],
		['a.svg', 'image/svg+xml'],
	])('called %j of the type %j is refused', async (fileName, type) => {
		expect(await refusalOf(JPEG, type, fileName)).toEqual({
			code: 0,
			message: expect.stringMatching(/^Request files \[inputImage\] must be one of jpg, /),
		});
		expect(await wiro.emulator.tasks()).toEqual([]);
	});

	it('of several megabytes is counted and hashed whole', async () => {
		const bytes = Buffer.concat([JPEG, randomBytes(12 * MEGABYTE)]);
		expect(await refusalOf(bytes, 'image/jpeg', 'large.jpg')).toBeNull();

		expect(only(await wiro.emulator.requests('run')).files).toMatchObject([
			{
				sizeBytes: bytes.byteLength,
				sha256: createHash('sha256').update(bytes).digest('hex'),
			},
		]);
	});

	it('of more than 100 MB is refused', async () => {
		const refusal = await refusalOf(Buffer.alloc(100 * MEGABYTE + 1), 'image/jpeg', 'huge.jpg');

		expect(refusal).toMatchObject({ code: 0, message: expect.stringContaining('too large') });
		expect(await wiro.emulator.tasks()).toEqual([]);
	});

	it('that breaks off does no harm', async () => {
		const headers = {
			...wiro.signed(),
			'content-type': 'multipart/form-data; boundary=x',
			'content-length': '1000',
		};
		const upload = request(`${wiro.emulator.baseUrl}${RUN}`, { method: 'POST', headers });
		upload.on('error', () => {});
		const part = 'Content-Disposition: form-data; name="inputImage"; filename="a.jpg"';
		await new Promise((sent) => upload.write(`--x\r\n${part}\r\n\r\nby`, sent));
		upload.destroy();

		expect(await refusalOf(JPEG, 'image/jpeg', 'a.jpg')).toBeNull();
		expect(await wiro.emulator.tasks()).toHaveLength(1);
	});

	it('that two tasks wait with is read for each', async () => {
		await wiro.emulator.settings({ workerSlots: 1 });
		const cat = await (await fetch(`${wiro.emulator.url}/pictures/cat.jpg`)).blob();
		const ids = [];
		for (let count = 0; count < 2; count++) {
			ids.push((await wiro.call(RUN, formWith(cat, 'cat.jpg'))).taskid);
		}

		for (const id of ids) {
			expect(await wiro.taskIn(id, 'task_postprocess_end')).toMatchObject({ pexit: '0' });
		}
	});
});
