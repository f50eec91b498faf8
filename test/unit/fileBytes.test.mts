import { describe, expect, it } from '@jest/globals';

import {
	bytesOfBase64,
	bytesOfDataUrl,
	checkSize,
	headOf,
	isBase64File,
	type FileBytes,
} from '../../dist/nodes/Wiro/models/fileBytes.js';
import { IMAGES } from '../support/wiro/images.mts';

const MEGABYTE = 1024 * 1024;

/** Bytes whose base64 has all that its alphabets differ in, and padding. */
const DATA = Buffer.from([0xfb, 0xef, 0xff, 0xfe, 0, 1, 62, 63, 255, 254]);
const BASE64 = DATA.toString('base64');

async function contentOf({ open }: FileBytes): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of await open()) {
		if (chunk instanceof Uint8Array) chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

/** A file in as many parts, and how many of them have been read. */
function inParts(...parts: Buffer[]): FileBytes & { read: () => number } {
	let read = 0;
	async function* stream() {
		for (const part of parts) {
			read += 1;
			yield await Promise.resolve(part);
		}
	}
	const sizeBytes = Buffer.concat(parts).length;
	return { sizeBytes, open: async () => await Promise.resolve(stream()), read: () => read };
}

describe('A file in base64', () => {
	it.each([
		['as it is', BASE64],
		['without padding', BASE64.replace(/=+$/, '')],
		['in the alphabet of URLs', DATA.toString('base64url')],
		['in lines', BASE64.replace(/(.{5})/g, '$1\r\n')],
		['with spaces', ` ${BASE64.replace(/(.{3})/g, '$1 ')}`],
	])('is read %s, its length told before', async (_how, text) => {
		const bytes = bytesOfBase64(text);
		expect(await contentOf(bytes)).toEqual(DATA);
		expect(bytes.sizeBytes).toBe(DATA.length);
	});

	it.each([0, 1, 2, 3])('has the length that is told at %i bytes beyond a slice', async (more) => {
		const data = Buffer.alloc((256 * 1024 * 3) / 4 + more, 'wiro');
		const bytes = bytesOfBase64(data.toString('base64'));
		expect(bytes.sizeBytes).toBe(data.length);
		expect((await contentOf(bytes)).equals(data)).toBe(true);
	});

	it.each(['QUFB=QUFB', 'QQ==QQ==', 'QUFB====', '????', '=', ''])(
		'has the length that is told, also when it is none: %j',
		async (text) => {
			const bytes = bytesOfBase64(text);
			expect((await contentOf(bytes)).length).toBe(bytes.sizeBytes);
		},
	);

	it.each<[what: string, text: string, isFile: boolean]>([
		['a short image', IMAGES.gif.toString('base64'), true],
		['a short image in lines', IMAGES.png.toString('base64').replace(/(.{9})/g, '$1\r\n\t'), true],
		['200 letters', 'A'.repeat(200), true],
		['199 letters', 'A'.repeat(199), false],
		['200 letters in the alphabet of URLs', '-_'.repeat(100), true],
		['a long URL', `https://example.com/${'a'.repeat(300)}.jpg`, false],
		['a long list of names', 'photo, '.repeat(50), false],
		['a short name', 'data', false],
		['nothing', '', false],
	])('is told from other texts: %s', (_what, text, isFile) => {
		expect(isBase64File(text)).toBe(isFile);
	});
});

describe('A data URL', () => {
	it.each([
		['data:image/png;base64 ,', BASE64],
		['data:image/png; base64,', BASE64],
		['data:image/png;BASE64,', encodeURIComponent(BASE64)],
		['data:;base64,', DATA.toString('base64url')],
	])('in base64 holds its bytes: %s…', async (head, data) => {
		expect(await contentOf(bytesOfDataUrl(head + data, 'Image', 'file'))).toEqual(DATA);
	});

	it('that is percent-encoded holds a text, whose letters need no encoding', async () => {
		const bytes = bytesOfDataUrl('data:,caf%C3%A9, na%c3%afve ü 100%', 'Text', 'file');
		const text = 'café, naïve ü 100%';
		expect((await contentOf(bytes)).toString()).toBe(text);
		expect(bytes.sizeBytes).toBe(Buffer.byteLength(text));
	});

	it('of base64 that is not marked as such is a text', async () => {
		const bytes = bytesOfDataUrl('data:text/plain;base64=no,QUFB', 'Text', 'file');
		expect((await contentOf(bytes)).toString()).toBe('QUFB');
	});

	it.each([
		['image file', 'image'],
		['file', 'file'],
	] as const)('without data is refused, where an %s is wanted', (word, link) => {
		expect(() => bytesOfDataUrl('data:image/png;base64', 'Photo', word)).toThrow(
			expect.objectContaining({
				message: "'Photo' begins like a data URL, but has no comma before the data",
				nextStep: `Enter the whole data URL, such as data:image/png;base64,…, or a link to the ${link}.`,
			}),
		);
	});
});

/** A file that cannot be opened. */
function failing(error: Error): FileBytes {
	return { sizeBytes: 8, open: async () => await Promise.reject(error) };
}

/** An error of n8n's storage in S3. */
function s3Error(name: string, message: string): Error {
	const cause = Object.assign(new Error(message), { name });
	return new Error(`Request to S3 failed: ${message}`, { cause });
}

describe('The start of a file', () => {
	it('is read from as many parts as it needs', async () => {
		const letters = Array.from('%PDF-1.7', (letter) => Buffer.from(letter));
		expect((await headOf(inParts(...letters), 'file')).toString()).toBe('%PDF-1.7');
	});

	it.each([4_096, 65_536])('is read without the rest, in parts of %i bytes', async (length) => {
		const file = inParts(...Array.from({ length: 5 }, () => Buffer.alloc(length, 'x')));
		expect(await headOf(file, 'file')).toEqual(Buffer.alloc(4_096, 'x'));
		expect(file.read()).toBe(1);
	});

	it.each<[where: string, error: Error]>([
		['on the disk of n8n 1', Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })],
		['on the disk of n8n 2', new Error('File not found')],
		['in the database', new Error('Binary data file not found')],
		['in S3', s3Error('NoSuchKey', 'The specified key does not exist.')],
		['in S3, by its description', s3Error('NotFound', 'UnknownError')],
		['in S3 of older versions', s3Error('AxiosError', 'Request failed with status code 404')],
		[
			'in Azure',
			new Error('Request to Azure Blob storage failed', {
				cause: Object.assign(new Error('No blob'), { code: 'BlobNotFound' }),
			}),
		],
	])('is refused as gone when it is no longer %s', async (_where, error) => {
		await expect(headOf(failing(error), 'file')).rejects.toMatchObject({
			message: "The file is no longer in n8n's storage",
		});
	});

	it.each<[why: string, error: Error, says: string]>([
		[
			'the storage denies it',
			s3Error('AccessDenied', 'Access Denied'),
			'n8n says "Request to S3 failed: Access Denied".',
		],
		[
			'the storage is down',
			s3Error('Error', 'connect ECONNREFUSED 10.0.0.5:9000'),
			'n8n says "Request to S3 failed: connect ECONNREFUSED 10.0.0.5:9000".',
		],
		['there is no reason', new Error(), 'n8n gives no reason.'],
	])('is refused with the reason when %s', async (_why, error, says) => {
		await expect(headOf(failing(error), 'image file')).rejects.toMatchObject({
			message: "The file could not be read from n8n's storage",
			nextStep: `${says} Check where n8n keeps binary data, or try again later.`,
		});
	});

	it('is refused when the file can no longer be opened, and others can be read after it', async () => {
		const gone = failing(Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' }));
		const refusals = Array.from({ length: 20 }, async () => await headOf(gone, 'image file'));
		for (const { status, ...refusal } of await Promise.allSettled(refusals)) {
			expect(status).toBe('rejected');
			expect(refusal).toMatchObject({
				reason: {
					message: "The image file is no longer in n8n's storage",
					nextStep: 'Run the node that makes the file again, in the same execution as this node.',
				},
			});
		}
		expect((await headOf(inParts(DATA), 'file')).equals(DATA)).toBe(true);
	});
});

describe('The size of a file', () => {
	const check = (sizeBytes: number) => () => {
		const { open } = bytesOfBase64('');
		checkSize({ sizeBytes, open }, 'in "data"', 'file', 'Check it.');
	};

	it('may be up to 100 MB', () => {
		expect(check(1)).not.toThrow();
		expect(check(100 * MEGABYTE)).not.toThrow();
		expect(check(100 * MEGABYTE + 1)).toThrow('The file in "data" has 101 MB');
	});

	it('must not be nothing', () => {
		expect(check(0)).toThrow(
			expect.objectContaining({ message: 'The file in "data" is empty', nextStep: 'Check it.' }),
		);
	});
});
