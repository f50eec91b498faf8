import type { INodeProperties } from 'n8n-workflow';
import type { FileForm } from '../api/items';
import type { ParameterReader } from './parameters';
import { readTimeoutMs } from './waiting';

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

/** Where the files go; undefined where the user does not want them. @throws WiroError */
export function readFileForm(options: ParameterReader): FileForm | undefined {
	if (!options.boolean('downloadOutputs', 'Download Outputs', false)) return undefined;
	const field = options.text('binaryPropertyOutput', 'Put Output File in Field');
	return { field: field === '' ? DEFAULT_PROPERTY : field, timeoutMs: readTimeoutMs(options) };
}
