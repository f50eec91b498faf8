/** n8n's own context of a node that is about to run, for code of the node that is called by itself. */
import type { IDataObject, IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';

import { holds } from '../guards.mts';
import { n8nCore, n8nWorkflow } from './modules.mts';
import { type NodeAlone, openNode } from './nodeAlone.mts';

/** A node that is about to run, and the execution that it is in. */
export interface RunningNode extends NodeAlone {
	/** n8n's signal of the user's Stop. */
	signal?: AbortSignal;
	/** What n8n's database says of the execution. */
	inDatabase?: (executionId: string) => Promise<IRunExecutionData | undefined>;
	/** Whether resume URLs have no token, as on n8n 1. */
	isLikeN8n1?: boolean;
}

/** Gives the node the context that n8n would, with one empty item. */
export async function executeContext({
	signal,
	inDatabase,
	isLikeN8n1 = false,
	...alone
}: RunningNode): Promise<IExecuteFunctions> {
	const { workflow, node, additionalData } = await openNode({ executionId: '1', ...alone });
	if (inDatabase) additionalData.getRunExecutionData = inDatabase;
	const data = n8nWorkflow.createRunExecutionData({});
	const input = { main: [[{ json: {} }]] };
	return new n8nCore.ExecuteContext(
		workflow,
		node,
		additionalData,
		'trigger',
		isLikeN8n1 ? { ...data, resumeToken: undefined } : data,
		0,
		[{ json: {} }],
		input,
		{ data: input, node, source: null },
		[],
		signal,
	);
}

const isExecuteContext = holds<IExecuteFunctions>('getNode', 'getWorkflow', 'getInputData');

/** Gives a tool the context that n8n would when a client of an MCP server calls it. */
export async function mcpContext(alone: NodeAlone, args: IDataObject): Promise<IExecuteFunctions> {
	const { workflow, node, additionalData } = await openNode(alone);
	const items = [{ json: args }];
	const input = { ai_tool: [items] };
	const context: unknown = new n8nCore.SupplyDataContext(
		workflow,
		node,
		additionalData,
		'trigger',
		n8nWorkflow.createRunExecutionData({}),
		0,
		items,
		input,
		'ai_tool',
		{ data: input, node, source: null },
		[],
	);
	if (!isExecuteContext(context)) throw new Error('n8n gives tools no context to execute with.');
	return context;
}
