/** The reverse proxy of a cluster. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** The production webhooks, those of waiting executions too; test webhooks belong to the main. */
const WEBHOOK = /^\/webhook(-waiting)?\//;

/**
 * Starts a proxy that sends calls of webhooks to the webhook processes in turn, and everything else
 * to the main. For a process that is not there it answers 502.
 * @param main where the main is: http://127.0.0.1:PORT
 * @param webhooks where the webhook processes are
 * @returns what ends it
 */
export async function startProxy(
	port: number,
	main: string,
	webhooks: string[],
): Promise<() => Promise<void>> {
	let turn = 0;
	const targetOf = (path: string) => {
		if (!WEBHOOK.test(path)) return main;
		turn = (turn + 1) % webhooks.length;
		return webhooks[turn] ?? main;
	};
	const server = createServer((call, response) => {
		const { url: path = '/', method, headers } = call;
		const forwarded = request(`${targetOf(path)}${path}`, { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		forwarded.on('error', () => {
			if (response.headersSent) response.destroy();
			else response.writeHead(502).end();
		});
		// A caller that gives up, as of a stream of events, lets n8n know.
		response.on('close', () => forwarded.destroy());
		call.pipe(forwarded);
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return async () => {
		server.close();
		server.closeAllConnections();
		await once(server, 'close');
	};
}
