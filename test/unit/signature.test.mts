import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

import { WiroProjectApi } from '../../dist/credentials/WiroProjectApi.credentials.js';

/** Wiro's own way to sign: `echo -n "SECRET NONCE" | openssl dgst -sha256 -hmac "KEY"`. */
function signedByOpenssl(key: string, text: string): string {
	const line = execFileSync('openssl', ['dgst', '-sha256', '-hmac', key], {
		input: text,
		encoding: 'utf8',
	});
	return line.trim().split(' ').at(-1) ?? '';
}

const REQUEST = {
	url: 'https://api.wiro.ai/v1/Task/Detail',
	headers: { accept: 'application/json' },
};

async function headersFor(credentials: Record<string, string>) {
	const { headers, ...rest } = await new WiroProjectApi().authenticate(credentials, REQUEST);
	const nonce: unknown = headers?.['x-nonce'];
	return { headers: headers ?? {}, nonce: typeof nonce === 'string' ? nonce : '', rest };
}

describe('The signature', () => {
	it.each([
		['plain words', 'emulator-key', 'emulator-secret'],
		[
			'keys as Wiro makes them',
			'cxgCdZKw4ZMqtYyU0pXAs2rHxgAtfqYU',
			'f7b2b6a4b1e94c03a0ad4f4dbd9c5e21',
		],
		['quotes, dollars and backslashes', `k"e'y$1\\`, `s"e'c$r\\et`],
		['a secret that ends in digits', 'key', 'secret42'],
		['a key longer than a hash block', 'k'.repeat(100), 's'.repeat(1_000)],
		['one letter each', 'k', 's'],
	])("is OpenSSL's, for %s", async (_name, apiKey, apiSecret) => {
		const { headers, nonce } = await headersFor({
			authentication: 'signature',
			apiKey,
			apiSecret,
		});

		expect(nonce).toMatch(/^[1-9]\d*$/);
		expect(headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);
		expect(headers['x-signature']).toBe(signedByOpenssl(apiKey, apiSecret + nonce));
		expect(headers['x-api-key']).toBe(apiKey);
	});

	it('is made of the keys without the white space around them', async () => {
		const { headers, nonce } = await headersFor({
			authentication: 'signature',
			apiKey: ' key\n',
			apiSecret: '\tsecret ',
		});

		expect(headers['x-api-key']).toBe('key');
		expect(headers['x-signature']).toBe(signedByOpenssl('key', `secret${nonce}`));
	});

	it.each([
		['a secret of umlauts', 'key', 'Schlüssel', /'API Secret'.*U\+00FC at position 5/],
		['a secret of other scripts', 'key', '秘密', /'API Secret'.*U\+79D8 at position 1/],
		['a key that no header can carry', 'clé', 'secret', /'API Key'.*U\+00E9 at position 3/],
	])('is not made with %s', async (_name, apiKey, apiSecret, message) => {
		const credentials = { authentication: 'signature', apiKey, apiSecret };

		await expect(headersFor(credentials)).rejects.toThrow(message);
	});

	it('has a fresh nonce each time', async () => {
		const credentials = { authentication: 'signature', apiKey: 'key', apiSecret: 'secret' };
		const signed = await Promise.all(Array.from({ length: 200 }, () => headersFor(credentials)));

		expect(new Set(signed.map(({ nonce }) => nonce)).size).toBe(200);
		expect(new Set(signed.map(({ headers }) => headers['x-signature'])).size).toBe(200);
	});

	it('is not sent for a project whose key is enough', async () => {
		const credentials = { authentication: 'apiKey', apiKey: 'key', apiSecret: 'left over' };
		const { headers } = await headersFor(credentials);

		expect(headers).toEqual({ accept: 'application/json', 'x-api-key': 'key' });
	});

	it('leaves the rest of the request, and the request that was given, as they are', async () => {
		const before = structuredClone(REQUEST);
		const { headers, rest } = await headersFor({
			authentication: 'signature',
			apiKey: 'k',
			apiSecret: 's',
		});

		expect(rest).toEqual({ url: REQUEST.url });
		expect(headers.accept).toBe('application/json');
		expect(REQUEST).toEqual(before);
	});
});
