import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { outcomeOf } from '../api/errors/outcome';
import type { ImageFile } from '../api/wiro';
import { badParameter, type ItemParameters } from '../actions/parameters';

/** Wiro takes files of up to 100 MB. Source: Wiro's documentation of file inputs. */
const LARGEST_FILE_BYTES = 100 * 1024 * 1024;

/** What to say where a file will not do. */
const GOOD_IMAGES = 'Give a JPEG, PNG or WebP picture.';

const IMAGE_SOURCES = [
	{ value: 'url', names: ['Image URL', 'Link', 'Web'] },
	{ value: 'binary', names: ['Binary File', 'File', 'Binary Data'] },
] as const;

/** Where the image of an image-to-video model comes from. */
export const imageProperties: INodeProperties[] = [
	{
		displayName: 'Image Source',
		name: 'imageSource',
		type: 'options',
		options: [
			{ name: 'URL', value: 'url', description: 'Wiro fetches the image from the web' },
			{
				name: 'Binary File',
				value: 'binary',
				description: 'The image comes from the node before, such as a file, form or download node',
			},
		],
		default: 'url',
		description: 'Where the image comes from that the video starts with',
	},
	{
		displayName: 'Image URL',
		name: 'inputImageUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/picture.jpg',
		description: 'A link to the image that opens without signing in',
		displayOptions: { show: { imageSource: ['url'] } },
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		hint: 'The name of the input field containing the image file',
		displayOptions: { show: { imageSource: ['binary'] } },
	},
];

/** The image of an item: a URL that Wiro opens, or a file that is sent along. */
export type ImageInput = { url: string } | { file: ImageFile };

async function sizeOf(context: IExecuteFunctions, binary: IBinaryData): Promise<number> {
	if (binary.id === undefined) return Buffer.byteLength(binary.data, 'base64');
	const outcome = await outcomeOf(
		async () => await context.helpers.getBinaryMetadata(binary.id ?? ''),
	);
	if (outcome.ok) return outcome.value.fileSize;
	throw badParameter(
		"The image file is no longer in n8n's storage",
		'Run the node that makes the file again, in the same execution as this one.',
	);
}

async function findBinary(
	{ context, itemIndex }: ItemParameters,
	field: string,
): Promise<IBinaryData> {
	const outcome = await outcomeOf(async () => context.helpers.assertBinaryData(itemIndex, field));
	if (outcome.ok) return outcome.value;
	const fields = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	throw badParameter(
		`The item has no binary file in the field "${field}"`,
		fields.length === 0
			? 'Put a node before this one that gives a file, such as HTTP Request or Read/Write Files from Disk, or set Image Source to URL.'
			: `Set Input Binary Field to one of the fields that the item has: ${fields.join(', ')}.`,
	);
}

async function readFile(parameters: ItemParameters): Promise<ImageFile> {
	const { context, itemIndex } = parameters;
	const field = parameters.requiredText(
		'binaryPropertyName',
		'Input Binary Field',
		'Give the name of the field that holds the image, usually data.',
	);
	const binary = await findBinary(parameters, field);
	if (!/^image\/|^application\/octet-stream$/.test(binary.mimeType)) {
		throw badParameter(`The file in "${field}" is no image (${binary.mimeType})`, GOOD_IMAGES);
	}
	const bytes = await sizeOf(context, binary);
	if (bytes === 0) throw badParameter(`The image file in "${field}" is empty`, GOOD_IMAGES);
	if (bytes > LARGEST_FILE_BYTES) {
		const megabytes = Math.ceil(bytes / 1024 / 1024);
		throw badParameter(
			`The image file in "${field}" has ${megabytes} MB`,
			'Wiro takes up to 100 MB: make it smaller first.',
		);
	}
	return {
		fileName: binary.fileName ?? 'image',
		mimeType: binary.mimeType,
		read: async () => await context.helpers.getBinaryDataBuffer(itemIndex, field),
	};
}

/** Reads and checks the image of an item; its bytes are read later. @throws WiroError */
export async function readImage(parameters: ItemParameters): Promise<ImageInput> {
	const source = parameters.choice('imageSource', 'Image Source', IMAGE_SOURCES);
	if (source === 'binary') return { file: await readFile(parameters) };
	const binaryInstead = 'Give the URL of the image, or set Image Source to Binary File.';
	const given = parameters.requiredText('inputImageUrl', 'Image URL', binaryInstead);
	if (given.startsWith('data:'))
		throw badParameter('Image URL holds the image itself', binaryInstead);
	return { url: parameters.webUrl('inputImageUrl', 'Image URL') };
}
