/** Gives the emulator a public address, as Wiro has one: n8n reaches it by way of a proxy. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';

import { listen } from '../listen.mts';

const HOST = 'api.wiro.example.com';

/** Does something while a server at `baseUrl` can be reached at a public address, which it is given. */
export async function withPublicAddress<T>(
	baseUrl: string,
	work: (publicUrl: string) => Promise<T>,
): Promise<T> {
	const { port, pathname } = new URL(baseUrl);
	const proxy = createServer((incoming, response) => {
		const { pathname: path, host } = new URL(incoming.url ?? '');
		const { method, headers } = incoming;
		if (host !== HOST) throw new Error(`A request was sent to ${host}.`);
		const onward = request({ port, path, method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 0, answer.headers);
			answer.pipe(response);
		});
		incoming.pipe(onward);
	});
	process.env.HTTP_PROXY = `http://127.0.0.1:${await listen(proxy)}`;
	try {
		return await work(`http://${HOST}${pathname}`);
	} finally {
		delete process.env.HTTP_PROXY;
		proxy.close();
		proxy.closeAllConnections();
		await once(proxy, 'close');
	}
}
