import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, number, text } from './values';
import { credentialRefused, isAboutCredential } from './credentialRefusals';
import { runRefusal, type KnownRefusal, type Refusal } from './runRefusals';
import { WiroError } from './wiroError';

/** The API's calls. Their errors differ. */
export type Endpoint =
	| 'run'
	| 'detail'
	| 'kill'
	| 'cancel'
	| 'tasks'
	| 'deleteFiles'
	| 'models'
	| 'model';

/** Wiro's messages can quote the whole request, so errors show at most this many characters. */
const LONGEST_QUOTE = 300;

/** Wiro's own words, shortened for an error. */
export function quote(words: string): string {
	return words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words;
}

/** A message followed by Wiro's reason, if there is one. */
function withWords(message: string, words: string): string {
	return words === '' ? message : `${message}: ${words}`;
}

interface Complaint {
	code?: number;
	/** Empty if Wiro gives no reason. */
	words: string;
}

/** Reads `errors`: objects `{code, message}`, or plain strings. */
function readComplaint(answer: unknown): Complaint {
	const errors: unknown[] =
		isDataObject(answer) && Array.isArray(answer.errors) ? answer.errors : [];
	const [first] = dataObjects(errors);
	const words = text(first?.message) ?? errors.map(text).find((entry) => entry !== undefined);
	return { code: number(first?.code), words: quote(words ?? '') };
}

const UNKNOWN_TASK = {
	message: 'Wiro knows no such task in this project',
	nextStep:
		"Check the 'Task ID' or 'Task Token', and that the credential belongs to the project that started the task.",
	kind: 'unknownTask',
} as const;

const TASK_REFUSALS: KnownRefusal[] = [
	// Source: Wiro's public documentation, its own client and its live API, which word it differently.
	{ ...UNKNOWN_TASK, words: /no (such )?task|task[- ]?(was |is |does )?not[- ]?(found|exist)/i },
	{
		words: /not in a cancellable state/i,
		message: 'The task is no longer in the queue, so it cannot be cancelled',
		nextStep:
			"To stop a running task, use the Kill Task operation or turn on the option 'Kill If Running'.",
		kind: 'notCancellable',
	},
	{
		words: /could not be killed/i,
		message: 'The task could not be killed',
		nextStep:
			'It may have ended already: check it with the Get Task operation. If it is still in the queue, use Cancel Task.',
		kind: 'notKillable',
	},
	{
		// Source: Wiro's public documentation of InputOutputDelete.
		words: /must be completed or cancell?ed/i,
		message: 'The task has not ended yet, so its files cannot be deleted',
		nextStep: 'Wait until it has ended, or stop it with Kill Task or Cancel Task, then try again.',
	},
];

const MODEL_REFUSALS: KnownRefusal[] = [
	{
		words: /not-?(exist|found|accessible)|not (exist|found|accessible)|no such/i,
		message: 'Wiro has no such model',
		nextStep:
			"Choose the model from the list, or copy its name from its page on wiro.ai into 'Model'.",
		kind: 'unknownModel',
	},
];

const MODEL_REFUSED: Refusal = {
	message: 'Wiro did not show its models',
	nextStep: 'Wait a little and try again, or enter the name of the model yourself.',
};

const TASK_REFUSED: Refusal = {
	message: 'Wiro refused the request',
	nextStep: 'Read what Wiro says above. The Get Task operation shows the state of the task.',
};

/** What a refusal means, by the call that was refused. */
function meaningOf(endpoint: Endpoint, code: number | undefined, words: string): Refusal {
	switch (endpoint) {
		case 'run':
			return runRefusal(code, words);
		case 'model':
		case 'models':
			return MODEL_REFUSALS.find((known) => known.words.test(words)) ?? MODEL_REFUSED;
		default:
			return TASK_REFUSALS.find((known) => known.words.test(words)) ?? TASK_REFUSED;
	}
}

