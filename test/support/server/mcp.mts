/** MCP servers of n8n whose tools are Wiro nodes, and real clients of them. */
import { randomUUID } from 'node:crypto';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../../../n8n/credential.mts';
import type { WorkflowNode, WorkflowSource } from '../../../n8n/engine/workflow.mts';
import { holds, listOf } from '../../../n8n/guards.mts';
import type { N8nClient } from '../../../n8n/server/client.mts';
import { until } from '../../../n8n/until.mts';
import { post } from './suspending.mts';

/** The ways in which clients reach the MCP Server Trigger. */
export const TRANSPORTS = ['Streamable HTTP', 'SSE'] as const;
export type Transport = (typeof TRANSPORTS)[number];

const TRIGGER = 'MCP Server Trigger';
const isItems = listOf(holds<IDataObject>());
const isTexts = listOf(holds<{ text: string }>('text'));

/** A Wiro node as a tool; the client calls it by the node's name. */
export function mcpTool(
	name: string,
	parameters: INodeParameters,
	node: Partial<INode> = {},
): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-wiro.wiroTool',
		credentials: nodeCredentials(),
		...node,
		parameters,
	};
}

/**
 * Starts an MCP server with these tools; gives its URL.
 * @param at the n8n process that clients reach, of those in queue mode
 */
export async function startMcpServer(
	server: N8nClient,
	tools: WorkflowNode[],
	at: { url: string } = server,
): Promise<string> {
	const path = randomUUID();
	const source: WorkflowSource = {
		name: path,
		nodes: [
			{
				name: TRIGGER,
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				webhookId: path,
				parameters: { path },
			},
			...tools,
		],
		connections: Object.fromEntries(
			tools.map(({ name }) => [
				name,
				{ ai_tool: [[{ node: TRIGGER, type: 'ai_tool', index: 0 }]] },
			]),
		),
	};
	await server.activate(await server.createWorkflow(source));
	const url = `${at.url}/mcp/${path}`;
	await becomesLive(url);
	return url;
}

/** Waits until n8n has made an MCP server live: 2.x does so in its own time. */
export async function becomesLive(url: string): Promise<void> {
	await until('the MCP server is live', async () => {
		const { text } = await post(url, {});
		return !text.includes('is not registered');
	});
}

/** Sends each request to the next of these n8n processes. */
export function inTurnAt(processes: Array<{ url: string }>): FetchLike {
	let turn = 0;
	return async (to, init) => {
		const { pathname, search } = new URL(to);
		const process = processes[turn % processes.length];
		turn += 1;
		return await fetch(`${process?.url}${pathname}${search}`, init);
	};
}

interface ConnectOptions {
	/** For servers with Bearer Auth. */
	token?: string;
	/** Makes the requests; see {@link inTurnAt}. */
	fetch?: FetchLike;
}

/** A client of an MCP server. */
export class McpClient {
	private readonly client: Client;

	private constructor(client: Client) {
		this.client = client;
	}

	/** Connects to an MCP server: `initialize`. */
	static async connect(
		url: string,
		transport: Transport,
		{ token, fetch }: ConnectOptions = {},
	): Promise<McpClient> {
		const client = new Client({ name: 'Test', version: '1.0.0' });
		const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
		const options = { requestInit: { headers }, fetch };
		await client.connect(
			transport === 'SSE'
				? new SSEClientTransport(new URL(url), options)
				: new StreamableHTTPClientTransport(new URL(url), options),
		);
		return new McpClient(client);
	}

	/** What the server says of its tools, by their names. */
	async tools() {
		const { tools } = await this.client.listTools();
		return tools.sort((a, b) => a.name.localeCompare(b.name));
	}

	/** Calls a tool, and gives its answer as the text that a model reads. */
	async answer(name: string, args: IDataObject): Promise<string> {
		const { content } = await this.client.callTool({ name, arguments: args });
		return isTexts(content) ? content.map(({ text }) => text).join('') : '';
	}

	/** Calls a tool, and gives the items of its answer. */
	async call(name: string, args: IDataObject): Promise<IDataObject[]> {
		const answer = await this.answer(name, args);
		const items: unknown = JSON.parse(answer);
		if (!isItems(items)) throw new Error(`The tool has answered ${answer}`);
		return items;
	}

	/** Ends the connection. */
	async close(): Promise<void> {
		await this.client.close();
	}
}
