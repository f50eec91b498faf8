/**
 * Hears what Wiro answers to the node, without asking anything itself: Node tells of every answer
 * to an HTTP request that is made in this process.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** Something that Wiro said of a task. */
export interface Report {
	taskId: string;
	/** Nothing in the answer to Run, which only names the task. */
	status?: string;
}

const CHANNEL = 'http.client.response.finish';

const decoders: Readonly<Record<string, (data: Buffer) => Buffer>> = {
	br: brotliDecompressSync,
	deflate: inflateSync,
	gzip: gunzipSync,
};

/**
 * Tells of every task that an answer of the API names.
 * @param baseUrl where the API is, such as https://api.wiro.ai/v1
 * @returns what ends it
 */
export function hearStatuses(baseUrl: string, hear: (report: Report) => void): () => void {
	const { host, pathname } = new URL(baseUrl);
	const onAnswer = (message: unknown) => {
		const exchange = readExchange(message);
		if (exchange?.request.getHeader('host') !== host) return;
		if (!exchange.request.path.startsWith(`${pathname}/`)) return;
		void readBody(exchange.response).then((body) => readReports(body).forEach(hear));
	};
	subscribe(CHANNEL, onAnswer);
	return () => unsubscribe(CHANNEL, onAnswer);
}

function readExchange(message: unknown) {
	if (typeof message !== 'object' || message === null) return undefined;
	const request: unknown = Reflect.get(message, 'request');
	const response: unknown = Reflect.get(message, 'response');
	if (!(request instanceof ClientRequest) || !(response instanceof IncomingMessage))
		return undefined;
	return { request, response };
}

/** Collects the body alongside its real reader; gives nothing if it does not arrive whole. */
async function readBody(response: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	response.on('data', (chunk: Buffer) => chunks.push(chunk));
	return await new Promise((resolve) => {
		response.once('close', () => resolve(parse(response, Buffer.concat(chunks))));
	});
}

function parse({ complete, headers }: IncomingMessage, bytes: Buffer): unknown {
	if (!complete) return undefined;
	try {
		const decode = decoders[headers['content-encoding'] ?? ''];
		return JSON.parse(String(decode ? decode(bytes) : bytes));
	} catch {
		// An answer that is no JSON says nothing of a task; the node deals with it.
		return undefined;
	}
}

function readReports(body: unknown): Report[] {
	if (typeof body !== 'object' || body === null) return [];
	if ('taskid' in body) return [{ taskId: String(body.taskid) }];
	if (!('tasklist' in body) || !Array.isArray(body.tasklist)) return [];
	return body.tasklist.flatMap((task: unknown) =>
		typeof task === 'object' && task !== null && 'id' in task && 'status' in task
			? [{ taskId: String(task.id), status: String(task.status) }]
			: [],
	);
}
