import { unwrapped } from '../api/urls';
import type { ItemParameters } from '../fields/parameters';
import { bytesInText, bytesOfBinary } from './fileBytes';
import { readImageFile } from './imageFile';
import { isBinaryFile, ItemFiles } from './itemFiles';
import { usableUrl, type FileSource } from './usableUrl';

const NAME = 'inputImageUrl';
/** The label of the parameter. */
export const IMAGE_URL_LABEL = 'Image URL';

/** The place of an image in the parameter itself, for errors. */
const WHERE = `in '${IMAGE_URL_LABEL}'`;

/**
 * Reads 'Image URL': a link that Wiro opens, or the image itself as a data URL, as base64 or as a
 * file of n8n, which is then sent with the Run.
 * @throws WiroError
 */
export async function readImageUrl(parameters: ItemParameters): Promise<FileSource> {
	const { context } = parameters;
	const raw = parameters.raw(NAME);
	const image = isBinaryFile(raw) ? new ItemFiles(parameters).withBytes(raw, WHERE) : undefined;
	if (image !== undefined) {
		const bytes = await bytesOfBinary(context, image.file, 'image file');
		return { file: await readImageFile(bytes, WHERE, image.file.fileName ?? '') };
	}
	const binaryInstead = "Enter the URL of the image, or set 'Image Source' to Binary File.";
	const given = unwrapped(parameters.requiredText(NAME, binaryInstead));
	const bytes = bytesInText(given, IMAGE_URL_LABEL, 'image file');
	if (bytes !== undefined) return { file: await readImageFile(bytes, WHERE, '') };
	const place = { label: IMAGE_URL_LABEL, what: 'image' } as const;
	return { url: await usableUrl(context, given, () => parameters.webUrl(NAME), place) };
}
