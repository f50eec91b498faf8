import { sleep, type BinaryHelperFunctions, type IBinaryData } from 'n8n-workflow';
import { Interrupted, type Interruption } from '../waiting/interruption';
import { withRetries } from '../waiting/retry';
import { Slots } from '../waiting/taskSlots';
import type { CallContext } from './context';
import { outcomeOf } from './outcome';
import { unreachable } from './unreachable';
import { WiroError } from './wiroError';
import { isSuccess, readResponse } from './response';
import type { Connection } from './transport';

/** How many files are fetched at once. They have places of their own, so that calls never wait for them. */
const DOWNLOADS_AT_ONCE = 5;

/** A try ends when no byte has come for so long, in milliseconds. */
const LONGEST_STALL_MS = 30_000;

/** The longest that a timer of Node can take, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How often a running download is looked at, in milliseconds. */
const SLICE_MS = 500;

const TRY_AGAIN = 'Wait a little and try again.';

/** A file to fetch. */
export interface Download {
	url: string;
	/** What it is to be called. */
	fileName: string;
	contentType?: string;
	sizeBytes?: number;
	/** How long all tries may take together, in milliseconds. */
	timeoutMs: number;
}

type ReadableStream = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Buffer>;

function isStream(body: unknown): body is ReadableStream {
	return typeof body === 'object' && body !== null && 'pipe' in body && 'destroy' in body;
}

/** How many bytes have come so far. NaN, which counts as moving, where nobody can tell. */
function bytesSoFar(stream: ReadableStream): number {
	// An answer that is unpacked on the way is not the response itself, and counts what it was fed.
	const source: unknown = 'socket' in stream ? stream.socket : stream;
	const isSocket = typeof source === 'object' && source !== null && 'bytesRead' in source;
	if (isSocket && typeof source.bytesRead === 'number') return source.bytesRead;
	return 'bytesWritten' in stream && typeof stream.bytesWritten === 'number'
		? stream.bytesWritten
		: NaN;
}

async function fetchFile(
	context: CallContext,
	url: string,
	{ skipSslCertificateValidation }: Connection,
	abortSignal: AbortSignal,
): Promise<ReadableStream> {
	const response: unknown = await context.helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		skipSslCertificateValidation,
		// Until the answer begins.
		timeout: LONGEST_STALL_MS,
		abortSignal,
	});
	const { statusCode, body } = readResponse(response);
	if (isSuccess(statusCode) && isStream(body)) return body;
	if (isStream(body)) body.destroy();
	throw new WiroError(`the file server answered HTTP ${statusCode}`, {
		nextStep: TRY_AGAIN,
		// A file that was made just now may not be there yet.
		remedy: [404, 408, 429].includes(statusCode) || statusCode >= 500 ? 'unclear' : 'none',
		httpCode: statusCode,
	});
}

/** Gives what comes of storing a stream, unless it stalls, takes too long or is no longer wanted. */
async function storedInTime<T>(
	stream: ReadableStream,
	storing: Promise<T>,
	deadline: number,
	interruption: Interruption,
): Promise<T> {
	const progress = { isStored: false };
	const stored = storing.finally(() => {
		progress.isStored = true;
	});
	let bytes = bytesSoFar(stream);
	let movedAt = Date.now();
	for (;;) {
		await Promise.race([stored, sleep(SLICE_MS)]);
		if (progress.isStored) return await stored;
		const now = bytesSoFar(stream);
		if (now !== bytes) movedAt = Date.now();
		bytes = now;
		const problem = interruption.isInterrupted
			? new Interrupted()
			: Date.now() >= deadline
				? tooSlow()
				: Date.now() - movedAt >= LONGEST_STALL_MS
					? stalled()
					: undefined;
		if (problem === undefined) continue;
		stream.destroy(problem);
		throw problem;
	}
}

function stalled(): WiroError {
	return new WiroError(`the file server sent nothing for ${LONGEST_STALL_MS / 1000} seconds`, {
		nextStep: TRY_AGAIN,
		remedy: 'unclear',
	});
}

function tooSlow(): WiroError {
	return new WiroError("it took longer than 'Timeout' allows", { nextStep: TRY_AGAIN });
}

/**
 * Fetches a file once and puts it into n8n's binary storage as it streams in. Output files are
 * public to anyone with the URL, so no key travels.
 */
async function download(
	context: CallContext,
	connection: Connection,
	file: Download,
	deadline: number,
	interruption: Interruption,
): Promise<IBinaryData> {
	const leftMs = deadline - Date.now();
	if (leftMs <= 0) throw tooSlow();
	const tooLong = AbortSignal.timeout(Math.min(Math.ceil(leftMs), LONGEST_TIMER_MS));
	const { signal } = interruption;
	const outcome = await outcomeOf(async () => {
		const abortSignal = signal === undefined ? tooLong : AbortSignal.any([signal, tooLong]);
		const stream = await fetchFile(context, file.url, connection, abortSignal);
		const storing = context.helpers.prepareBinaryData(stream, file.fileName, file.contentType);
		const stored = await storedInTime(stream, storing, deadline, interruption);
		const { sizeBytes } = file;
		if (sizeBytes !== undefined && stored.bytes !== undefined && stored.bytes < sizeBytes) {
			throw new WiroError(`the file server sent ${stored.bytes} bytes of ${sizeBytes}`, {
				nextStep: TRY_AGAIN,
				remedy: 'unclear',
			});
		}
		return stored;
	});
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	if (error instanceof WiroError || error instanceof Interrupted) throw error;
	throw tooLong.aborted ? tooSlow() : unreachable(error, 'The file server');
}

/**
 * Gives a function that fetches files, a few at a time and each again when it fails for a passing
 * reason. It throws a WiroError, or Interrupted.
 */
export function downloader(
	context: CallContext,
	connection: Connection,
	interruption: Interruption,
): (file: Download) => Promise<IBinaryData> {
	const slots = new Slots(DOWNLOADS_AT_ONCE, interruption);
	return async (file) => {
		await slots.take();
		const deadline = Date.now() + file.timeoutMs;
		try {
			return await withRetries(
				async () => await download(context, connection, file, deadline, interruption),
				interruption,
			);
		} finally {
			slots.release();
		}
	};
}
