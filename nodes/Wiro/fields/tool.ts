import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

/** Whether the node is a tool: an AI agent, or a client of an MCP server, calls it. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/**
 * Whether a tool runs inside the node that calls it, as in agents before version 3 and over MCP. In
 * later agents, n8n runs it as a node of its own.
 */
export function isInsideCaller(context: IExecuteFunctions): boolean {
	return 'getNextRunIndex' in context;
}

/** Whether a client of an MCP server calls the tool: then no other node has led to the call. */
export function isOverMcp(context: IExecuteFunctions): boolean {
	return isInsideCaller(context) && context.getExecuteData().source === null;
}

/**
 * Whether a call over MCP runs in a worker of n8n's queue mode: only there does it have an execution.
 * Another worker, which does not know what was ordered here, may run the next call.
 */
export function isInWorker(context: IExecuteFunctions): boolean {
	return isOverMcp(context) && Boolean(context.getExecutionId());
}

/** The arguments of a tool's call: its input item without n8n's ID of the call. */
export function callArguments(context: IExecuteFunctions, itemIndex: number): IDataObject {
	const given = Object.entries(context.getInputData()[itemIndex]?.json ?? {});
	return Object.fromEntries(given.filter(([name]) => name !== 'toolCallId'));
}
