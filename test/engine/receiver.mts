/** A server in Wiro's place that sees how a Run comes in, byte by byte. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { CredentialInput } from '../../n8n/engine/credentials.mts';

/** A receiver on a port of its own. */
export interface Receiver {
	/** The credential that leads to it. */
	credential: CredentialInput;
	/** How many requests have come in. */
	count: () => number;
	close: () => Promise<void>;
}

/** Takes a request and answers it, or does not. */
export type Take = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers as Wiro does when it has started a task. */
export function accept(response: ServerResponse): void {
	response.setHeader('content-type', 'application/json');
	const task = { errors: [], taskid: '534574', socketaccesstoken: 'token', result: true };
	response.end(JSON.stringify(task));
}

/** The whole body of a request, as it came; each byte is one character. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
	return (await buffer(request)).toString('latin1');
}

/** Starts a receiver. A request that broke off is not an error of it. */
export async function startReceiver(take: Take): Promise<Receiver> {
	let requests = 0;
	const server = createServer((request, response) => {
		requests += 1;
		void take(request, response).catch(() => response.destroy());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('It has no port.');
	const baseUrl = `http://127.0.0.1:${address.port}/v1`;
	return {
		credential: {
			type: 'wiroProjectApi',
			data: { authentication: 'apiKey', apiKey: 'key-of-the-receiver', baseUrl },
		},
		count: () => requests,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
