import type { FormFile } from '../api/multipart';
import { isOutOfReach } from '../api/reach';
import { unwrapped } from '../api/urls';
import { badParameter, type ItemParameters } from '../fields/parameters';
import { isBinaryFile, ItemFiles } from './itemFiles';
import { bytesOfBase64, bytesOfBinary, bytesOfDataUrl, isBase64File } from './fileBytes';
import { readImageFile } from './imageFile';
import { sharePageOf } from './sharePages';

const NAME = 'inputImageUrl';
/** The label of the parameter. */
export const IMAGE_URL_LABEL = 'Image URL';

/** The place of an image in the parameter itself, for errors. */
const WHERE = `in '${IMAGE_URL_LABEL}'`;

const READ_FILE =
	"Read the file with the Read/Write Files from Disk node on the n8n server, or upload it with an n8n form, and set 'Image Source' to Binary File. Or use a link to it that begins with https://.";

/** Addresses that work in one program or on one computer only, and what to do instead. */
const LOCAL_ADDRESSES: ReadonlyArray<readonly [pattern: RegExp, what: string, instead: string]> = [
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

/** What a text is if it is an address that works in one place only, and what to do instead. */
export function localAddress(given: string): { what: string; instead: string } | undefined {
	const found = LOCAL_ADDRESSES.find(([pattern]) => pattern.test(given));
	return found && { what: found[1], instead: found[2] };
}

/**
 * Reads 'Image URL': a link that Wiro opens, or the image itself as a data URL, as base64 or as a
 * file of n8n, which is then sent with the Run.
 * @throws WiroError
 */
export async function readImageUrl(
	parameters: ItemParameters,
): Promise<{ url: string } | { file: FormFile }> {
	const { context } = parameters;
	const raw = parameters.raw(NAME);
	const image = isBinaryFile(raw) ? new ItemFiles(parameters).withBytes(raw, WHERE) : undefined;
	if (image !== undefined) {
		const bytes = await bytesOfBinary(context, image.file, 'image file');
		return { file: await readImageFile(bytes, WHERE, image.file.fileName ?? '') };
	}
	const binaryInstead = "Enter the URL of the image, or set 'Image Source' to Binary File.";
	const given = unwrapped(parameters.requiredText(NAME, binaryInstead));
	if (/^data:/i.test(given)) {
		const bytes = bytesOfDataUrl(given, IMAGE_URL_LABEL, 'image file');
		return { file: await readImageFile(bytes, WHERE, '') };
	}
	if (isBase64File(given)) return { file: await readImageFile(bytesOfBase64(given), WHERE, '') };

	const local = localAddress(given);
	if (local !== undefined) {
		throw badParameter(`'${IMAGE_URL_LABEL}' is ${local.what}`, local.instead);
	}
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
