/** Servers that refuse every request, or every request that verifies certificates. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';
import {
	createServer as createTlsServer,
	getCACertificates,
	setDefaultCACertificates,
} from 'node:tls';

import { listen } from '../listen.mts';

const FOLDER = join(process.cwd(), 'test/support/wiro/certificates');

/** The certificates that servers here can show. */
export type Certificate = 'trusted' | 'expired' | 'notYetValid' | 'otherHost' | 'selfSigned';

/** A server, and what has come to it. */
export interface StrictServer {
	port: number;
	/** How many connections were made to it. */
	connections(): number;
	/** How many requests it has read. */
	requests(): number;
	close(): Promise<void>;
}

const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

async function started(server: Server, requests: () => number): Promise<StrictServer> {
	let connections = 0;
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		connections++;
		sockets.add(socket);
		socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
	});
	const port = await listen(server);
	return {
		port,
		connections: () => connections,
		requests,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

/** A TLS server with a certificate. What it decrypts goes on to `target` (http://127.0.0.1:PORT/v1). */
export async function startTlsServer(
	certificate: Certificate,
	target?: string,
): Promise<StrictServer> {
	let requests = 0;
	const server = createTlsServer(
		{ key: read('server.key'), cert: read(`${certificate}.pem`) },
		(client) => {
			client.on('error', () => client.destroy());
			client.once('data', (data: Buffer) => {
				requests++;
				if (target === undefined) {
					client.destroy();
					return;
				}
				const upstream = connect(Number(new URL(target).port), '127.0.0.1');
				upstream.on('error', () => client.destroy()).write(data);
				client.pipe(upstream).pipe(client);
			});
		},
	);
	server.on('tlsClientError', () => {});
	return await started(server, () => requests);
}

/** An HTTP server that takes every request as read. */
export async function startHttpServer(status: number): Promise<StrictServer> {
	let requests = 0;
	const server = createHttpServer((_request, response) => {
		requests++;
		response.writeHead(status).end();
	});
	// What a proxy is asked for a tunnel with.
	server.on('connect', (_request, socket) => {
		socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
	});
	return await started(server, () => requests);
}

/** A server that ends every connection: at once, or when it has read the client's first words. */
export async function startHangingUpServer(when: 'at once' | 'after hello'): Promise<StrictServer> {
	const server = createServer((socket) => {
		if (when === 'at once') socket.destroy();
		else socket.once('data', () => socket.resetAndDestroy());
	});
	return await started(server, () => 0);
}

/** Does something while the CA of the certificates here is trusted. */
export async function trustingTestCa<T>(work: () => Promise<T>): Promise<T> {
	const usual = getCACertificates('default');
	setDefaultCACertificates([...usual, read('ca.pem')]);
	try {
		return await work();
	} finally {
		setDefaultCACertificates(usual);
	}
}
