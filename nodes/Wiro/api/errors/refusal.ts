import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, number, text } from '../values';
import { WiroError, type Reason, type Remedy } from './wiroError';

/** The API's calls, as the errors need to tell them apart. */
export type Endpoint = 'run' | 'detail' | 'kill' | 'cancel';

/** Wiro's codes in `errors[].code` of a Run. Source: Wiro's public documentation. */
const PARAMETERS = 0;
const CONCURRENT_TASK_LIMIT = 96;
const INSUFFICIENT_BALANCE = 97;
const SIGN_IN_REQUIRED = 98;

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

/** Wiro's texts for HTTP 401, each with a mend of its own. Source: Wiro's public documentation. */
const CREDENTIAL_MENDS: Array<{ words: RegExp; nextStep: string }> = [
	{
		words: /not founded/i,
		nextStep:
			'Wiro does not know this API key. Check in the credential that it is whole and of the right project, or create a new project on wiro.ai.',
	},
	{
		words: /requires signature/i,
		nextStep:
			'The project signs its requests: in the credential set Authentication to "Signature" and fill in the API secret.',
	},
	{
		words: /not valid/i,
		nextStep:
			'The API secret does not belong to the API key. Wiro shows both only once: fill them in from where you kept them, or create a new project on wiro.ai.',
	},
	{
		words: /ip .* not allowed/i,
		nextStep:
			'The project only takes requests from certain IP addresses: add the one of this n8n server on the project page on wiro.ai.',
	},
];

/** A proxy's 401, for one. */
const OTHER_CREDENTIAL_MEND =
	'Check the keys and the Base URL in the credential, and whether a proxy between n8n and Wiro asks for a sign-in.';

function credentialRefused(words: string): WiroError {
	const known = CREDENTIAL_MENDS.find((mend) => mend.words.test(words));
	return new WiroError(withWords('Wiro refused the credential', words), {
		nextStep: known?.nextStep ?? OTHER_CREDENTIAL_MEND,
		httpCode: 401,
	});
}

interface Refusal {
	message: string;
	nextStep: string;
	remedy?: Remedy;
	reason?: Reason;
}

interface KnownRefusal extends Refusal {
	code?: number;
	/** Some answers carry the words without the code. */
	words: RegExp;
}

const RUN_REFUSALS: KnownRefusal[] = [
	{
		code: CONCURRENT_TASK_LIMIT,
		words: /concurrent/i,
		message: 'All of your task slots on Wiro are taken',
		nextStep:
			'Wiro allows one task at a time for each 10 dollars of balance. Wait until tasks end, lower Max Concurrent Tasks, or add funds on wiro.ai.',
		remedy: 'notAccepted',
		reason: 'noFreeSlot',
	},
	{
		code: INSUFFICIENT_BALANCE,
		words: /balance/i,
		message: 'The balance on Wiro is too low to start the task',
		nextStep: 'Add funds on wiro.ai and run again. No task was started.',
	},
	{
		code: SIGN_IN_REQUIRED,
		words: /sign[- ]?in/i,
		message: 'Wiro asks to sign in before the task can run',
		nextStep:
			'Sign in on wiro.ai with the account of this project and check that it may run this model.',
	},
	{
		code: PARAMETERS,
		words: /request (parameter|files)/i,
		message: 'Wiro did not accept the parameters',
		nextStep: 'Change the parameter that Wiro names and run again. No task was started.',
	},
];

const RUN_REFUSED: Refusal = {
	message: 'Wiro did not start the task',
	nextStep: 'Check on wiro.ai that the model is available to this project. No task was started.',
};

const UNKNOWN_TASK = {
	message: 'Wiro knows no such task in this project',
	nextStep:
		"Check the 'Task ID' or 'Task Token', and that the credential belongs to the project that started the task.",
	reason: 'unknownTask',
} as const;

const TASK_REFUSALS: KnownRefusal[] = [
	// Source: Wiro's public documentation, its own client and its live check, each with other words.
	{ ...UNKNOWN_TASK, words: /no (such )?task|task[- ]?(was |is |does )?not[- ]?(found|exist)/i },
	{
		words: /not in a cancellable state/i,
		message: 'The task is no longer in the queue, so it cannot be cancelled',
		nextStep:
			'To stop a task that runs already, use the Kill operation or turn on the option "Kill If Running".',
		reason: 'notCancellable',
	},
	{
		words: /could not be killed/i,
		message: 'The task could not be killed',
		nextStep:
			'It may have ended already, which Get tells, or still be in the queue, where Cancel is the operation to use.',
		reason: 'notKillable',
	},
];

const TASK_REFUSED: Refusal = {
	message: 'Wiro refused the request',
	nextStep: 'See what Wiro says above; the Get operation shows how the task stands.',
};

/** The error in an answer with `result: false`, which Wiro mostly sends with HTTP 200. */
export function refusal(endpoint: Endpoint, answer: IDataObject, httpCode?: number): WiroError {
	const { code, words } = readComplaint(answer);
	if (code === 0 && /authori[sz]ation|signature authentication|requested ip/i.test(words)) {
		return credentialRefused(words);
	}
	const known = endpoint === 'run' ? RUN_REFUSALS : TASK_REFUSALS;
	const found =
		known.find((candidate) => candidate.code !== undefined && candidate.code === code) ??
		known.find((candidate) => candidate.words.test(words)) ??
		(endpoint === 'run' ? RUN_REFUSED : TASK_REFUSED);
	const { message, nextStep, remedy, reason = 'refused' } = found;
	return new WiroError(withWords(message, words), { nextStep, remedy, reason, httpCode });
}

/** HTTP 429. `retryAfterMs`: how long Wiro asks to wait. */
export function tooManyRequests(retryAfterMs?: number): WiroError {
	return new WiroError('Wiro receives too many requests from this project at the moment', {
		nextStep: 'Wait a little and run again, or lower Max Concurrent Tasks.',
		remedy: 'notAccepted',
		reason: 'tooManyRequests',
		httpCode: 429,
		retryAfterMs,
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
	if (httpCode === 429) return tooManyRequests(retryAfterMs);
	if (httpCode === 413) return tooLarge();
	if (httpCode >= 500 || httpCode === 408) {
		return new WiroError(`Wiro has a problem of its own at the moment (HTTP ${httpCode})`, {
			nextStep: 'Wait a little and try again.',
			remedy: 'unclear',
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

/** The error of a credential whose Base URL is none: nothing is sent. */
export function badBaseUrl(baseUrl: string): WiroError {
	return new WiroError(
		`The Base URL in the credential is ${quote(JSON.stringify(baseUrl))}, which is no web address`,
		{ nextStep: 'Set it to https://api.wiro.ai/v1.', isUserInput: true },
	);
}

/** The error in an answer that is no JSON object, such as a proxy's HTML page. */
export function unreadableAnswer(httpCode: number): WiroError {
	return new WiroError("The answer that came instead of Wiro's cannot be read", {
		nextStep:
			'Check the Base URL in the credential and whether a proxy stands between n8n and Wiro; then try again.',
		remedy: 'unclear',
		httpCode,
	});
}

/** The error in a list without the task that was asked about: it does not exist, or not yet. */
export function emptyTaskList(): WiroError {
	const { message, ...facts } = UNKNOWN_TASK;
	// Once it may be a slip of Wiro's.
	return new WiroError(message, { ...facts, remedy: 'unclear' });
}

/** The error in an answer that promises a task and has none. */
export function missingTask(): WiroError {
	return new WiroError('Wiro answered without saying which task it means', {
		nextStep: 'Wait a little and try again with the Get operation.',
		remedy: 'unclear',
	});
}
