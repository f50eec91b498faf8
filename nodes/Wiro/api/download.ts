import {
	sleep,
	type BinaryHelperFunctions,
	type IBinaryData,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { withRetries } from './pause';
import { Semaphore } from './semaphore';
import { inMinutes } from './taskErrors';
import { isSuccess, readResponse, type Connection } from './transport';
import { unreachable } from './unreachable';
import { WiroError } from './wiroError';

/** How many files are downloaded at once. They have their own limit, so that API calls never wait for them. */
const DOWNLOADS_AT_ONCE = 5;

/** A download that receives no byte for this long has stalled. In milliseconds. */
const LONGEST_STALL_MS = 30_000;

/** The longest time that a timer of Node can have, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How often the progress of a download is checked, in milliseconds. */
const SLICE_MS = 500;

const TRY_AGAIN = 'Wait a little and try again.';

/** What can download files: a node's execution or its webhook. */
export type FileContext = IExecuteFunctions | IWebhookFunctions;

/** A file to download. */
export interface Download {
	url: string;
	fileName: string;
	contentType?: string;
	sizeBytes?: number;
	/** The time limit for all tries together, in milliseconds. */
	timeoutMs: number;
}

type ReadableStream = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Buffer>;

function isStream(body: unknown): body is ReadableStream {
	return typeof body === 'object' && body !== null && 'pipe' in body && 'destroy' in body;
}

/** How many bytes have arrived so far. NaN if unknown, which counts as progress. */
function bytesSoFar(stream: ReadableStream): number {
	// A compressed response is a decompression stream, which counts the bytes written to it.
	const source: unknown = 'socket' in stream ? stream.socket : stream;
	const isSocket = typeof source === 'object' && source !== null && 'bytesRead' in source;
	if (isSocket && typeof source.bytesRead === 'number') return source.bytesRead;
	return 'bytesWritten' in stream && typeof stream.bytesWritten === 'number'
		? stream.bytesWritten
		: NaN;
}

/** Requests a file and gives its body as a stream. @throws WiroError, or n8n's error */
async function openFile(
	context: FileContext,
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
		// Until the response begins.
		timeout: LONGEST_STALL_MS,
		abortSignal,
	});
	const { statusCode, body } = readResponse(response);
	if (isSuccess(statusCode) && isStream(body)) return body;
	if (isStream(body)) body.destroy();
	throw new WiroError(`the file server answered HTTP ${statusCode}`, {
		nextStep: TRY_AGAIN,
		// A new file may not be there yet.
		mayRetry: [404, 408, 429].includes(statusCode) || statusCode >= 500,
		httpCode: statusCode,
	});
}

/**
 * Waits until a stream is stored, and ends it when it stalls or takes too long.
 * @throws WiroError, or the signal's reason
 */
async function storedInTime<T>(
	stream: ReadableStream,
	storing: Promise<T>,
	{ timeoutMs }: Download,
	deadline: number,
	signal: AbortSignal,
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
		const isStalled = Date.now() - movedAt >= LONGEST_STALL_MS;
		const isLate = Date.now() >= deadline;
		if (!signal.aborted && !isLate && !isStalled) continue;
		const failure = isLate ? tooSlow(timeoutMs) : stalled();
		stream.destroy(failure);
		signal.throwIfAborted();
		throw failure;
	}
}

function stalled(): WiroError {
	return new WiroError(`the file server sent nothing for ${LONGEST_STALL_MS / 1000} seconds`, {
		nextStep: TRY_AGAIN,
		mayRetry: true,
	});
}

function tooSlow(timeoutMs: number): WiroError {
	return new WiroError(`it took longer than ${inMinutes(timeoutMs)}`, { nextStep: TRY_AGAIN });
}

/**
 * Downloads output files into n8n's binary storage, a few at a time, and retries temporary failures.
 * Output files are public to anyone with the URL, so no key is sent.
 */
export class Downloads {
	private readonly places: Semaphore;

	/** @param signal ends all downloads */
	constructor(
		private readonly context: FileContext,
		private readonly connection: Connection,
		private readonly signal: AbortSignal,
	) {
		this.places = new Semaphore(DOWNLOADS_AT_ONCE, signal);
	}

	/** Downloads a file. @throws WiroError, or the signal's reason */
	async fetch(file: Download): Promise<IBinaryData> {
		await this.places.take();
		const deadline = Date.now() + file.timeoutMs;
		try {
			return await withRetries(async () => await this.fetchOnce(file, deadline), this.signal);
		} finally {
			this.places.release();
		}
	}

	private async fetchOnce(file: Download, deadline: number): Promise<IBinaryData> {
		const leftMs = deadline - Date.now();
		if (leftMs <= 0) throw tooSlow(file.timeoutMs);
		const tooLong = AbortSignal.timeout(Math.min(Math.ceil(leftMs), LONGEST_TIMER_MS));
		try {
			const abortSignal = AbortSignal.any([this.signal, tooLong]);
			const stream = await openFile(this.context, file.url, this.connection, abortSignal);
			const { fileName, contentType, sizeBytes } = file;
			const storing = this.context.helpers.prepareBinaryData(stream, fileName, contentType);
			const stored = await storedInTime(stream, storing, file, deadline, this.signal);
			const isCut =
				sizeBytes !== undefined && stored.bytes !== undefined && stored.bytes < sizeBytes;
			if (!isCut) return stored;
			throw cutOff(stored.bytes, sizeBytes);
		} catch (caught) {
			const failure = tooLong.aborted
				? tooSlow(file.timeoutMs)
				: unreachable(caught, 'The file server');
			throw caught instanceof WiroError ? caught : failure;
		}
	}
}

function cutOff(bytes: number | undefined, sizeBytes: number): WiroError {
	return new WiroError(`the file server sent ${bytes} bytes of ${sizeBytes}`, {
		nextStep: TRY_AGAIN,
		mayRetry: true,
	});
}