/** The error of an answer with `result: false`, which Wiro mostly sends with HTTP 200. */
export function refusal(endpoint: Endpoint, answer: IDataObject, httpCode?: number): WiroError {
	const { code, words } = readComplaint(answer);
	if ((code ?? 0) === 0 && isAboutCredential(words)) return credentialRefused(words);
	const found = meaningOf(endpoint, code, words);
	const { message, nextStep, mayRetry, kind = 'refused' } = found;
	return new WiroError(withWords(message, words), { nextStep, mayRetry, kind, httpCode });
}

/** HTTP 429. `retryAfterMs`: how long Wiro asks the node to wait. */
export function tooManyRequests(retryAfterMs?: number): WiroError {
	return new WiroError('Wiro receives too many requests from this project at the moment', {
		nextStep: "Wait a little and run again, or lower 'Max Concurrent Tasks'.",
		mayRetry: true,
		kind: 'tooManyRequests',
		httpCode: 429,
		retryAfterMs,
	});
}

/** The error of a proxy's answer. The request did not reach Wiro. */
function proxyRefused(): WiroError {
	return new WiroError('The proxy between n8n and Wiro requires a user and a password (HTTP 407)', {
		nextStep:
			'Add them to the HTTPS_PROXY and HTTP_PROXY variables of the n8n server, as in http://user:password@proxy:8080, and restart n8n. No request reached Wiro.',
		httpCode: 407,
	});
}

function tooLarge(): WiroError {
	return new WiroError('The file is too large for Wiro, or for a proxy on the way to it', {
		nextStep: 'Make it smaller, or use its URL instead.',
		httpCode: 413,
	});
}

/** The error of an HTTP status other than 2xx. `retryAfterMs`: what the Retry-After header asks for. */
export function httpRefusal(
	endpoint: Endpoint,
	httpCode: number,
	answer: unknown,
	retryAfterMs?: number,
): WiroError {
	const { words } = readComplaint(answer);
	if (httpCode === 401) return credentialRefused(words);
	if (httpCode === 407) return proxyRefused();
	if (httpCode === 429) return tooManyRequests(retryAfterMs);
	if (httpCode === 413) return tooLarge();
	if (httpCode >= 500 || httpCode === 408) {
		return new WiroError(`Wiro could not handle the request (HTTP ${httpCode})`, {
			nextStep: 'Wait a little and try again.',
			accepted: 'unknown',
			mayRetry: true,
			httpCode,
			retryAfterMs,
		});
	}
	// The answer is Wiro's own, not that of another server at a wrong address.
	if (isDataObject(answer) && answer.result === false) return refusal(endpoint, answer, httpCode);
	return new WiroError(withWords(`Wiro refused the request (HTTP ${httpCode})`, words), {
		nextStep:
			httpCode < 400 || httpCode === 404
				? "Check the 'Base URL' in the credential: it should be https://api.wiro.ai/v1."
				: 'Check the credential and, on wiro.ai, what its project is allowed to do.',
		httpCode,
	});
}

/** The error of an answer that is not a JSON object, such as a proxy's HTML page. */
export function unreadableAnswer(httpCode: number): WiroError {
	return new WiroError('The answer is not from Wiro or cannot be read', {
		nextStep:
			"Check the 'Base URL' in the credential, and whether there is a proxy between n8n and Wiro. Then try again.",
		accepted: 'unknown',
		mayRetry: true,
		httpCode,
	});
}

/** The error of a list without the task: it does not exist, or not yet. */
export function emptyTaskList(): WiroError {
	const { message, ...facts } = UNKNOWN_TASK;
	// A single empty list may be a slip of Wiro's.
	return new WiroError(message, { ...facts, mayRetry: true });
}

/** The error of an answer that should name a task and does not. */
export function missingTask(): WiroError {
	return new WiroError('Wiro answered without naming the task', {
		nextStep: 'Wait a little and try again.',
		accepted: 'unknown',
		mayRetry: true,
	});
}
