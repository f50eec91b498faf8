/** An agent on n8n's engine, whose tool is a Wiro node. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL, nodeCredentials } from '../../../n8n/credential.mts';
import type { Turns } from '../../../n8n/engine/agentNode.mts';
import { type RunOptions, type RunResult, runWorkflow } from '../../../n8n/engine/run.mts';
import { chain } from '../../../n8n/engine/workflow.mts';
import { listOf } from '../../../n8n/guards.mts';
import { SHORT_RUN, type Wiro } from '../wiro/useWiro.mts';

/** An agent that runs its tools inside itself, and one whose tools n8n runs as nodes. */
export const AGENT_VERSIONS = [2.2, 3.1];

/** A parameter that the model fills in. */
export const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

/** A Run as a tool: the model fills in the prompt. */
export const TOOL_RUN: INodeParameters = { ...SHORT_RUN, prompt: fromAI('prompt') };

/** How an agent differs from the plainest. */
export interface AgentSetup extends Partial<Omit<RunOptions, 'workflow'>> {
	/** The calls of each of its items. */
	items: Turns[];
	/** The tool's parameters. */
	parameters?: INodeParameters;
	/** What else the tool has. */
	node?: Partial<INode>;
	/** Whether it works on all items at once, which only agents before version 3 do. */
	isBatch?: boolean;
}

/** What came of an agent. */
export interface AgentResult {
	run: RunResult;
	/** What the model read, for each item of the agent and each call. */
	answers: IDataObject[][][];
	/** The same of an agent with one item whose calls have been answered by one item each. */
	items: IDataObject[];
}

const isTexts = listOf((value): value is string => typeof value === 'string');

/** Reads an answer as a model would. */
function read(answer: string): IDataObject[] {
	if (answer === '') return [];
	const items: unknown = JSON.parse(answer);
	return Array.isArray(items) ? items : [];
}

/** Runs an agent of a version until its end. */
export async function runAgent(
	wiro: Wiro,
	version: number,
	{ items, parameters = TOOL_RUN, node, isBatch = false, ...options }: AgentSetup,
): Promise<AgentResult> {
	const workflow = chain({
		name: 'Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: version,
		parameters: { turns: '={{ JSON.stringify($json.turns) }}', isBatch },
	});
	workflow.nodes.push({
		name: 'Tool',
		type: 'n8n-nodes-wiro.wiroTool',
		credentials: nodeCredentials(),
		...node,
		parameters,
	});
	workflow.connections.Tool = { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] };
	const run = await runWorkflow({
		workflow,
		credentials: { [CREDENTIAL]: wiro.credential },
		startItems: items.map((turns) => ({ json: { turns } })),
		...options,
	});
	const answers = run
		.items('Agent')
		.map(({ json }) => (isTexts(json.answers) ? json.answers.map(read) : []));
	return { run, answers, items: answers.flat(2) };
}
