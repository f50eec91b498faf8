import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { errorsIn } from '../api/causes';
import type { FormFile } from '../api/multipart';
import { Semaphore } from '../api/semaphore';
import { badParameter, shown } from '../fields/parameters';
import { HEAD_BYTES, imageTypeOf } from './imageType';

/** Wiro takes files of up to 100 MB. Source: Wiro's documentation of file inputs. */
const LARGEST_FILE_BYTES = 100 * 1024 * 1024;

/** How many characters of base64 are decoded at once: a multiple of four. */
const BASE64_SLICE = 256 * 1024;

/** How many files are opened at once to read their first bytes. */
const READ_AT_ONCE = 10;

/** This many characters of base64 show whether it is an image. */
const BASE64_HEAD = 64;

/** A base64 text of this length is a file and not a URL. */
const LEAST_BASE64 = 200;

/** What errors call a file. */
export type FileWord = 'image file' | 'file';

/** The bytes of a file, wherever they are stored. */
export interface FileBytes {
	sizeBytes: number;
	/** Opens the file from its start, as often as needed. */
	open: FormFile['open'];
}

async function* sliced(base64: string): AsyncGenerator<Buffer> {
	for (let at = 0; at < base64.length; at += BASE64_SLICE) {
		yield await Promise.resolve(Buffer.from(base64.slice(at, at + BASE64_SLICE), 'base64'));
	}
}

/** The bytes of a base64 text, decoded in parts. Accepts white space and the URL-safe alphabet. */
export function bytesOfBase64(text: string): FileBytes {
	// One pattern for the whole text would overflow the stack on many megabytes.
	const isClean = !/[^A-Za-z0-9+/=_-]/.test(text) && !text.slice(0, -2).includes('=');
	const base64 = isClean ? text : text.replace(/[^A-Za-z0-9+/_-]/g, '');
	return {
		sizeBytes: Buffer.byteLength(base64, 'base64'),
		open: async () => await Promise.resolve(sliced(base64)),
	};
}

/** Whether a text is a file in base64, without a scheme before it. */
export function isBase64File(value: string): boolean {
	const start = value.slice(0, LEAST_BASE64).replace(/[\r\n\t]/g, '');
	if (/[^A-Za-z0-9+/=_-]/.test(start)) return false;
	const head = Buffer.from(start.slice(0, BASE64_HEAD), 'base64');
	return imageTypeOf(head) !== undefined || value.length >= LEAST_BASE64;
}

/** The bytes of a percent-encoded text. */
function bytesOfPercentEncoded(encoded: string): FileBytes {
	const parts = encoded
		.split(/((?:%[0-9a-f]{2})+)/i)
		.map((part, index) =>
			index % 2 === 1 ? Buffer.from(part.replaceAll('%', ''), 'hex') : Buffer.from(part, 'utf8'),
		);
	const bytes = Buffer.concat(parts);
	return {
		sizeBytes: bytes.length,
		open: async () => await Promise.resolve(chunksOf(bytes)),
	};
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
	yield await Promise.resolve(bytes);
}

/**
 * The bytes of a data URL.
 * @param label the parameter that holds it, for errors
 * @throws WiroError if it has no data
 */
export function bytesOfDataUrl(dataUrl: string, label: string, word: FileWord): FileBytes {
	const comma = dataUrl.indexOf(',');
	if (comma === -1) {
		throw badParameter(
			`'${label}' begins like a data URL, but has no comma before the data`,
			`Enter the whole data URL, such as data:image/png;base64,…, or a link to the ${word === 'file' ? 'file' : 'image'}.`,
		);
	}
	const data = dataUrl.slice(comma + 1);
	if (!/;\s*base64\s*$/i.test(dataUrl.slice(0, comma))) return bytesOfPercentEncoded(data);
	return bytesOfBase64(
		data.includes('%')
			? data.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
			: data,
	);
}

/** The bytes of a file in n8n's storage. @throws WiroError if n8n cannot give them */
async function bytesOfStored(
	context: IExecuteFunctions,
	id: string,
	word: FileWord,
): Promise<FileBytes> {
	try {
		const { fileSize } = await context.helpers.getBinaryMetadata(id);
		return { sizeBytes: fileSize, open: async () => await context.helpers.getBinaryStream(id) };
	} catch (error) {
		throw unreadable(error, word);
	}
}

/** The bytes of a binary file of n8n: in its storage, or as base64 in the item. @throws WiroError */
export async function bytesOfBinary(
	context: IExecuteFunctions,
	{ id, data }: Partial<IBinaryData>,
	word: FileWord,
): Promise<FileBytes> {
	if (id !== undefined && id !== '') return await bytesOfStored(context, id, word);
	const base64 = data ?? '';
	// A Code node may have stored a whole data URL there.
	return bytesOfBase64(/^data:/i.test(base64) ? base64.slice(base64.indexOf(',') + 1) : base64);
}

/**
 * The bytes of a file that a text holds itself, as a data URL or in base64; undefined for other texts.
 * @param label the parameter that holds it, for errors
 * @throws WiroError if a data URL has no data
 */
export function bytesInText(text: string, label: string, word: FileWord): FileBytes | undefined {
	if (/^data:/i.test(text)) return bytesOfDataUrl(text, label, word);
	return isBase64File(text) ? bytesOfBase64(text) : undefined;
}

/** Whether n8n's storage does not have a file: on disk, in the database, in S3 or in Azure. */
function isGone(error: unknown): boolean {
	return errorsIn(error).some(
		({ name, code, message }) =>
			/^(ENOENT|BlobNotFound)$/.test(code) ||
			/^(NotFound|NoSuchKey)$/.test(name) ||
			/\bfile not found$|status code 404$/i.test(message),
	);
}

/** The error of a file that n8n's storage does not give. */
function unreadable(error: unknown, word: FileWord) {
	if (isGone(error)) {
		return badParameter(
			`The ${word} is no longer in n8n's storage`,
			'Run the node that makes the file again, in the same execution as this node.',
		);
	}
	const reason = errorsIn(error)[0]?.message ?? '';
	return badParameter(
		"The file could not be read from n8n's storage",
		`${reason === '' ? 'n8n gives no reason' : `n8n says ${shown(reason)}`}. Check where n8n keeps binary data, or try again later.`,
	);
}

const readings = new Semaphore(READ_AT_ONCE);

/** Reads the start of a file and closes it. @throws WiroError if it cannot be read */
export async function headOf({ open }: FileBytes, word: FileWord): Promise<Buffer> {
	await readings.take();
	try {
		const chunks: Uint8Array[] = [];
		let length = 0;
		for await (const chunk of await open()) {
			if (!(chunk instanceof Uint8Array)) break;
			chunks.push(chunk.subarray(0, HEAD_BYTES));
			length += chunk.length;
			if (length >= HEAD_BYTES) break;
		}
		return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
	} catch (error) {
		throw unreadable(error, word);
	} finally {
		readings.release();
	}
}

/**
 * Checks that Wiro takes a file of this size.
 * @param where its place for errors, such as `in "data"`
 * @param ifEmpty what to do if it has no bytes
 * @throws WiroError
 */
export function checkSize(
	{ sizeBytes }: FileBytes,
	where: string,
	word: FileWord,
	ifEmpty: string,
): void {
	if (sizeBytes === 0) throw badParameter(`The ${word} ${where} is empty`, ifEmpty);
	if (sizeBytes <= LARGEST_FILE_BYTES) return;
	throw badParameter(
		`The ${word} ${where} has ${Math.ceil(sizeBytes / 1024 / 1024)} MB`,
		'Wiro takes up to 100 MB. Make it smaller first.',
	);
}
