/**
 * Stand-ins for the few nodes of n8n-nodes-base that the workflows here use. They bear the real
 * type names, so that a workflow runs unchanged in n8n.
 */
import type {
	IExecuteFunctions,
	IDataObject,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** The description of a stand-in with one input and one output, unless `rest` says otherwise. */
export function describe(
	name: string,
	displayName: string,
	rest: Partial<INodeTypeDescription> = {},
): INodeTypeDescription {
	return {
		name,
		displayName,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: displayName },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...rest,
	};
}

/** Passes on what the run starts with: the engine does not call triggers outside of manual mode. */
function startingNode(name: string, displayName: string): INodeType {
	return {
		description: describe(name, displayName, {
			group: ['trigger'],
			version: [1, 1.2],
			inputs: [],
		}),
		async trigger() {
			return {};
		},
	};
}

/** Passes its items on. A test puts it where it wants to see the items. */
const noOp: INodeType = {
	description: describe('noOp', 'No Operation, do nothing'),
	async execute() {
		return [this.getInputData()];
	},
};

/** Never runs: a note on the canvas. */
const stickyNote: INodeType = {
	description: describe('stickyNote', 'Sticky Note', {
		group: ['input'],
		inputs: [],
		outputs: [],
		properties: [
			{ displayName: 'Content', name: 'content', type: 'string', default: '' },
			{ displayName: 'Height', name: 'height', type: 'number', default: 160 },
			{ displayName: 'Width', name: 'width', type: 'number', default: 240 },
			{ displayName: 'Color', name: 'color', type: 'number', default: 1 },
		],
	}),
	async execute() {
		return [this.getInputData()];
	},
};

/** The HTTP Request node's predefined credential: one JSON request for each item. */
const httpRequest: INodeType = {
	description: describe('httpRequest', 'HTTP Request', {
		properties: [
			{ displayName: 'Method', name: 'method', type: 'string', default: 'GET' },
			{ displayName: 'URL', name: 'url', type: 'string', default: '', required: true },
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'string',
				default: 'predefinedCredentialType',
			},
			{ displayName: 'Credential Type', name: 'nodeCredentialType', type: 'string', default: '' },
			{ displayName: 'JSON', name: 'jsonBody', type: 'json', default: '' },
		],
	}),
	async execute() {
		const items = this.getInputData();
		return [await Promise.all(items.map(async (_item, index) => await request(this, index)))];
	},
};

async function request(context: IExecuteFunctions, index: number): Promise<INodeExecutionData> {
	const parameter = (name: string) => {
		const value = context.getNodeParameter(name, index);
		return typeof value === 'string' ? value : '';
	};
	const body = parameter('jsonBody');
	const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
		context,
		parameter('nodeCredentialType'),
		{
			method: parameter('method') === 'POST' ? 'POST' : 'GET',
			url: parameter('url'),
			...(body && { body: toObject(JSON.parse(body)) }),
			json: true,
		},
	);
	return { json: toObject(answer), pairedItem: { item: index } };
}

function toObject(value: unknown): IDataObject {
	if (typeof value !== 'object' || value === null) throw new Error('This is not a JSON object.');
	return { ...value };
}

/** The stand-ins, by the full name of their type. */
export const baseNodes: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': startingNode('manualTrigger', 'Manual Trigger'),
	'n8n-nodes-base.scheduleTrigger': startingNode('scheduleTrigger', 'Schedule Trigger'),
	'n8n-nodes-base.noOp': noOp,
	'n8n-nodes-base.stickyNote': stickyNote,
	'n8n-nodes-base.httpRequest': httpRequest,
};
