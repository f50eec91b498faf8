import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { showsOtherModel, showsOwnModel } from '../fields/model';
import { simplifyProperty } from '../fields/output';
import { ItemParameters, notOneOf } from '../fields/parameters';
import { cancel } from './cancel.operation';
import { deleteFiles } from './deleteFiles.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { getPrice } from './getPrice.operation';
import { kill } from './kill.operation';
import type { Operation, Resource } from './operation';
import { run } from './run.operation';
import { waitForCompletion } from './waitForCompletion.operation';

/** All operations, in alphabetical order of their labels. */
const operations: Operation[] = [
	cancel,
	deleteFiles,
	getMany,
	getPrice,
	get,
	kill,
	run,
	waitForCompletion,
];

/** What the operations are about. Saved workflows without it are about tasks. */
const resourceProperty: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Model', value: 'model' },
		{ name: 'Task', value: 'task' },
	],
	default: 'task',
};

/** The choice between the operations of a resource. */
function operationProperty(resource: Resource, byDefault: Operation): INodeProperties {
	const { value } = byDefault.option;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: operations.filter((one) => one.resource === resource).map(({ option }) => option),
		default: value,
		displayOptions: { show: { resource: [resource] } },
	};
}

const modelOperationProperty = operationProperty('model', getPrice);
const taskOperationProperty = operationProperty('task', run);

/** What a model reads about an operation: n8n itself would say the same about all. */
function toolDescriptionsOf(operation: Operation): INodeProperties[] {
	const { resource, option, toolDescription, toolDescriptionOfOthers } = operation;
	const describe = (words: string, { show, hide }: IDisplayOptions = {}): INodeProperties => ({
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 6 },
		required: true,
		default: words,
		description: 'What the model reads about this tool, to decide when and how to call it',
		displayOptions: {
			show: { '@tool': [true], '/resource': [resource], '/operation': [option.value], ...show },
			...(hide && { hide }),
		},
	});
	return toolDescriptionOfOthers === undefined
		? [describe(toolDescription)]
		: [
				describe(toolDescription, showsOwnModel),
				describe(toolDescriptionOfOthers, showsOtherModel),
			];
}

function propertiesOf({ properties, options, hasOwnItems }: Operation): INodeProperties[] {
	const collection: INodeProperties = {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
	return [
		...properties,
		...(hasOwnItems === true ? [] : [simplifyProperty]),
		...(options.length > 0 ? [collection] : []),
	];
}

/** Each operation with all its parameters, by its value. */
const operationsByValue = new Map(
	operations.map((operation) => {
		const properties = propertiesOf(operation);
		return [operation.option.value, { operation, properties }];
	}),
);

/** All parameters of the node. */
export const nodeProperties: INodeProperties[] = [
	resourceProperty,
	modelOperationProperty,
	taskOperationProperty,
	...operations.flatMap(toolDescriptionsOf),
	...[...operationsByValue].flatMap(([value, { operation, properties }]) =>
		properties.map((property) => shownFor(operation.resource, value, property)),
	),
];

/** A parameter that is shown for one operation only. */
function shownFor(
	resource: Resource,
	operation: string,
	property: INodeProperties,
): INodeProperties {
	const { show, ...others } = property.displayOptions ?? {};
	// The order counts: after a rule that meets an expression, n8n reads no further rule.
	const displayOptions = {
		...others,
		show: { resource: [resource], operation: [operation], ...show },
	};
	return { ...property, displayOptions };
}

/**
 * An item's operation and the reader of its parameters. Only the exact value of an operation counts:
 * with any other, n8n removes the node's parameters, which belong to an operation.
 * @throws WiroError if there is no such operation
 */
export function readOperation(
	context: IExecuteFunctions,
	itemIndex: number,
): { operation: Operation; parameters: ItemParameters } {
	const given = new ItemParameters(context, itemIndex, [taskOperationProperty]).text('operation');
	const found = operationsByValue.get(given);
	if (found === undefined) {
		throw notOneOf(taskOperationProperty.displayName, given, [...operationsByValue.keys()]);
	}
	const { operation, properties } = found;
	return { operation, parameters: new ItemParameters(context, itemIndex, properties) };
}
