/** A chat model for n8n's OpenAI nodes that follows a script. */
import { type Server, createServer } from 'node:http';
import { json } from 'node:stream/consumers';

import { afterAll, beforeAll } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { holds, listOf, textOf } from '../../n8n/guards.mts';
import { listen } from '../support/listen.mts';

/** A call of a tool. */
export interface ToolCall {
	/** The tool's name; the first one of the agent if left out. */
	tool?: string;
	args: IDataObject;
}

/** The calls of each turn. The calls of one turn are made at the same time. */
export type Script = ToolCall[][];

interface Message {
	role: string;
	content: unknown;
}

interface ChatRequest {
	stream?: boolean;
	messages: Message[];
	tools?: Array<{ function: ToolDescription }>;
}

/** A tool as the model sees it. */
interface ToolDescription {
	name: string;
	description: string;
}

const isRequest = holds<ChatRequest>('messages');
const isTools = listOf(holds<{ function: ToolDescription }>('function'));
const isScript = listOf(listOf(holds<ToolCall>('args')));

/** Makes the calls of the script in the user's message, then repeats what the tools have answered. */
export class ScriptedModel {
	/** The tools of the latest request. */
	tools: ToolDescription[] = [];
	/** The base URL for n8n's credential. */
	url = '';
	private readonly server: Server;
	/** How many calls it has made: n8n tells them apart by their IDs. */
	private calls = 0;

	constructor() {
		this.server = createServer((request, response) => {
			void json(request).then((body) => {
				if (!isRequest(body)) throw new Error('This is not a request to a chat model.');
				const { message, reason } = this.answer(body);
				response.setHeader('content-type', body.stream ? 'text/event-stream' : 'application/json');
				response.end(body.stream ? streamed(message, reason) : whole(message, reason));
			});
		});
	}

	async start(): Promise<void> {
		this.url = `http://127.0.0.1:${await listen(this.server)}/v1`;
	}

	stop(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private answer({ messages, tools }: ChatRequest) {
		this.tools = isTools(tools) ? tools.map((tool) => tool.function) : [];
		const answers = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
		const calls = turnAfter(answers.length, scriptIn(messages));
		if (calls === undefined) {
			const message = { role: 'assistant', content: JSON.stringify(answers) };
			return { message, reason: 'stop' };
		}
		const tool_calls = calls.map(({ tool = this.tools[0]?.name, args }, index) => ({
			index,
			id: `call-${(this.calls += 1)}`,
			type: 'function',
			function: { name: tool, arguments: JSON.stringify(args) },
		}));
		return { message: { role: 'assistant', content: '', tool_calls }, reason: 'tool_calls' };
	}
}

/** The script that the user has written to the model. */
function scriptIn(messages: Message[]): Script {
	const user = messages.find(({ role }) => role === 'user');
	// Some agents send the parts of a message.
	const parts = listOf(holds<{ text: unknown }>('text'))(user?.content) ? user.content : [];
	const script: unknown = JSON.parse(textOf(parts[0]?.text) || textOf(user?.content));
	if (!isScript(script)) throw new Error('This is not a script.');
	return script;
}

/** The calls that come after so many answers; undefined when the script has ended. */
function turnAfter(answers: number, script: Script): ToolCall[] | undefined {
	let made = 0;
	return script.find((calls) => {
		made += calls.length;
		return made > answers;
	});
}

/** Starts a model before the tests of a block, and stops it after them. */
export function useScriptedModel(): ScriptedModel {
	const model = new ScriptedModel();
	beforeAll(async () => {
		await model.start();
	});
	afterAll(() => model.stop());
	return model;
}

const COMMON = { id: 'scripted', created: 0, model: 'scripted' };

/** An answer of OpenAI's Chat Completions in one piece. */
function whole(message: object, reason: string): string {
	return JSON.stringify({
		...COMMON,
		object: 'chat.completion',
		choices: [{ index: 0, message, finish_reason: reason }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	});
}

/** The same as a stream of events. */
function streamed(message: object, reason: string): string {
	const chunks = [
		{ index: 0, delta: message, finish_reason: null },
		{ index: 0, delta: {}, finish_reason: reason },
	].map((choice) =>
		JSON.stringify({ ...COMMON, object: 'chat.completion.chunk', choices: [choice] }),
	);
	return [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}
