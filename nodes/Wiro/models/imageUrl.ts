import type { FormFile } from '../api/multipart';
import { isOutOfReach } from '../api/reach';
import { unwrapped } from '../api/urls';
import { text } from '../api/values';
import { badParameter, type ItemParameters } from '../fields/parameters';
import { isBinaryFile } from './itemFiles';
import { bytesOfBase64, bytesOfBinary, bytesOfDataUrl } from './fileBytes';
import { readImageFile } from './imageFile';
import { imageTypeOf } from './imageType';
import { sharePageOf } from './sharePages';

const NAME = 'inputImageUrl';
/** The label of the parameter. */
export const IMAGE_URL_LABEL = 'Image URL';

/** The place of an image in the parameter itself, for errors. */
const WHERE = `in '${IMAGE_URL_LABEL}'`;

/** This many characters of base64 show whether it is an image. */
const BASE64_HEAD = 64;

/** A base64 text of this length is a file and not a URL. */
const LEAST_BASE64 = 200;

const READ_FILE =
	"Read the file with the Read/Write Files from Disk node on the n8n server, or upload it with an n8n form, and set 'Image Source' to Binary File. Or use a link to it that begins with https://.";

/** Addresses that work in one program or on one computer only, and what to do instead. */
export const LOCAL_ADDRESSES: ReadonlyArray<
	readonly [pattern: RegExp, what: string, instead: string]
> = [
	[
		/^blob:/i,
		'an address that only one browser tab can open',
		"Use the link from which the page loads the image, or upload the image with an n8n form and set 'Image Source' to Binary File.",
	],
	[/^file:/i, 'the path of a file on one computer', READ_FILE],
	[/^[a-z]:[\\/]/i, 'the path of a file on one computer', READ_FILE],
	[/^\\\\/, 'the path of a file in one network', READ_FILE],
	[/^(\/(?!\/)|~\/|\.\.?[\\/])/, 'the path of a file, not a link to it', READ_FILE],
	[
		/^(s3|gs|gdrive|azure|ftps?|sftp):\/\//i,
		'an address that Wiro cannot open',
		"Download the file with the node for that storage and set 'Image Source' to Binary File, or use a link to it that begins with https://.",
	],
];

/** Whether a text is a file in base64, without a scheme before it. */
export function isBase64File(value: string): boolean {
	const start = value.slice(0, LEAST_BASE64).replace(/[\r\n\t]/g, '');
	if (/[^A-Za-z0-9+/=_-]/.test(start)) return false;
	const head = Buffer.from(start.slice(0, BASE64_HEAD), 'base64');
	return imageTypeOf(head) !== undefined || value.length >= LEAST_BASE64;
}

/**
 * Reads 'Image URL': a link that Wiro opens, or the image itself as a data URL, as base64 or as a
 * file of n8n, which is then sent with the Run.
 * @throws WiroError
 */
export async function readImageUrl(
	parameters: ItemParameters,
): Promise<{ url: string } | { file: FormFile }> {
	const { context, itemIndex } = parameters;
	const raw: unknown = context.getNodeParameter(NAME, itemIndex, null);
	if (isBinaryFile(raw) && (text(raw.id) ?? text(raw.data)) !== undefined) {
		const bytes = await bytesOfBinary(context, raw);
		return { file: await readImageFile(bytes, WHERE, raw.fileName ?? '') };
	}
	const binaryInstead = "Enter the URL of the image, or set 'Image Source' to Binary File.";
	const given = unwrapped(parameters.requiredText(NAME, binaryInstead));
	if (/^data:/i.test(given))
		return { file: await readImageFile(bytesOfDataUrl(given, IMAGE_URL_LABEL), WHERE, '') };
	if (isBase64File(given)) return { file: await readImageFile(bytesOfBase64(given), WHERE, '') };

	const local = LOCAL_ADDRESSES.find(([pattern]) => pattern.test(given));
	if (local !== undefined) throw badParameter(`'${IMAGE_URL_LABEL}' is ${local[1]}`, local[2]);
	const url = parameters.webUrl(NAME);
	if (await isOutOfReach(context, url)) {
		throw badParameter(
			`'${IMAGE_URL_LABEL}' leads to ${new URL(url).host}, which Wiro cannot reach from the internet`,
			"Use a link that opens from everywhere, or fetch the image with the HTTP Request node and set 'Image Source' to Binary File. If the link comes from n8n itself, set its environment variable WEBHOOK_URL to its public address.",
		);
	}
	const page = sharePageOf(url);
	if (page === undefined) return { url };
	throw badParameter(
		`'${IMAGE_URL_LABEL}' is a page of ${page.service} that shows the image, not the image itself`,
		page.instead,
	);
}
