import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './parameters';

/** Every operation has it. */
export const simplifyProperty: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Whether an item's output is to be simplified. @throws WiroError */
export function readSimplify(parameters: ParameterReader): boolean {
	return parameters.boolean('simplify', 'Simplify', true);
}
