import type { INodeProperties } from 'n8n-workflow';
import { entriesOf, type ItemParameters } from '../fields/parameters';
import { BINARY_FIELD_LABEL, findFile } from './binaryField';
import { IMAGE_URL_LABEL, readImageUrl } from './imageUrl';
import { bytesOfBinary } from './fileBytes';
import { readImageFile } from './imageFile';
import type { FileSource } from './usableUrl';

const IMAGE_SOURCES = [
	{
		value: 'binary',
		name: 'Binary File',
		description: 'The image comes from the previous node, such as a file, form or download node',
		others: ['File', 'Binary Data'],
	},
	{
		value: 'url',
		name: 'URL',
		description: 'Wiro fetches the image from the web',
		others: ['Image URL', 'Link', 'Web'],
	},
] as const;

/** The image parameters of an image-to-video model. */
export const imageProperties: INodeProperties[] = [
	{
		displayName: 'Image Source',
		name: 'imageSource',
		type: 'options',
		options: entriesOf(IMAGE_SOURCES),
		default: 'url',
		description: 'Where to get the image that the video starts with',
	},
	{
		displayName: IMAGE_URL_LABEL,
		name: 'inputImageUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/image.jpg',
		description:
			'A link that opens the image without signing in. You can also use a data URL, which is sent as a file.',
		displayOptions: { show: { imageSource: ['url'] } },
	},
	{
		displayName: BINARY_FIELD_LABEL,
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		hint: 'The name of the input field containing the image file',
		displayOptions: { show: { imageSource: ['binary'] } },
	},
];

/** Reads and validates the image of an item. Its bytes are read later. @throws WiroError */
export async function readImage(parameters: ItemParameters): Promise<FileSource> {
	const source = parameters.choice('imageSource', IMAGE_SOURCES);
	if (source === 'url') return await readImageUrl(parameters);
	const { file, where } = findFile(parameters, 'binaryPropertyName');
	const bytes = await bytesOfBinary(parameters.context, file, 'image file');
	return { file: await readImageFile(bytes, where, file.fileName ?? '') };
}
