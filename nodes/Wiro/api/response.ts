import { unreadableAnswer } from './refusals';
import { isDataObject } from './values';

/** What n8n's request helper gives with `returnFullResponse`, as far as it is looked at here. */
export interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** Reads n8n's full response. @throws WiroError when it is none */
export function readResponse(response: unknown): FullResponse {
	if (!isDataObject(response) || typeof response.statusCode !== 'number') throw unreadableAnswer(0);
	const { statusCode, headers, body } = response;
	return { statusCode, headers: isDataObject(headers) ? headers : {}, body };
}

/** Whether an HTTP status means success. */
export function isSuccess(statusCode: number): boolean {
	return statusCode >= 200 && statusCode <= 299;
}
