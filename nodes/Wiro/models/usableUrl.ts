import type { IExecuteFunctions } from 'n8n-workflow';
import type { FormFile } from '../api/multipart';
import { isOutOfReach } from '../api/reach';
import { badParameter } from '../fields/parameters';
import { sharePageOf } from './sharePages';

/** What advice says of the node's own model, which has a parameter for it. */
const SET_SOURCE = "set 'Image Source' to Binary File";

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

/** A file: a URL that Wiro opens, or a file that is sent with the Run. */
export type FileSource = { url: string } | { file: FormFile };

/** The place of a URL, for errors. */
export interface UrlPlace {
	label: string;
	/** What the URL opens. Only pages that show images are known. */
	what: 'image' | 'file';
	/** How a file is sent instead, in the words of advice. */
	useBinary?: string;
}

/**
 * Checks that Wiro can open an address as a file.
 * @param urlOf gives the URL of the address, or throws if it has none
 * @throws WiroError
 */
export async function usableUrl(
	context: IExecuteFunctions,
	address: string,
	urlOf: (address: string) => string,
	{ label, what, useBinary = SET_SOURCE }: UrlPlace,
): Promise<string> {
	const advice = (words: string) => words.replaceAll(SET_SOURCE, useBinary);
	const local = LOCAL_ADDRESSES.find(([pattern]) => pattern.test(address));
	if (local !== undefined) {
		const [, where, instead] = local;
		throw badParameter(`'${label}' is ${where}`, advice(instead));
	}
	const url = urlOf(address);
	if (await isOutOfReach(context, url)) {
		throw badParameter(
			`'${label}' leads to ${new URL(url).host}, which Wiro cannot reach from the internet`,
			`Use a link that opens from everywhere, or fetch the ${what} with the HTTP Request node and ${useBinary}. If the link comes from n8n itself, set its environment variable WEBHOOK_URL to its public address.`,
		);
	}
	const page = what === 'image' ? sharePageOf(url) : undefined;
	if (page === undefined) return url;
	throw badParameter(
		`'${label}' is a page of ${page.service} that shows the image, not the image itself`,
		advice(page.instead),
	);
}
