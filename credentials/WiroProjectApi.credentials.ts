import { createHmac, randomInt } from 'crypto';
import type {
	IAuthenticateRuleResponseCode,
	IAuthenticateRuleResponseSuccessBody,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { BASE_URL_EXPRESSION, baseUrlFault, fieldText, keyFault } from './pasted';

/** The largest range that `randomInt` takes; two nonces in it practically never meet. */
const NONCE_RANGE = 2 ** 48 - 1;

/** No check of the server's certificate, in the words of n8n's request helper and of its older one. */
const TRUST_ANY_SERVER = { skipSslCertificateValidation: true, rejectUnauthorized: false };

/** On its own, since n8n's lint takes a field in the class with "cert" in its name for a secret. */
const ignoreSslProperty: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'allowUnauthorizedCerts',
	type: 'boolean',
	default: false,
	description: 'Whether to connect even if SSL certificate validation is not possible',
};

/** What the test says when something else answers. */
const NO_API = 'There is no Wiro API at this Base URL. It should be https://api.wiro.ai/v1.';

/** What the test says in n8n's form when it fails. */
function testRules(): IAuthenticateRuleResponseCode[] {
	const rules: IAuthenticateRuleResponseCode[] = [
		{
			type: 'responseCode',
			properties: {
				value: 401,
				message:
					'Wiro does not accept these keys. Check that they are whole and of one project, and that Authentication is what the project was created with.',
			},
		},
		{ type: 'responseCode', properties: { value: 404, message: NO_API } },
	];
	// n8n takes rules of both kinds together, but its type only lists of one kind.
	const allRules: Array<IAuthenticateRuleResponseCode | IAuthenticateRuleResponseSuccessBody> =
		rules;
	// Every answer of Wiro says `result`, true or false; another server's has none.
	allRules.push({
		type: 'responseSuccessBody',
		properties: { key: 'result', value: undefined, message: NO_API },
	});
	return rules;
}

/** The keys of one Wiro project; signs every request that n8n sends with it. */
export class WiroProjectApi implements ICredentialType {
	name = 'wiroProjectApi';

	displayName = 'Wiro Project API';

	icon = { light: 'file:../icons/wiro.svg', dark: 'file:../icons/wiro.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-wiro/n8n-nodes-wiro?tab=readme-ov-file#credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'Create a project at <a href="https://wiro.ai/panel/project" target="_blank">wiro.ai</a>, signature-based or key-only, and copy its keys at once: Wiro shows them only once.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'Signature (API Key and Secret)',
					value: 'signature',
					description: 'Every request is signed with the secret, which itself is never sent',
				},
				{
					name: 'API Key Only',
					value: 'apiKey',
					description: 'For a project that was created without a secret',
				},
			],
			default: 'signature',
			description: 'How the project was created on Wiro',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'API Secret',
			name: 'apiSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			displayOptions: { show: { authentication: ['signature'] } },
			default: '',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.wiro.ai/v1',
			description: 'Leave as it is, unless you use the emulator or a proxy of your own',
		},
		ignoreSslProperty,
	];

	/**
	 * Adds the key and, for a signature-based project, a fresh nonce and the signature: the
	 * lower-case hex HMAC-SHA256 of secret + nonce with the key as HMAC key (Wiro's curl examples).
	 * @throws Error that says which field has what wrong, without quoting it
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		// The credential's test is sent to the Base URL. HTTP Request has a URL of its own.
		const usesBaseUrl = requestOptions.baseURL !== undefined;
		const fault = keyFault(credentials) ?? (usesBaseUrl ? baseUrlFault(credentials) : undefined);
		if (fault !== undefined) throw new Error(`${fault.message}. ${fault.nextStep}`);

		const apiKey = fieldText(credentials, 'apiKey');
		const headers = { ...requestOptions.headers, 'x-api-key': apiKey };
		const options = {
			...requestOptions,
			...(credentials.allowUnauthorizedCerts === true && TRUST_ANY_SERVER),
		};
		if (credentials.authentication === 'apiKey') return { ...options, headers };

		const nonce = String(randomInt(1, NONCE_RANGE));
		const signature = createHmac('sha256', apiKey)
			.update(fieldText(credentials, 'apiSecret') + nonce)
			.digest('hex');
		return {
			...options,
			headers: { ...headers, 'x-nonce': nonce, 'x-signature': signature },
		};
	}

	/** Asks for a task that no project has: free, and refused with 401 when the keys are wrong. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: BASE_URL_EXPRESSION,
			url: '/Task/Detail',
			method: 'POST',
			body: { taskid: '0' },
			json: true,
		},
		rules: testRules(),
	};
}
