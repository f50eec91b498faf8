/** AI agents whose tools are Wiro nodes, and whose model follows a script. */
import { beforeAll } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../../n8n/credential.mts';
import { START, type WorkflowNode, type WorkflowSource } from '../../n8n/engine/workflow.mts';
import type { Execution } from '../../n8n/server/execution.mts';
import type { N8nVersion } from '../../n8n/server/install.mts';
import { holds, listOf, textOf } from '../../n8n/guards.mts';
import { FAST, SHORT_RUN } from '../support/wiro/useWiro.mts';
import type { Servers } from '../support/server/useServer.mts';
import { type Script, type ScriptedModel, useScriptedModel } from './scriptedModel.mts';

/** The versions of the AI Agent node that people have in their workflows; n8n 1.x ends with 3. */
export function agentVersions(n8n: N8nVersion): number[] {
	return n8n.startsWith('1.') ? [1.7, 2.1, 2.2, 3] : [1.7, 2.1, 2.2, 3, 3.1];
}

/** The name of the model's credential. */
export const MODEL_CREDENTIAL = 'Scripted model';

/** The names of the nodes. */
export const AGENT = 'Agent';
export const TOOL = 'Wiro';

/** Makes the model fill in a parameter. */
export const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

/** A Run as a tool: the model fills in the prompt. */
export const TOOL_RUN: INodeParameters = { ...SHORT_RUN, prompt: fromAI('prompt') };

/** A Run that gives up long before its task ends. */
export const HASTY: INodeParameters = { ...TOOL_RUN, options: { ...FAST, timeout: 0.003 } };

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

/** Two things that a model asks for. */
export const CAT = { prompt: 'A cat that a model thought of' };
export const DOG = { prompt: 'A dog that a model thought of' };

/** Emulated tasks that take longer than any test. */
export const SLOW = { speed: 1 };

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

const isItems = listOf(holds<IDataObject>());

/** What the model has read of its tools, for each item of the agent: the items of all calls, in their order. */
export function itemsRead(execution: Execution): IDataObject[][] {
	return execution.items(AGENT).map(({ json }) => {
		const answers: unknown = JSON.parse(textOf(json.output));
		if (!Array.isArray(answers)) throw new Error('The model has said something else.');
		return answers.flatMap((answer) => {
			const items: unknown = JSON.parse(textOf(answer));
			if (!isItems(items)) throw new Error(`A tool has answered ${textOf(answer)}`);
			return items;
		});
	});
}

/** A script of calls of the first tool, one after the other. */
export function inTurn(...calls: IDataObject[]): Script {
	return calls.map((args) => [{ args }]);
}

/** The agents of a test file, all with one model. */
export class Agents {
	readonly model: ScriptedModel;
	private readonly n8n: Servers;

	constructor(n8n: Servers, model: ScriptedModel) {
		this.n8n = n8n;
		this.model = model;
	}

	/** Starts a workflow with an agent; gives the execution's id. */
	async start(setup: AgentSetup): Promise<string> {
		const { server } = this.n8n;
		return await server.run(await server.createWorkflow(agentWorkflow(setup)));
	}

	/** Runs a workflow with an agent, and gives what its model has read: see {@link itemsRead}. */
	async ask(setup: AgentSetup): Promise<IDataObject[][]> {
		return itemsRead(await this.n8n.server.waitFor(await this.start(setup)));
	}

	/** Has a tool called with these arguments, one call after the other; gives the items of all answers. */
	async call(
		version: number,
		calls: IDataObject[],
		parameters?: INodeParameters,
		node?: Partial<INode>,
	): Promise<IDataObject[]> {
		const tools = [wiroTool(parameters, node)];
		const [items = []] = await this.ask({ version, scripts: [inTurn(...calls)], tools });
		return items;
	}

	/** How many Runs were sent, and how many tasks have come of them. */
	async paid(): Promise<{ runs: number; tasks: number }> {
		const { emulator } = this.n8n;
		const [runs, tasks] = await Promise.all([emulator.requests('run'), emulator.tasks()]);
		return { runs: runs.length, tasks: tasks.length };
	}
}

/** Agents on a server, with a model that is started before the tests of a block. */
export function useAgents(n8n: Servers): Agents {
	const model = useScriptedModel();
	beforeAll(async () => {
		const data = { apiKey: 'none', url: model.url };
		await n8n.server.createCredential(MODEL_CREDENTIAL, { type: 'openAiApi', data });
	});
	return new Agents(n8n, model);
}
