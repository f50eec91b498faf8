/** An agent or MCP server on n8n's engine, whose tool is a Wiro node. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL, nodeCredentials } from '../../../n8n/credential.mts';
import type { Turns } from '../../../n8n/engine/agentNode.mts';
import { type RunOptions, type RunResult, runWorkflow } from '../../../n8n/engine/run.mts';
import { type WorkflowSource, chain, connected } from '../../../n8n/engine/workflow.mts';
import { holds, listOf } from '../../../n8n/guards.mts';
import { SHORT_RUN, type Wiro } from '../wiro/useWiro.mts';

/** Two run their tools inside themselves; n8n runs those of the latest agents as nodes. */
export const CALLERS = ['agent 2.2', 'agent 3.1', 'MCP server'] as const;

export type Caller = (typeof CALLERS)[number];

/** The names of the nodes. */
export const CALLER = 'Caller';
export const TOOL = 'Tool';

/** A parameter that the model fills in. */
export const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

/** A Run as a tool: the model fills in the prompt. */
export const TOOL_RUN: INodeParameters = { ...SHORT_RUN, prompt: fromAI('prompt') };

/** The calls, and how the tool differs from the plainest. */
export interface ToolSetup extends Partial<Omit<RunOptions, 'workflow'>> {
	/** The calls of each item that an agent gets. */
	items: Turns[];
	/** The tool's parameters. */
	parameters?: INodeParameters;
	/** What else the tool has. */
	node?: Partial<INode>;
	/** Whether the agent works on all items at once, as agents 2 do. */
	isBatch?: boolean;
}

/** What came of the calls. */
export interface ToolResult {
	run: RunResult;
	/** What the model read: the tool's items, for each item of the agent and each call. */
	answers: IDataObject[][][];
	/** The tool's items alone, in the order of the calls. */
	items: IDataObject[];
}

const isTexts = listOf((value): value is string => typeof value === 'string');
const isItems = listOf(holds<IDataObject>());

/** Reads an answer as a model would. */
function read(answer: string): IDataObject[] {
	if (answer === '') return [];
	const items: unknown = JSON.parse(answer);
	return isItems(items) ? items : [];
}

/** The workflow of a caller, without its tool. */
function workflowOf(caller: Caller, isBatch: boolean): WorkflowSource {
	const parameters = { turns: '={{ JSON.stringify($json.turns) }}', isBatch };
	const name = CALLER;
	if (caller === 'MCP server') {
		return connected({ name, type: '@n8n/n8n-nodes-langchain.mcpTrigger', parameters });
	}
	const type = '@n8n/n8n-nodes-langchain.agent';
	return chain({ name, type, typeVersion: caller === 'agent 3.1' ? 3.1 : 2.2, parameters });
}

/** Has a tool called, and gives what the caller has read. */
export async function callTool(
	wiro: Wiro,
	caller: Caller,
	{ items, parameters = TOOL_RUN, node, isBatch = false, ...options }: ToolSetup,
): Promise<ToolResult> {
	const workflow = workflowOf(caller, isBatch);
	workflow.nodes.push({
		name: TOOL,
		type: 'n8n-nodes-wiro.wiroTool',
		credentials: nodeCredentials(),
		...node,
		parameters,
	});
	workflow.connections[TOOL] = { ai_tool: [[{ node: CALLER, type: 'ai_tool', index: 0 }]] };
	const run = await runWorkflow({
		workflow,
		credentials: { [CREDENTIAL]: wiro.credential },
		startItems: items.map((turns) => ({ json: { turns } })),
		// Over MCP, n8n has an execution only in a worker.
		...(caller === 'MCP server' && { executionId: '' }),
		...options,
	});
	const answers = run
		.items(CALLER)
		.map(({ json }) => (isTexts(json.answers) ? json.answers.map(read) : []));
	return { run, answers, items: answers.flat(2) };
}
