import type { BinaryHelperFunctions, IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { unreachable } from './errors/unreachable';
import { outcomeOf } from './errors/outcome';
import { WiroError } from './errors/wiroError';
import { isSuccess, readResponse } from './response';
import type { TaskOutput } from './task';

/** The longest that one file may take, in milliseconds. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

type ReadableStream = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Buffer>;

function isStream(body: unknown): body is ReadableStream {
	return typeof body === 'object' && body !== null && 'pipe' in body && 'destroy' in body;
}

async function fetchFile(context: IExecuteFunctions, url: string): Promise<ReadableStream> {
	const stop = context.getExecutionCancelSignal();
	const tooLong = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
	const response: unknown = await context.helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		abortSignal: stop === undefined ? tooLong : AbortSignal.any([stop, tooLong]),
	});
	const { statusCode, body } = readResponse(response);
	if (isSuccess(statusCode) && isStream(body)) return body;
	if (isStream(body)) body.destroy();
	throw new WiroError(`the file server answered HTTP ${statusCode}`, {
		nextStep: 'Wait a little and try again.',
		// A file that was made just now may not be there yet.
		remedy: [404, 408, 429].includes(statusCode) || statusCode >= 500 ? 'unclear' : 'none',
		httpCode: statusCode,
	});
}

/**
 * Fetches an output file and puts it into n8n's binary storage as it streams in. The files are
 * public to anyone with the URL, so no key travels.
 * @throws WiroError
 */
export async function download(
	context: IExecuteFunctions,
	url: string,
	output: TaskOutput,
): Promise<IBinaryData> {
	const outcome = await outcomeOf(async () => {
		const stream = await fetchFile(context, url);
		const file = await context.helpers.prepareBinaryData(
			stream,
			output.fileName,
			output.contentType,
		);
		const { sizeBytes } = output;
		if (sizeBytes !== undefined && file.bytes !== undefined && file.bytes < sizeBytes) {
			throw new WiroError(`the file server sent ${file.bytes} bytes of ${sizeBytes}`, {
				nextStep: 'Wait a little and try again.',
				remedy: 'unclear',
			});
		}
		return file;
	});
	if (outcome.ok) return outcome.value;
	throw outcome.error instanceof WiroError
		? outcome.error
		: unreachable(outcome.error, 'The file server');
}
