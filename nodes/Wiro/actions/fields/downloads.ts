import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { text } from '../../api/values';
import { badParameter } from '../parameters';

const DEFAULT_PROPERTY = 'data';

/** The options of every operation that can hand the files on. */
export const downloadOptions: INodeProperties[] = [
	{
		displayName: 'Download Outputs',
		name: 'downloadOutputs',
		type: 'boolean',
		default: false,
		description:
			'Whether to fetch the files and hand them on as binary data, ready for an upload or e-mail node. Without it the items carry the URLs, which Wiro keeps for a limited time.',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyOutput',
		type: 'string',
		default: DEFAULT_PROPERTY,
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the file in',
		displayOptions: { show: { downloadOutputs: [true] } },
	},
];

/** The binary property to download into; nothing where the user does not want the files. @throws WiroError */
export function readDownloadProperty(options: IDataObject): string | undefined {
	if (options.downloadOutputs !== true) return undefined;
	const property = text(options.binaryPropertyOutput ?? DEFAULT_PROPERTY);
	if (property === undefined) {
		throw badParameter(
			'Put Output File in Field is empty',
			`Give a name such as ${DEFAULT_PROPERTY}.`,
		);
	}
	return property;
}
