/** AI agents whose tools are Wiro nodes, and whose model follows a script. */
import { expect } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../../n8n/credential.mts';
import { START, type WorkflowNode, type WorkflowSource } from '../../n8n/engine/workflow.mts';
import type { Execution } from '../../n8n/server/execution.mts';
import { textOf } from '../../n8n/guards.mts';
import { SHORT_RUN } from '../support/wiro/useWiro.mts';
import type { Script } from './scriptedModel.mts';

/** The versions of the AI Agent node that people have in their workflows. */
export const AGENT_VERSIONS = [1.7, 2.1, 2.2, 3, 3.1];

/** The name of the model's credential. */
export const MODEL_CREDENTIAL = 'Scripted model';

/** The names of the nodes. */
export const AGENT = 'Agent';
export const TOOL = 'Wiro';

/** Makes the model fill in a parameter. */
export const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

/** A Run as a tool: the model fills in the prompt. */
export const TOOL_RUN: INodeParameters = { ...SHORT_RUN, prompt: fromAI('prompt') };

/** A Wiro node as a tool. */
export function wiroTool(
	parameters: INodeParameters = TOOL_RUN,
	node: Partial<INode> = {},
): WorkflowNode {
	return {
		name: TOOL,
		type: 'n8n-nodes-wiro.wiroTool',
		credentials: nodeCredentials(),
		...node,
		parameters,
	};
}

/** What a workflow with an agent is made of. */
export interface AgentSetup {
	version: number;
	/** One for each item that the agent gets. */
	scripts: Script[];
	tools?: WorkflowNode[];
	/** The agent's options. */
	options?: INodeParameters;
}

/** A workflow that gives each script to an agent. */
export function agentWorkflow({
	version,
	scripts,
	tools = [wiroTool()],
	options = {},
}: AgentSetup): WorkflowSource {
	const items = scripts.map((script) => ({ script: JSON.stringify(script) }));
	return {
		name: 'Agent',
		nodes: [
			{ name: START, type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Scripts',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} },
			},
			{
				name: 'Items',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'items', options: {} },
			},
			{
				name: AGENT,
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: version,
				parameters: { promptType: 'define', text: '={{ $json.script }}', options },
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1,
				parameters: { model: 'scripted', options: {} },
				credentials: { openAiApi: { id: null, name: MODEL_CREDENTIAL } },
			},
			...tools,
		],
		connections: {
			[START]: { main: [[{ node: 'Scripts', type: 'main', index: 0 }]] },
			Scripts: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: AGENT, type: 'main', index: 0 }]] },
			Model: { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] },
			...Object.fromEntries(
				tools.map(({ name }) => [
					name,
					{ ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] },
				]),
			),
		},
	};
}

/** What the model has read of its tools, for each item of the agent: the answers as texts. */
export function answersRead(execution: Execution): string[][] {
	return execution.items(AGENT).map(({ json }) => {
		const answers: unknown = JSON.parse(textOf(json.output));
		expect(answers).toEqual(expect.any(Array));
		return Array.isArray(answers) ? answers.map((answer) => textOf(answer)) : [];
	});
}
