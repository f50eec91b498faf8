import { describe, expect, it } from '@jest/globals';

import { type Endpoint, httpRefusal, refusal } from '../../dist/nodes/Wiro/api/refusals.js';

type Errors = Array<string | { code?: number | string; message?: string }>;

const refused = (endpoint: Endpoint, ...errors: Errors) =>
	refusal(endpoint, { result: false, errors });
const unauthorized = (message: string) =>
	httpRefusal('detail', 401, { result: false, errors: [{ code: 0, message }] });

/** Wiro's texts for HTTP 401, and what the next step must name. Source: Wiro's public documentation. */
const AUTHORIZATION: Array<[words: string, nextStep: RegExp]> = [
	['Project authorization is not founded.', /API key.*project/],
	[
		'Project requires signature authentication. Please send x-signature and x-nonce headers.',
		/'Authentication' to Signature.*'API Secret'/,
	],
	['Project authorization is not valid.', /secret does not belong to the API key/],
	['Requested ip 203.0.113.7 is not allowed.', /IP address.*n8n server/],
];

interface Expected {
	message: RegExp;
	nextStep: RegExp;
	mayRetry?: boolean;
	kind?: string;
}

/** What each documented refusal of a Run means to the user. */
const RUN: Array<[code: number, words: string, expected: Expected]> = [
	[
		96,
		'Concurrent task limit reached.',
		{
			message: /slots.*taken/,
			nextStep: /Wait.*add funds/,
			mayRetry: true,
			kind: 'noFreeSlot',
		},
	],
	[97, 'Insufficient balance.', { message: /balance.*too low/, nextStep: /Add funds/ }],
	[98, 'Sign-in required.', { message: /sign in/, nextStep: /Sign in on wiro\.ai/ }],
	[0, 'Request parameter [prompt] required', { message: /\[prompt\]/, nextStep: /parameter/ }],
	[
		0,
		'Request parameter [numFrames] must be between 1 and 200',
		{ message: /\[numFrames\] must be between 1 and 200/, nextStep: /parameter/ },
	],
	[1, 'tool-not-accessible', { message: /tool-not-accessible/, nextStep: /model is available/ }],
	[
		1,
		'slug-owner-project-not-exist',
		{ message: /slug-owner-project-not-exist/, nextStep: /model is available/ },
	],
];

const NO_SUCH_TASK: Expected = {
	message: /no such task/,
	nextStep: /Task ID.*credential/,
	kind: 'unknownTask',
};

/** What each documented refusal of the calls about a task means to the user. */
const TASK: Array<[endpoint: Endpoint, words: string, expected: Expected]> = [
	['detail', 'There is no task yet.', NO_SUCH_TASK],
	['kill', 'There is no task yet.', NO_SUCH_TASK],
	['cancel', 'There is no task yet.', NO_SUCH_TASK],
	[
		'cancel',
		'Task is not in a cancellable state.',
		{ message: /cannot be cancelled/, nextStep: /Kill/, kind: 'notCancellable' },
	],
	[
		'kill',
		'Task could not be killed: not running',
		{ message: /could not be killed/, nextStep: /Get.*Cancel/, kind: 'notKillable' },
	],
];

function expectError(error: ReturnType<typeof refusal>, expected: Expected): void {
	const { message, nextStep, mayRetry = false, kind = 'refused' } = expected;
	expect(error.message).toMatch(message);
	expect(error.nextStep).toMatch(nextStep);
	expect(error).toMatchObject({ accepted: 'no', mayRetry, kind, isUserInput: false });
}

