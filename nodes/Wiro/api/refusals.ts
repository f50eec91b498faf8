import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, number, text } from './values';
import { credentialRefused, isAboutCredential } from './credentialRefusals';
import { runRefusal, type KnownRefusal, type Refusal } from './runRefusals';
import { WiroError } from './wiroError';

/** The API's calls, as the errors need to tell them apart. */
export type Endpoint = 'run' | 'detail' | 'kill' | 'cancel';

/** Wiro's texts can quote what was sent; nobody reads more than this in an error. */
const LONGEST_QUOTE = 300;

/** Wiro's own words, short enough for an error. */
export function quote(words: string): string {
	return words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words;
}

/** A message with the reason behind it, where there is one. */
function withWords(message: string, words: string): string {
	return words === '' ? message : `${message}: ${words}`;
}

interface Complaint {
	code?: number;
	/** Empty where Wiro gives no reason. */
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
	// Source: Wiro's public documentation, its own client and its live check, each with other words.
	{ ...UNKNOWN_TASK, words: /no (such )?task|task[- ]?(was |is |does )?not[- ]?(found|exist)/i },
	{
		words: /not in a cancellable state/i,
		message: 'The task is no longer in the queue, so it cannot be cancelled',
		nextStep:
			'To stop a task that runs already, use the Kill operation or turn on the option "Kill If Running".',
		kind: 'notCancellable',
	},
	{
		words: /could not be killed/i,
		message: 'The task could not be killed',
		nextStep:
			'It may have ended already, which Get tells, or still be in the queue, where Cancel is the operation to use.',
		kind: 'notKillable',
	},
];

const TASK_REFUSED: Refusal = {
	message: 'Wiro refused the request',
	nextStep: 'See what Wiro says above; the Get operation shows how the task stands.',
};

/** The error in an answer with `result: false`, which Wiro mostly sends with HTTP 200. */
export function refusal(endpoint: Endpoint, answer: IDataObject, httpCode?: number): WiroError {
	const { code, words } = readComplaint(answer);
	if ((code ?? 0) === 0 && isAboutCredential(words)) return credentialRefused(words);
	const found =
		endpoint === 'run'
			? runRefusal(code, words)
			: (TASK_REFUSALS.find((candidate) => candidate.words.test(words)) ?? TASK_REFUSED);
	const { message, nextStep, mayRetry, kind = 'refused' } = found;
	return new WiroError(withWords(message, words), { nextStep, mayRetry, kind, httpCode });
}

/** HTTP 429. `retryAfterMs`: how long Wiro asks to wait. */
export function tooManyRequests(retryAfterMs?: number): WiroError {
	return new WiroError('Wiro receives too many requests from this project at the moment', {
		nextStep: 'Wait a little and run again, or lower Max Concurrent Tasks.',
		mayRetry: true,
		kind: 'tooManyRequests',
		httpCode: 429,
		retryAfterMs,
	});
}

/** A proxy's answer, not Wiro's: nothing went further than to the proxy. */
function proxyRefused(): WiroError {
	return new WiroError('The proxy between n8n and Wiro requires a user and a password (HTTP 407)', {
		nextStep:
			'Put them into the HTTPS_PROXY and HTTP_PROXY variables of the n8n server, as in http://user:password@proxy:8080, and restart n8n. No request reached Wiro.',
		httpCode: 407,
	});
}

function tooLarge(): WiroError {
	return new WiroError('The image is too large for Wiro, or for a proxy on the way to it', {
		nextStep: 'Make the image smaller, or give its URL instead of the file.',
		httpCode: 413,
	});
}

/** The error in an HTTP status other than 2xx. `retryAfterMs`: what the Retry-After header asks for. */
export function httpRefusal(
	httpCode: number,
	answer: unknown,
	retryAfterMs?: number,
	endpoint: Endpoint = 'detail',
): WiroError {
	const { words } = readComplaint(answer);
	if (httpCode === 401) return credentialRefused(words);
	if (httpCode === 407) return proxyRefused();
	if (httpCode === 429) return tooManyRequests(retryAfterMs);
	if (httpCode === 413) return tooLarge();
	if (httpCode >= 500 || httpCode === 408) {
		return new WiroError(`Wiro has a problem of its own at the moment (HTTP ${httpCode})`, {
			nextStep: 'Wait a little and try again.',
			accepted: 'unknown',
			mayRetry: true,
			httpCode,
			retryAfterMs,
		});
	}
	// Wiro itself, and not another server at a wrong address, says what is wrong.
	if (isDataObject(answer) && answer.result === false) return refusal(endpoint, answer, httpCode);
	return new WiroError(withWords(`Wiro refused the request (HTTP ${httpCode})`, words), {
		nextStep:
			httpCode < 400 || httpCode === 404
				? 'Check the Base URL in the credential: it should be https://api.wiro.ai/v1.'
				: 'Check the credential and, on wiro.ai, what its project may do.',
		httpCode,
	});
}

/** The error in an answer that is no JSON object, such as a proxy's HTML page. */
export function unreadableAnswer(httpCode: number): WiroError {
	return new WiroError("The answer that came instead of Wiro's cannot be read", {
		nextStep:
			'Check the Base URL in the credential and whether a proxy stands between n8n and Wiro; then try again.',
		accepted: 'unknown',
		mayRetry: true,
		httpCode,
	});
}

/** The error in a list without the task that was asked about: it does not exist, or not yet. */
export function emptyTaskList(): WiroError {
	const { message, ...facts } = UNKNOWN_TASK;
	// Once it may be a slip of Wiro's.
	return new WiroError(message, { ...facts, mayRetry: true });
}

/** The error in an answer that promises a task and has none. */
export function missingTask(): WiroError {
	return new WiroError('Wiro answered without saying which task it means', {
		nextStep: 'Wait a little and try again with the Get operation.',
		accepted: 'unknown',
		mayRetry: true,
	});
}
