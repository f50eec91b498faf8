/** Calls of n8n's REST API by a user who is logged in. */

/** Who a user logs in as. */
export interface Login {
	email: string;
	password: string;
}

/** A user's session with an n8n server. */
export class N8nSession {
	private cookie = '';
	private readonly url: string;

	/** @param url where n8n is, such as http://127.0.0.1:5678 */
	constructor(url: string) {
		this.url = url;
	}

	/** Logs in; makes the owner of a server that has none. */
	async open({ email, password }: Login): Promise<void> {
		const owner = { email, password, firstName: 'Wiro', lastName: 'Tester' };
		const setup = await this.send('POST', 'owner/setup', owner);
		// 1.x takes `emailOrLdapLoginId`, as 2.x does, and both ignore what they do not know.
		const response = setup.ok
			? setup
			: await this.send('POST', 'login', { emailOrLdapLoginId: email, password });
		if (!response.ok) throw new Error(`n8n refused the login: ${await response.text()}`);
		this.cookie = response.headers
			.getSetCookie()
			.map((cookie) => cookie.split(';', 1).join())
			.join('; ');
	}

	/**
	 * Calls the REST API and gives the answer's `data`.
	 * @param path what follows /rest/
	 */
	async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await this.send(method, path, body);
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${text}`);
		}
		const answer: unknown = JSON.parse(text);
		if (typeof answer !== 'object' || answer === null || !('data' in answer)) {
			throw new Error(`n8n answered ${method} ${path} with no data: ${text}`);
		}
		return answer.data;
	}

	/** Gets a file of n8n's, such as /types/nodes.json, for which a login is needed too. */
	async file(path: string): Promise<Buffer> {
		const response = await fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } });
		if (!response.ok) throw new Error(`n8n answered GET ${path} with ${response.status}.`);
		return Buffer.from(await response.arrayBuffer());
	}

	private async send(method: string, path: string, body?: unknown): Promise<Response> {
		return await fetch(`${this.url}/rest/${path}`, {
			method,
			headers: { cookie: this.cookie, 'content-type': 'application/json' },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
	}
}
