import type { INodeProperties } from 'n8n-workflow';
import type { ItemForm } from '../api/items';
import type { ParameterReader } from './parameters';
import { readTimeoutMs } from './waiting';

const DEFAULT_FIELD = 'data';

/** A parameter of every operation that outputs tasks. */
export const simplifyProperty: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The options of every operation that can download files. */
export const downloadOptions: INodeProperties[] = [
	{
		displayName: 'Download Outputs',
		name: 'downloadOutputs',
		type: 'boolean',
		default: false,
		description:
			'Whether to download the files and output them as binary data, for example for an upload or email node. If turned off, the items contain only the URLs, which work for a limited time.',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyOutput',
		type: 'string',
		default: DEFAULT_FIELD,
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the file in',
		displayOptions: { show: { downloadOutputs: [true] } },
	},
];

/** Reads the form in which the user wants the items. @throws WiroError */
export function readItemForm(parameters: ParameterReader): ItemForm {
	const simplify = !parameters.has('simplify') || parameters.boolean('simplify');
	if (!parameters.has('options')) return { simplify };
	const options = parameters.collection('options');
	if (!options.has('downloadOutputs') || !options.boolean('downloadOutputs')) return { simplify };
	const field = options.text('binaryPropertyOutput');
	return {
		simplify,
		files: { field: field === '' ? DEFAULT_FIELD : field, timeoutMs: readTimeoutMs(options) },
	};
}
