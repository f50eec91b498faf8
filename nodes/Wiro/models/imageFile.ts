import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { FormFile } from '../api/multipart';
import { Semaphore } from '../api/semaphore';
import { badParameter } from '../fields/parameters';
import { seemsToBe } from './otherFiles';
import { HEAD_BYTES, imageFileName, imageTypeOf } from './imageType';

/** Wiro takes files of up to 100 MB. Source: Wiro's documentation of file inputs. */
const LARGEST_FILE_BYTES = 100 * 1024 * 1024;

/** How many characters of base64 are decoded at once: a multiple of four. */
const BASE64_SLICE = 256 * 1024;

/** How many files are opened at once to read their first bytes. */
const READ_AT_ONCE = 10;

const GOOD_IMAGES = 'Use a JPEG, PNG, WebP, GIF or HEIC image.';

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
	const isClean = !/[^A-Za-z0-9+/=]/.test(text) && !text.slice(0, -2).includes('=');
	const base64 = isClean
		? text
		: text
				.replace(/[^A-Za-z0-9+/_-]/g, '')
				.replaceAll('-', '+')
				.replaceAll('_', '/');
	return {
		sizeBytes: Buffer.byteLength(base64, 'base64'),
		open: async () => await Promise.resolve(sliced(base64)),
	};
}

/** The bytes of a file in n8n's storage. @throws WiroError if it is no longer there */
async function bytesOfStored(context: IExecuteFunctions, id: string): Promise<FileBytes> {
	try {
		const { fileSize } = await context.helpers.getBinaryMetadata(id);
		return { sizeBytes: fileSize, open: async () => await context.helpers.getBinaryStream(id) };
	} catch {
		throw goneFile();
	}
}

/** The bytes of a binary file of n8n: in its storage, or as base64 in the item. @throws WiroError */
export async function bytesOfBinary(
	context: IExecuteFunctions,
	{ id, data }: Partial<IBinaryData>,
): Promise<FileBytes> {
	if (id !== undefined && id !== '') return await bytesOfStored(context, id);
	const base64 = data ?? '';
	// A Code node may have stored a whole data URL there.
	return bytesOfBase64(/^data:/i.test(base64) ? base64.slice(base64.indexOf(',') + 1) : base64);
}

function goneFile() {
	return badParameter(
		"The image file is no longer in n8n's storage",
		'Run the node that makes the file again, in the same execution as this node.',
	);
}

const readings = new Semaphore(READ_AT_ONCE);

/** Reads the start of a file and closes it. @throws WiroError if it cannot be read */
async function headOf({ open }: FileBytes): Promise<Buffer> {
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
	} catch {
		throw goneFile();
	} finally {
		readings.release();
	}
}

/**
 * Checks that a file is an image that Wiro accepts, and prepares it for sending. Its type and name
 * follow its first bytes, whatever it was called before. The rest is read later.
 * @param where its place for errors, such as `in "data"`
 * @throws WiroError
 */
export async function readImageFile(
	bytes: FileBytes,
	where: string,
	fileName: string,
): Promise<FormFile> {
	const { sizeBytes, open } = bytes;
	if (sizeBytes === 0) throw badParameter(`The image file ${where} is empty`, GOOD_IMAGES);
	if (sizeBytes > LARGEST_FILE_BYTES) {
		const megabytes = Math.ceil(sizeBytes / 1024 / 1024);
		throw badParameter(
			`The image file ${where} has ${megabytes} MB`,
			'Wiro takes up to 100 MB. Make it smaller first.',
		);
	}
	const head = await headOf(bytes);
	const type = imageTypeOf(head);
	if (type === undefined) {
		const what = seemsToBe(head);
		throw badParameter(
			`The file ${where} is not an image that Wiro takes${what === undefined ? '' : `: it seems to be ${what}`}`,
			GOOD_IMAGES + adviceFor(what),
		);
	}
	return { fileName: imageFileName(fileName, type), mimeType: type.mimeType, sizeBytes, open };
}

/** Advice for the usual cause of such a file. */
function adviceFor(what: string | undefined): string {
	switch (what) {
		case 'an HTML page':
		case 'an XML file':
		case 'JSON text':
			return ' The previous node may have received a sign-in page or a message instead of the image. Check its output.';
		case 'text':
		case 'a data URL in a text file':
			return ' If the text is the image in base64, convert it with the Convert to File node first.';
		default:
			return '';
	}
}
