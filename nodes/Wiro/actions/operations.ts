import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { simplifyProperty } from '../fields/output';
import { ItemParameters, notOneOf } from '../fields/parameters';
import { cancel } from './cancel.operation';
import { get } from './get.operation';
import { kill } from './kill.operation';
import type { Operation } from './operation';
import { run } from './run.operation';
import { waitForCompletion } from './waitForCompletion.operation';

/** All operations, in alphabetical order of their labels. */
const operations: Operation[] = [cancel, get, kill, run, waitForCompletion];

const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: operations.map(({ option }) => option),
	default: 'run',
};

/** What a model is told of each operation: n8n itself would tell it the same of all. */
const toolDescriptions = operations.map(
	({ option, toolDescription }): INodeProperties => ({
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 6 },
		required: true,
		default: toolDescription,
		description: 'What the model is told of this tool, to decide when and how to call it',
		displayOptions: { show: { '@tool': [true], '/operation': [option.value] } },
	}),
);

function propertiesOf({ properties, options }: Operation): INodeProperties[] {
	const collection: INodeProperties = {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
	return [...properties, simplifyProperty, ...(options.length > 0 ? [collection] : [])];
}

/** The parameters of each operation, by its value. */
const propertiesByOperation = new Map(
	operations.map((operation) => [operation.option.value, propertiesOf(operation)]),
);

/** All parameters of the node. */
export const nodeProperties: INodeProperties[] = [
	operationProperty,
	...toolDescriptions,
	...[...propertiesByOperation].flatMap(([value, properties]) =>
		updateDisplayOptions({ show: { operation: [value] } }, properties),
	),
];

/**
 * An item's operation and the reader of its parameters. Only the exact value of an operation counts:
 * with any other, n8n removes the node's parameters, which belong to an operation.
 * @throws WiroError if there is no such operation
 */
export function readOperation(
	context: IExecuteFunctions,
	itemIndex: number,
): { operation: Operation; parameters: ItemParameters } {
	const given = new ItemParameters(context, itemIndex, [operationProperty]).text('operation');
	const operation = operations.find(({ option }) => option.value === given);
	const properties = propertiesByOperation.get(given);
	if (operation !== undefined && properties !== undefined) {
		return { operation, parameters: new ItemParameters(context, itemIndex, properties) };
	}
	throw notOneOf(operationProperty.displayName, given, [...propertiesByOperation.keys()]);
}
