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

/** The largest range of `randomInt`: two nonces are practically never the same. */
const NONCE_RANGE = 2 ** 48 - 1;

/** Turns off certificate checks in n8n's request helper and in its older one. */
const TRUST_ANY_SERVER = { skipSslCertificateValidation: true, rejectUnauthorized: false };

/** Outside of the class, where n8n's lint takes a field with "cert" in its name for a secret. */
const ignoreSslProperty: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'allowUnauthorizedCerts',
	type: 'boolean',
	default: false,
	description: 'Whether to connect even if SSL certificate validation is not possible',
};

/** The test's message if another server answers. */
const NO_API = "There is no Wiro API at this 'Base URL'. It should be https://api.wiro.ai/v1.";

/** The messages of a failed test in n8n's form. */
function testRules(): IAuthenticateRuleResponseCode[] {
	const rules: IAuthenticateRuleResponseCode[] = [
		{
			type: 'responseCode',
			properties: {
				value: 401,
				message:
					"Wiro does not accept these keys. Check that they are complete and from the same project, and that 'Authentication' is the type of the project.",
			},
		},
		{ type: 'responseCode', properties: { value: 404, message: NO_API } },
	];
	// n8n accepts a mix of rules, but its type does not.
	const allRules: Array<IAuthenticateRuleResponseCode | IAuthenticateRuleResponseSuccessBody> =
		rules;
	// Every answer of Wiro has a `result`, true or false.
	allRules.push({
		type: 'responseSuccessBody',
		properties: { key: 'result', value: undefined, message: NO_API },
	});
	return rules;
}

/** The keys of a Wiro project. Signs every request that n8n sends with them. */
export class WiroProjectApi implements ICredentialType {
	name = 'wiroProjectApi';

	displayName = 'Wiro Project API';

	icon = { light: 'file:../icons/wiro.svg', dark: 'file:../icons/wiro.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-wiro/n8n-nodes-wiro?tab=readme-ov-file#credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'Create a project at <a href="https://wiro.ai/panel/project" target="_blank">wiro.ai</a>, signature-based or key-only, and copy its keys immediately: Wiro shows them only once.',
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
			default: 'signature',
			description: 'The type of project that you created on Wiro',
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
			description: 'Change it only to use the emulator or your own proxy',
		},
		ignoreSslProperty,
	];

	/**
	 * Adds the key and, for a signature-based project, a new nonce and the signature: the lower-case
	 * hex HMAC-SHA256 of secret + nonce, with the key as HMAC key. Source: Wiro's curl examples.
	 * @throws Error that names the invalid field, without its value
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		// The credential's test uses the Base URL. The HTTP Request node has its own URL.
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

	/** Checks a task that no project has. It is free, and wrong keys are refused with 401. */
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