describe('A refusal', () => {
	it.each(AUTHORIZATION)('of the credential says what to do: %s', (words, nextStep) => {
		for (const error of [unauthorized(words), refused('run', { code: 0, message: words })]) {
			expect(error.message).toBe(`Wiro refused the credential: ${words}`);
			expect(error.nextStep).toMatch(nextStep);
			expect(error).toMatchObject({ accepted: 'no', mayRetry: false, httpCode: 401 });
		}
	});

	it.each(RUN)('of a Run with code %d (%s) says what to do', (code, message, expected) => {
		expectError(refused('run', { code, message }), expected);
		expectError(refused('run', { code: String(code), message }), expected);
	});

	it.each(RUN)(
		'of a Run without the code %d, as a plain text (%s), says the same',
		(_code, words, expected) => {
			expectError(refused('run', words), expected);
		},
	);

	it.each(TASK)('of %s (%s) says what to do', (endpoint, message, expected) => {
		expectError(refused(endpoint, { code: 1, message }), expected);
		expectError(refused(endpoint, message), expected);
	});

	it.each([
		[96, /slots.*taken/, true],
		[97, /balance.*too low/, false],
		[98, /sign in/, false],
	])('of a Run with code %d and no text is a whole sentence', (code, message, mayRetry) => {
		for (const error of [refused('run', { code }), refused('run', { code, message: ' ' })]) {
			expect(error.message).toMatch(message);
			expect(error.message).not.toMatch(/:\s*$/);
			expect(error.mayRetry).toBe(mayRetry);
		}
	});

	it.each([
		['an unknown code', [{ code: 55, message: 'The moon is full' }], /The moon is full/],
		['a text', ['The moon is full'], /The moon is full/],
		['a text behind an empty one', ['', 'The moon is full'], /The moon is full/],
		['no errors', [], /^Wiro (did not start the task|refused the request)$/],
	])('with %s passes on what Wiro said', (_name, errors, message) => {
		for (const endpoint of ['run', 'detail', 'kill', 'cancel'] as const) {
			const error = refused(endpoint, ...errors);
			expect(error.message).toMatch(message);
			expect(error.nextStep.length).toBeGreaterThan(20);
			expect(error).toMatchObject({ mayRetry: false, kind: 'refused' });
		}
	});

	it('of a Run says to do what Wiro asks for, if Wiro says something', () => {
		expect(refused('run', 'The moon is full').nextStep).toMatch(/^Do what Wiro asks for/);
		expect(refused('run').nextStep).toMatch(/^Check on wiro\.ai that the account/);
	});

	it('with a code of its own is not about the credential, whatever its words', () => {
		const error = refused('run', { code: 97, message: 'No authorization: the balance is low.' });
		expect(error.message).toMatch(/balance.*too low/);
	});

	it('without a list of errors is a refusal all the same', () => {
		for (const errors of [undefined, null, 'text', {}]) {
			expect(refusal('run', { result: false, errors }).message).toMatch(/^Wiro did not start/);
		}
	});

	it('never repeats more than 300 letters of what Wiro said', () => {
		const messageOf = (length: number) =>
			refused('run', { code: 0, message: 'x'.repeat(length) }).message;

		expect(messageOf(300)).toBe(`Wiro did not start the task: ${'x'.repeat(300)}`);
		expect(messageOf(301)).toBe(`Wiro did not start the task: ${'x'.repeat(300)}…`);
	});
});

describe('An HTTP status', () => {
	it.each([
		[429, 'no', true, /too many requests/, /Wait/],
		[500, 'unknown', true, /HTTP 500/, /try again/],
		[502, 'unknown', true, /HTTP 502/, /try again/],
		[503, 'unknown', true, /HTTP 503/, /try again/],
		[408, 'unknown', true, /HTTP 408/, /try again/],
		[404, 'no', false, /HTTP 404/, /Base URL.*https:\/\/api\.wiro\.ai\/v1/],
		[302, 'no', false, /HTTP 302/, /Base URL/],
		[400, 'no', false, /HTTP 400/, /what its project is allowed to do/],
		[403, 'no', false, /HTTP 403/, /what its project is allowed to do/],
		[407, 'no', false, /proxy.*password \(HTTP 407\)/, /HTTPS_PROXY/],
		[413, 'no', false, /file is too large/, /smaller/],
	])(
		'of %d: accepted %s, may be sent again %s',
		(status, accepted, mayRetry, message, nextStep) => {
			const error = httpRefusal('detail', status, undefined);

			expect(error.message).toMatch(message);
			expect(error.nextStep).toMatch(nextStep);
			expect(error).toMatchObject({ accepted, mayRetry, httpCode: status, isUserInput: false });
		},
	);

	it('of 429 or 503 keeps how long Wiro asks the node to wait', () => {
		expect(
			[429, 503].map((status) => httpRefusal('detail', status, null, 7_000).retryAfterMs),
		).toEqual([7_000, 7_000]);
	});

	it('of 401 without a text of Wiro is not taken for a wrong secret alone', () => {
		const error = httpRefusal('detail', 401, '<html>Unauthorized</html>');

		expect(error.message).toBe('Wiro refused the credential');
		expect(error.nextStep).toMatch(/Base URL/);
	});
});
