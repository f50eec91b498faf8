/**
 * A stand-in for n8n's AI Agent node: it makes the calls that are written in it. It runs its tools
 * as n8n's agents do: before version 3 inside itself, from then on as nodes of their own.
 */
import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeType,
} from 'n8n-workflow';

import { holds, listOf, textOf } from '../guards.mts';
import { describe } from './baseNodes.mts';

/** The calls of each turn: their arguments. The calls of one turn are made at the same time. */
export type Turns = IDataObject[][];

interface Tool {
	invoke(args: IDataObject): Promise<unknown>;
}

const isTurns = listOf(listOf(holds<IDataObject>()));
const isTools = listOf(holds<Tool>('invoke'));
const isProgress = holds<Progress>('turns', 'answers');

/** How far the calls of an item have come. */
interface Progress {
	turns: Turns;
	answers: unknown[];
}

function turnsOf(context: IExecuteFunctions, index: number): Turns {
	const turns: unknown = JSON.parse(textOf(context.getNodeParameter('turns', index)));
	if (!isTurns(turns)) throw new Error('These are no turns.');
	return turns;
}

/** Makes the calls of an item inside this node. Of an error, the model reads nothing. */
async function callInside(context: IExecuteFunctions, index: number): Promise<unknown[]> {
	const tools: unknown = await context.getInputConnectionData('ai_tool', index);
	const [tool] = isTools(tools) ? tools : [];
	const answers: unknown[] = [];
	for (const calls of turnsOf(context, index)) {
		answers.push(
			...(await Promise.all(calls.map(async (args) => await tool?.invoke(args).catch(() => '')))),
		);
	}
	return answers;
}

/** Asks the engine to run the tool for the calls of the next turn; undefined after the last one. */
function nextRequest(
	context: IExecuteFunctions,
	{ turns, answers }: Progress,
): EngineRequest | undefined {
	const [calls, ...later] = turns;
	const [tool] = context.getParentNodes(context.getNode().name, { connectionType: 'ai_tool' });
	if (calls === undefined || tool === undefined) return undefined;
	const actions = calls.map((input, call) => ({
		actionType: 'ExecutionNodeAction' as const,
		nodeName: tool.name,
		input,
		type: 'ai_tool' as const,
		id: `call-${answers.length + call}`,
		metadata: { itemIndex: 0 },
	}));
	return { actions, metadata: { turns: later, answers } };
}

/** What the model reads of the calls that the engine has made. */
function answersIn({ actionResponses }: EngineResponse): string[] {
	return actionResponses.map(({ data }) => {
		const items = data.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
		return items.length > 0 ? JSON.stringify(items) : '';
	});
}

/** An agent. Its output items have the answers that a model would have read. */
export const agentNode: INodeType = {
	description: describe('agent', 'AI Agent', {
		version: [2.2, 3.1],
		inputs: ['main', 'ai_tool'],
		properties: [
			{ displayName: 'Turns', name: 'turns', type: 'json', default: '[]' },
			{ displayName: 'Batch', name: 'isBatch', type: 'boolean', default: false },
		],
	}),
	async execute(this: IExecuteFunctions, response?: EngineResponse) {
		const items = this.getInputData();
		if (this.getNode().typeVersion >= 3) {
			const { metadata } = response ?? {};
			const before = isProgress(metadata) ? metadata : { turns: turnsOf(this, 0), answers: [] };
			const answers = [...before.answers, ...(response ? answersIn(response) : [])];
			return nextRequest(this, { turns: before.turns, answers }) ?? [[{ json: { answers } }]];
		}
		const isBatch = this.getNodeParameter('isBatch', 0) === true;
		const all: unknown[][] = [];
		for (const index of items.keys()) {
			if (!isBatch) all.push(await callInside(this, index));
		}
		if (isBatch) {
			all.push(
				...(await Promise.all(items.map(async (_, index) => await callInside(this, index)))),
			);
		}
		return [
			all.map((answers, item) => ({
				json: { answers: answers.map(textOf) },
				pairedItem: { item },
			})),
		];
	},
};

/** A stand-in for n8n's MCP Server Trigger: it runs its tools as agents before version 3 do. */
export const mcpNode: INodeType = {
	...agentNode,
	description: describe('mcpTrigger', 'MCP Server Trigger', {
		group: ['trigger'],
		inputs: ['ai_tool'],
		properties: agentNode.description.properties,
	}),
	async trigger() {
		return {};
	},
};
