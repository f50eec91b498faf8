import type { FormFile } from '../api/multipart';
import { badParameter } from '../fields/parameters';
import { checkSize, headOf, type FileBytes } from './fileBytes';
import { seemsToBe } from './otherFiles';
import { imageFileName, imageTypeOf } from './imageType';

const WORD = 'image file';

const GOOD_IMAGES = 'Use a JPEG, PNG, WebP, GIF or HEIC image.';

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
	checkSize(bytes, where, WORD, GOOD_IMAGES);
	const { sizeBytes, open } = bytes;
	const head = await headOf(bytes, WORD);
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
