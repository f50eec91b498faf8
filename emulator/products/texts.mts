/** What the emulator's text model answers. */
import type { JsonObject } from '../json.mts';

/** The output of a text model, as Detail shows it. */
export interface TextAnswer {
	contenttype: 'raw';
	content: JsonObject;
}

/** Characters that make a token: the emulator's own measure. */
const TOKEN_CHARACTERS = 4;

/** An answer, the same text without its parts, and the tokens of prompt and answer. */
export interface Reply {
	answer: TextAnswer;
	text: string;
	tokens: number;
}

/**
 * Answers a prompt.
 * @param documents the number of files that came with it
 */
export function makeReply(prompt: string, thinks: boolean, documents: number): Reply {
	const thinking = thinks ? [`The prompt has ${prompt.length} characters.`] : [];
	const about = documents === 0 ? '' : ` I read ${documents} of your documents.`;
	const answer = [`You wrote: ${prompt}`, `That is what I know.${about}`];
	const text = [...thinking, ...answer].join('\n');
	const promptTokens = tokensOf(prompt);
	const answerTokens = tokensOf(text);
	const segments = [
		...thinking.map((part) => ({ type: 'thinking', text: part })),
		...answer.map((part) => ({ type: 'answer', text: part })),
	];
	const usage = {
		prompt_tokens: promptTokens,
		completion_tokens: answerTokens,
		total_tokens: promptTokens + answerTokens,
	};
	const content = { prompt, raw: text, thinking, answer, segments, finishreason: 'stop', usage };
	return {
		answer: { contenttype: 'raw', content },
		text,
		tokens: promptTokens + answerTokens,
	};
}

function tokensOf(text: string): number {
	return Math.ceil(text.length / TOKEN_CHARACTERS);
}
