import { describe, expect, it } from '@jest/globals';

import { WiroProjectApi } from '../../dist/credentials/WiroProjectApi.credentials.js';

/** The field of this name in the form of a new credential. */
function field(name: string) {
	return new WiroProjectApi().properties.find((property) => property.name === name);
}

const REQUEST = { url: 'https://api.wiro.ai/v1/Task/Detail' };
const KEYS = { authentication: 'apiKey', apiKey: 'key', baseUrl: 'https://api.wiro.ai/v1' };

describe('The form of the credential', () => {
	it('has its fields in the order in which they are filled in', () => {
		const { displayName, properties } = new WiroProjectApi();

		expect(displayName).toBe('Wiro Project API');
		expect(properties.map((property) => property.displayName)).toEqual([
			expect.stringContaining('https://wiro.ai/panel/project'),
			'Authentication',
			'API Key',
			'API Secret',
			'Base URL',
			'Ignore SSL Issues (Insecure)',
		]);
	});

	it('says first where the keys are and that Wiro shows them once', () => {
		expect(field('notice')).toMatchObject({
			displayName: expect.stringMatching(/copy its keys immediately: Wiro shows them only once/),
			type: 'notice',
			default: '',
		});
	});

	it('asks which type of project it is, signature-based unless chosen otherwise', () => {
		expect(field('authentication')).toMatchObject({
			type: 'options',
			default: 'signature',
			description: 'The type of project that you created on Wiro',
			options: [
				{
					name: 'API Key Only',
					value: 'apiKey',
					description: 'For a project that was created without a secret',
				},
				{
					name: 'Signature (API Key and Secret)',
					value: 'signature',
					description: 'Every request is signed with the secret, which is never sent',
				},
			],
		});
	});

	it('masks and requires both keys, and asks for the secret only where there is one', () => {
		const masked = {
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		};

		expect(field('apiKey')).toEqual({ displayName: 'API Key', name: 'apiKey', ...masked });
		expect(field('apiSecret')).toEqual({
			displayName: 'API Secret',
			name: 'apiSecret',
			...masked,
			displayOptions: { show: { authentication: ['signature'] } },
		});
	});

	it("has Wiro's address as Base URL, and says that it can stay", () => {
		expect(field('baseUrl')).toMatchObject({
			type: 'string',
			required: true,
			default: 'https://api.wiro.ai/v1',
			description: 'Change it only to use the emulator or your own proxy',
		});
	});

	it('links to its part of the README', () => {
		expect(new WiroProjectApi().documentationUrl).toMatch(/\?tab=readme-ov-file#credential$/);
	});
});

describe("The credential's test", () => {
	it('asks for a task that no project has', () => {
		expect(new WiroProjectApi().test.request).toMatchObject({
			url: '/Task/Detail',
			method: 'POST',
			body: { taskid: '0' },
			json: true,
		});
	});

	it('tells wrong keys from a server that is not Wiro', () => {
		const message = expect.stringContaining("There is no Wiro API at this 'Base URL'");

		expect(new WiroProjectApi().test.rules).toEqual([
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: expect.stringMatching(/^Wiro does not accept these keys/),
				},
			},
			{ type: 'responseCode', properties: { value: 404, message } },
			{ type: 'responseSuccessBody', properties: { key: 'result', value: undefined, message } },
		]);
	});
});

describe('A request with the credential', () => {
	it.each([
		[true, { skipSslCertificateValidation: true, rejectUnauthorized: false }],
		[false, {}],
		['true', {}],
	])(
		'trusts any server where Ignore SSL Issues is %j only if it is true',
		async (given, expected) => {
			const credentials = { ...KEYS, allowUnauthorizedCerts: given };

			expect(await new WiroProjectApi().authenticate(credentials, REQUEST)).toEqual({
				...REQUEST,
				...expected,
				headers: { 'x-api-key': 'key' },
			});
		},
	);

	it('checks the Base URL only where the request uses it', async () => {
		const credentials = { ...KEYS, baseUrl: 'not an address' };

		await expect(new WiroProjectApi().authenticate(credentials, REQUEST)).resolves.toMatchObject({
			headers: { 'x-api-key': 'key' },
		});
		await expect(
			new WiroProjectApi().authenticate(credentials, { ...REQUEST, baseURL: 'not an address' }),
		).rejects.toThrow(/Base URL/);
	});
});
