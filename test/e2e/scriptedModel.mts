/** A chat model for n8n's OpenAI nodes that follows a script. */
import { type Server, createServer } from 'node:http';
import { json } from 'node:stream/consumers';

import { afterAll, beforeAll } from '@jest/globals';

import { holds, listOf } from '../../n8n/guards.mts';
import { listen } from '../support/listen.mts';

/** A message of a conversation, as far as the script needs it. */
interface Message {
	role: string;
	content: unknown;
}

interface ChatRequest {
	stream?: boolean;
	messages: Message[];
	tools?: Array<{ function: { name: string } }>;
}

const isRequest = holds<ChatRequest>('messages');
const isTools = listOf(holds<{ function: { name: string } }>('function'));

/** Calls its only tool with the given arguments, then repeats what the tool has answered. */
class ScriptedModel {
	/** What the tool has answered, in the model's eyes. */
	readonly toolAnswers: unknown[] = [];
	private readonly server: Server;

	/** @param toolArguments what the tool is called with */
	constructor(toolArguments: Record<string, unknown>) {
		this.server = createServer((request, response) => {
			void json(request).then((body) => {
				if (!isRequest(body)) throw new Error('This is not a request to a chat model.');
				const { message, reason } = this.answer(body, JSON.stringify(toolArguments));
				response.setHeader('content-type', body.stream ? 'text/event-stream' : 'application/json');
				response.end(body.stream ? streamed(message, reason) : whole(message, reason));
			});
		});
	}

	/** The base URL for n8n's credential. */
	url = '';

	async start(): Promise<void> {
		this.url = `http://127.0.0.1:${await listen(this.server)}/v1`;
	}

	stop(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private answer({ messages, tools }: ChatRequest, toolArguments: string) {
		const last = messages.at(-1);
		if (last?.role === 'tool') {
			this.toolAnswers.push(last.content);
			const content = `The tool says: ${JSON.stringify(last.content)}`;
			return { message: { role: 'assistant', content }, reason: 'stop' };
		}
		const [tool] = isTools(tools) ? tools : [];
		const called = { name: tool?.function.name, arguments: toolArguments };
		const calls = [{ index: 0, id: 'call-1', type: 'function', function: called }];
		return {
			message: { role: 'assistant', content: '', tool_calls: calls },
			reason: 'tool_calls',
		};
	}
}

/** Starts a model before the tests of a block, and stops it after them. */
export function useScriptedModel(toolArguments: Record<string, unknown>): ScriptedModel {
	const model = new ScriptedModel(toolArguments);
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
