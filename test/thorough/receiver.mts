/** A server in Wiro's place that sees how a Run comes in, byte by byte. */
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { afterEach } from '@jest/globals';

import { wiroCredential } from '../../n8n/credential.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { listen } from '../support/listen.mts';

/** A receiver on a port of its own. */
export interface Receiver {
	/** The credential that leads to it. */
	credential: CredentialInput;
	/** How many Runs have come in. */
	count: () => number;
}

/** Takes a Run and answers it, or does not. */
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

/**
 * Gives what starts receivers; each is closed after its test. A request that broke off is not an
 * error of a receiver.
 */
export function useReceivers(): (take: Take) => Promise<Receiver> {
	const servers: Server[] = [];
	afterEach(async () => {
		for (const server of servers.splice(0)) {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	});
	return async (take) => {
		let requests = 0;
		const server = createServer((request, response) => {
			if (request.url?.includes('/Run/') !== true) {
				// It has no prices and no Task/List. A Run goes on without them.
				response.writeHead(404).end();
				return;
			}
			requests += 1;
			void take(request, response).catch(() => response.destroy());
		});
		servers.push(server);
		const baseUrl = `http://127.0.0.1:${await listen(server)}/v1`;
		return {
			credential: wiroCredential({
				authentication: 'apiKey',
				apiKey: 'key-of-the-receiver',
				baseUrl,
			}),
			count: () => requests,
		};
	};
}
