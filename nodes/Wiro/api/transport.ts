import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { baseUrlFault, baseUrlOf, keyFault, type FieldFault } from '../../../credentials/pasted';
import type { CallContext } from './context';
import { badCredential } from './credentialRefusals';
import { httpRefusal, refusal, unreadableAnswer, type Endpoint } from './refusals';
import { unreachable } from './unreachable';
import { WiroError } from './wiroError';
import type { MultipartForm } from './multipart';
import { isSuccess, readResponse, type FullResponse } from './response';
import { isDataObject, number, text } from './values';

/** The credential type that signs every request. */
export const CREDENTIAL = 'wiroProjectApi';

/** An image may be 100 MB and the way to Wiro slow; the other calls are a few bytes. In milliseconds. */
const RUN_TIMEOUT_MS = 300_000;
const CALL_TIMEOUT_MS = 30_000;

/** The body of a call: JSON, or a form with a file. */
export type CallBody = { json: IDataObject } | { form: MultipartForm };

/** One call of the API. */
export interface Call {
	endpoint: Endpoint;
	/** Run only: the model, as in `Wan-AI/Wan2.2-I2V-A14B`. */
	model?: string;
	body: CallBody;
}

function pathOf({ endpoint, model }: Call): string {
	switch (endpoint) {
		case 'run':
			return `/Run/${model ?? ''}`;
		case 'detail':
			return '/Task/Detail';
		case 'kill':
			return '/Task/Kill';
		case 'cancel':
			return '/Task/Cancel';
	}
}

/** How the credential reaches Wiro. */
export interface Connection {
	/** Without a slash at its end. */
	baseUrl: string;
	/** Whether the user does without the check of certificates. */
	skipSslCertificateValidation: boolean;
	/** Why no request can be made with the credential. */
	fault?: FieldFault;
}

/** Reads the credential's connection. @throws NodeOperationError when no credential is chosen */
export async function connectionOf(context: CallContext): Promise<Connection> {
	const credentials = await context.getCredentials(CREDENTIAL);
	return {
		baseUrl: baseUrlOf(credentials),
		skipSslCertificateValidation: credentials.allowUnauthorizedCerts === true,
		fault: keyFault(credentials) ?? baseUrlFault(credentials),
	};
}

/** JSON as the text that it is; the headers of a form are made when it is sent. */
function encode(body: CallBody): Pick<IHttpRequestOptions, 'body' | 'headers'> {
	if ('form' in body) return { body: body.form };
	return { body: JSON.stringify(body.json), headers: { 'content-type': 'application/json' } };
}

/** What Retry-After asks for (seconds, or a date), in milliseconds. */
function retryAfterMs(header: unknown): number | undefined {
	const seconds = number(header);
	if (seconds !== undefined) return Math.max(0, seconds * 1000);
	const date = Date.parse(text(header) ?? '');
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

async function send(context: CallContext, options: IHttpRequestOptions): Promise<FullResponse> {
	try {
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
		);
		return readResponse(response);
	} catch (error) {
		throw error instanceof WiroError ? error : unreachable(error);
	}
}

/**
 * Makes one call and gives back Wiro's answer, which has `result: true`.
 * The status is looked at here, not in n8n's request helper: that would send a call refused with
 * 401 a second time.
 * @throws WiroError for everything else: a credential that cannot be used, no answer, an HTTP error,
 * an unreadable answer, a refusal
 */
export async function call(
	context: CallContext,
	{ baseUrl, fault }: Connection,
	request: Call,
): Promise<IDataObject> {
	if (fault !== undefined) throw badCredential(fault);
	const { body, headers } = encode(request.body);
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: baseUrl + pathOf(request),
		body,
		headers: { accept: 'application/json', ...headers },
		timeout: request.endpoint === 'run' ? RUN_TIMEOUT_MS : CALL_TIMEOUT_MS,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirect would carry the key to another host, and turn the POST into a GET.
		disableFollowRedirect: true,
	};
	const sending = async () => await send(context, options);
	const response =
		'form' in request.body ? await request.body.form.sentBy(sending) : await sending();
	const answer = typeof response.body === 'string' ? parseJson(response.body) : response.body;
	const { statusCode } = response;
	if (!isSuccess(statusCode)) {
		const retryAfter = retryAfterMs(response.headers['retry-after']);
		throw httpRefusal(statusCode, answer, retryAfter, request.endpoint);
	}
	if (!isDataObject(answer)) throw unreadableAnswer(statusCode);
	if (answer.result === false) throw refusal(request.endpoint, answer);
	return answer;
}
