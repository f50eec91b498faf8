/**
 * Stand-ins for the nodes of n8n-nodes-base that shape and lead the items of the templates. Each
 * does what the templates ask of it, and no more.
 */
import type { IDataObject, IExecuteFunctions, INodeProperties, INodeType } from 'n8n-workflow';

import { holds, listOf, textOf } from '../guards.mts';
import { describe } from './baseNodes.mts';

type Execute = NonNullable<INodeType['execute']>;

const isObject = holds<IDataObject>();
const isAssignments = holds<{ assignments: Assignment[] }>('assignments');
const isConditions = holds<{ conditions: Array<{ leftValue: unknown }> }>('conditions');

interface Assignment {
	name: string;
	value: string;
}

function nodeType(
	name: string,
	parameters: string[],
	execute: Execute,
	outputs: Array<'main'> = ['main'],
): INodeType {
	const properties = parameters.map(
		(parameter): INodeProperties => ({
			displayName: parameter,
			name: parameter,
			type: 'json',
			default: '',
		}),
	);
	// Templates were saved with one of these.
	const version = [1, 1.2, 2.2, 3.4];
	return { description: describe(name, name, { version, outputs, properties }), execute };
}

/** Edit Fields: an item written as JSON, or fields added to the item that comes in. */
const set = nodeType(
	'set',
	['mode', 'jsonOutput', 'assignments', 'includeOtherFields', 'options'],
	async function () {
		return [
			this.getInputData().map((item, index) => ({
				...item,
				json: { ...item.json, ...writtenFields(this, index) },
				pairedItem: { item: index },
			})),
		];
	},
);

function writtenFields(context: IExecuteFunctions, index: number): IDataObject {
	if (context.getNodeParameter('mode', index, '') === 'raw') {
		const written: unknown = JSON.parse(textOf(context.getNodeParameter('jsonOutput', index)));
		return isObject(written) ? written : {};
	}
	const given = context.getNodeParameter('assignments', index);
	if (!isAssignments(given)) return {};
	return Object.fromEntries(given.assignments.map(({ name, value }) => [name, value]));
}

/** Split Out: an item for each member of a list; what is not an object keeps the list's name. */
const splitOut = nodeType('splitOut', ['fieldToSplitOut', 'options'], async function () {
	const field = textOf(this.getNodeParameter('fieldToSplitOut', 0));
	const isList = listOf((member): member is IDataObject | string => member !== undefined);
	return [
		this.getInputData().flatMap(({ json: { [field]: list } }, index) =>
			isList(list)
				? list.map((member) => ({
						json: isObject(member) ? member : { [field]: member },
						pairedItem: { item: index },
					}))
				: [],
		),
	];
});

/** If: one condition, "is true". */
const condition = nodeType(
	'if',
	['conditions', 'options'],
	async function () {
		const items = this.getInputData().map((item, index) => ({
			...item,
			pairedItem: { item: index },
		}));
		const isTrue = (_: unknown, index: number) => {
			const given = this.getNodeParameter('conditions', index);
			return isConditions(given) && given.conditions[0]?.leftValue === true;
		};
		return [items.filter(isTrue), items.filter((item, index) => !isTrue(item, index))];
	},
	['main', 'main'],
);

/** The stand-ins, by the full name of their type. */
export const flowNodes: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.set': set,
	'n8n-nodes-base.splitOut': splitOut,
	'n8n-nodes-base.if': condition,
};
