/** A relay in front of a server: what the network between n8n and Wiro may do to a call. */
import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

import getPort from 'get-port';

/** A relay on a port of its own. */
export interface Relay {
	/** The base URL of what is behind it, by way of the relay. */
	baseUrl: string;
	/** Begins to take connections; refused until then. */
	open(): Promise<void>;
	/** Holds answers back; what is sent to the server passes. */
	holdAnswers(): void;
	/** Lets the answers that were held back go on, and all others. */
	releaseAnswers(): void;
	close(): Promise<void>;
}

/**
 * Reserves a port for a relay. It takes no connection before `open()`.
 * @param target the base URL behind it, http://127.0.0.1:PORT/v1
 */
export async function createRelay(target: string): Promise<Relay> {
	const { port: targetPort, pathname } = new URL(target);
	const sockets = new Set<Socket>();
	const held = new Set<() => void>();
	let holding = false;

	const server = createServer((client) => {
		const upstream = connect(Number(targetPort), '127.0.0.1');
		for (const socket of [client, upstream]) {
			sockets.add(socket);
			socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
		}
		client.pipe(upstream);
		const answer = () => upstream.pipe(client);
		if (holding) held.add(answer);
		else answer();
	});
	const port = await getPort({ host: '127.0.0.1' });

	return {
		baseUrl: `http://127.0.0.1:${port}${pathname}`,
		open: async () => {
			server.listen(port, '127.0.0.1');
			await once(server, 'listening');
		},
		holdAnswers: () => {
			holding = true;
		},
		releaseAnswers: () => {
			holding = false;
			for (const answer of held) answer();
			held.clear();
		},
		close: async () => {
			for (const socket of sockets) socket.destroy();
			if (!server.listening) return;
			server.close();
			await once(server, 'close');
		},
	};
}
