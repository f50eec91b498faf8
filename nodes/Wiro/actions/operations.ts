import type { INodeProperties } from 'n8n-workflow';
import { cancel } from './cancel.operation';
import { simplifyProperty } from './fields/simplify';
import { get } from './get.operation';
import { kill } from './kill.operation';
import type { Operation } from './operation';
import type { ParameterReader } from './parameters';
import { run } from './run.operation';
import { waitForCompletion } from './waitForCompletion.operation';

/** All operations, in the order of the editor's list (alphabetical, as n8n asks). */
const operations: Operation[] = [cancel, get, kill, run, waitForCompletion];

/** The operation that a node is set to. @throws WiroError when the node does not have it */
export function operationOf(parameters: ParameterReader): Operation {
	const choices = operations.map((operation) => {
		const { value, name } = operation.option;
		return { value, names: [name], operation };
	});
	return parameters.chosen('operation', 'Operation', choices).operation;
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

function optionsOf({ options, optionsShow }: Operation): INodeProperties[] {
	if (options.length === 0) return [];
	return [
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options,
			displayOptions: { show: { ...optionsShow } },
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
