import type { INodeProperties } from 'n8n-workflow';
import { cancel } from './cancel.operation';
import { simplifyProperty } from '../fields/simplify';
import { get } from './get.operation';
import { kill } from './kill.operation';
import type { Operation } from './operation';
import { notOneOf, type ParameterReader } from '../fields/parameters';
import { run } from './run.operation';
import { waitForCompletion } from './waitForCompletion.operation';

/** All operations, in the order of the editor's list (alphabetical, as n8n asks). */
const operations: Operation[] = [cancel, get, kill, run, waitForCompletion];

/**
 * The operation that a node is set to, by its exact value: with any other, n8n takes the node's
 * parameters away, since they are shown for no operation.
 * @throws WiroError when the node does not have it
 */
export function operationOf(parameters: ParameterReader): Operation {
	const given = parameters.text('operation', 'Operation');
	const found = operations.find(({ option }) => option.value === given);
	if (found !== undefined) return found;
	const values = operations.map(({ option }) => option.value);
	throw notOneOf('Operation', given, values);
}

/** Shows properties for one operation only. */
function shownFor({ option }: Operation, properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: { operation: [option.value], ...property.displayOptions?.show },
		},
	}));
}

function optionsOf({ options }: Operation): INodeProperties[] {
	if (options.length === 0) return [];
	return [
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options,
		},
	];
}

/** All parameters of the node. */
export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: operations.map(({ option }) => option),
		default: 'run',
	},
	...operations.flatMap((operation) =>
		shownFor(operation, [...operation.properties, simplifyProperty, ...optionsOf(operation)]),
	),
];
