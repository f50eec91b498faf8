import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IHttpRequestOptions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { baseUrlFault, baseUrlOf, keyFault, type FieldFault } from '../../../credentials/pasted';
import { badCredential } from './credentialRefusals';
import { httpRefusal, refusal, unreadableAnswer, type Endpoint } from './refusals';
import { unreachable } from './unreachable';
import { WiroError } from './wiroError';
import type { MultipartForm } from './multipart';
import { isDataObject, number, parsedJson, text } from './values';

/** What can call Wiro: a node's execution, its webhook, or the editor's lists. */
export type CallContext = IExecuteFunctions | IWebhookFunctions | ILoadOptionsFunctions;

/** The calls about an existing task. */
export type TaskEndpoint = 'detail' | 'kill' | 'cancel';

/** The credential type that signs every request. */
export const CREDENTIAL = 'wiroProjectApi';

/** In milliseconds. A Run may upload 100 MB over a slow connection; the other calls are a few bytes. */
const RUN_TIMEOUT_MS = 300_000;
const CALL_TIMEOUT_MS = 30_000;

/** The body of a call: JSON, or a form with a file. */
export type CallBody = { json: IDataObject } | { form: MultipartForm };

/** One call of the API. */
export interface Call {
	endpoint: Endpoint;
	/** Run only: the model, such as `Wan-AI/Wan2.2-I2V-A14B`. */
	model?: string;
	body: CallBody;
	/** How long to wait for the answer, in milliseconds; undefined means as long as usual. */
	timeoutMs?: number;
}

function pathOf({ endpoint, model }: Call): string {
	switch (endpoint) {
		case 'run':
			// A name as its owner writes it can contain spaces.
			return `/Run/${(model ?? '').split('/').map(encodeURIComponent).join('/')}`;
		case 'detail':
			return '/Task/Detail';
		case 'kill':
			return '/Task/Kill';
		case 'cancel':
			return '/Task/Cancel';
		case 'tasks':
			return '/Task/List';
		case 'deleteFiles':
			return '/Task/InputOutputDelete';
		case 'models':
			return '/Tool/List';
		case 'model':
			return '/Tool/Detail';
	}
}

/** How the credential reaches Wiro. */
export interface Connection {
	/** Without a slash at its end. */
	baseUrl: string;
	/** Whether certificates are not checked. */
	skipSslCertificateValidation: boolean;
	/** Why the credential cannot be used. */
	fault?: FieldFault;
}

/** Reads the credential's connection. @throws NodeOperationError if no credential is chosen */
export async function connectionOf(context: CallContext): Promise<Connection> {
	const credentials = await context.getCredentials(CREDENTIAL);
	return {
		baseUrl: baseUrlOf(credentials),
		skipSslCertificateValidation: credentials.allowUnauthorizedCerts === true,
		fault: keyFault(credentials) ?? baseUrlFault(credentials),
	};
}

/** Encodes JSON as text. axios adds the headers of a form. */
function encode(body: CallBody): Pick<IHttpRequestOptions, 'body' | 'headers'> {
	if ('form' in body) return { body: body.form };
	return { body: JSON.stringify(body.json), headers: { 'content-type': 'application/json' } };
}

/** The delay in a Retry-After header (seconds or a date), in milliseconds. */
function retryAfterMs(header: unknown): number | undefined {
	const seconds = number(header);
	if (seconds !== undefined) return Math.max(0, seconds * 1000);
	const date = Date.parse(text(header) ?? '');
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** What n8n's request helper gives with `returnFullResponse`. */
export interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** Reads n8n's full response. @throws WiroError if it has another shape */
export function readResponse(response: unknown): FullResponse {
	if (!isDataObject(response) || typeof response.statusCode !== 'number') throw unreadableAnswer(0);
	const { statusCode, headers, body } = response;
	return { statusCode, headers: isDataObject(headers) ? headers : {}, body };
}

/** Whether an HTTP status means success. */
export function isSuccess(statusCode: number): boolean {
	return statusCode >= 200 && statusCode <= 299;
}

const CANCEL_SIGNAL = 'getExecutionCancelSignal';

/**
 * The same context without the signal of the user's Stop. With it, n8n aborts every request and
 * refuses new ones. Two must go through: a Run under way, whose answer names a paid task, and the
 * Cancel or Kill that stops it.
 */
function withoutStop(context: CallContext): CallContext {
	return new Proxy(context, {
		has: (target, key) => key !== CANCEL_SIGNAL && Reflect.has(target, key),
		get: (target, key): unknown => (key === CANCEL_SIGNAL ? undefined : Reflect.get(target, key)),
	});
}

/**
 * Makes one call and returns Wiro's answer, which has `result: true`.
 * The status is read here, since n8n's request helper would send a call again after HTTP 401.
 * @param abortSignal aborts the request
 * @throws WiroError for everything else: an unusable credential, no answer, an HTTP error, an
 * unreadable answer, a refusal
 */
export async function call(
	context: CallContext,
	{ baseUrl, fault }: Connection,
	request: Call,
	abortSignal?: AbortSignal,
): Promise<IDataObject> {
	if (fault !== undefined) throw badCredential(fault);
	const { body, headers } = encode(request.body);
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: baseUrl + pathOf(request),
		body,
		headers: { accept: 'application/json', ...headers },
		timeout: request.timeoutMs ?? (request.endpoint === 'run' ? RUN_TIMEOUT_MS : CALL_TIMEOUT_MS),
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirect would send the key to another host, and turn the POST into a GET.
		disableFollowRedirect: true,
		...(abortSignal && { abortSignal }),
	};
	const form = 'form' in request.body ? request.body.form : undefined;
	let response: FullResponse;
	try {
		const { helpers } = context;
		response = readResponse(
			await helpers.httpRequestWithAuthentication.call(withoutStop(context), CREDENTIAL, options),
		);
	} catch (error) {
		throw form?.failure ?? (error instanceof WiroError ? error : unreachable(error));
	} finally {
		form?.close();
	}
	const { statusCode } = response;
	const answer = typeof response.body === 'string' ? parsedJson(response.body) : response.body;
	if (!isSuccess(statusCode)) {
		const retryAfter = retryAfterMs(response.headers['retry-after']);
		throw httpRefusal(request.endpoint, statusCode, answer, retryAfter);
	}
	if (!isDataObject(answer)) throw unreadableAnswer(statusCode);
	if (answer.result === false) throw refusal(request.endpoint, answer);
	return answer;
}
