/** Credentials as n8n treats them: kept encrypted, given their type's defaults, applied by the type. */
import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialType,
	ICredentials,
	ICredentialsHelper,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import { n8nCore, n8nWorkflow } from './modules.mts';
import type { LoadedPackage } from './package.mts';

/** A credential as a person fills it in. */
export interface CredentialInput<Data = Record<string, string | boolean>> {
	/** The name of its type, such as `wiroProjectApi`. */
	type: string;
	/** Its fields; one that is left out has the type's default. */
	data: Data;
}

type Stored = ReadonlyMap<string, ICredentials>;

/**
 * Makes the helper through which the engine reaches credentials.
 * @param credentials what exists, by the name with which a workflow's node refers to it
 */
export async function createCredentialsHelper(
	loaded: LoadedPackage,
	credentials: Readonly<Record<string, CredentialInput>>,
): Promise<ICredentialsHelper> {
	const stored = new Map<string, ICredentials>();
	for (const [name, { type, data }] of Object.entries(credentials)) {
		const credential = new n8nCore.Credentials({ id: name, name }, type);
		await credential.setData(data);
		stored.set(name, credential);
	}
	return new CredentialsHelper(loaded, stored);
}

/** Gives a credential's fields as a node gets them: with defaults, without those not shown. */
export function resolveFields(
	type: ICredentialType,
	data: ICredentialDataDecryptedObject,
): ICredentialDataDecryptedObject {
	const filled = Object.fromEntries(Object.entries(data).filter(isSimpleField));
	const fields = n8nWorkflow.NodeHelpers.getNodeParameters(
		type.properties,
		filled,
		true,
		false,
		null,
		null,
	);
	return Object.fromEntries(Object.entries(fields ?? {}).filter(isSimpleField));
}

function isSimpleField(field: [string, unknown]): field is [string, string | number | boolean] {
	return ['string', 'number', 'boolean'].includes(typeof field[1]);
}

class CredentialsHelper extends n8nWorkflow.ICredentialsHelper {
	readonly #loaded: LoadedPackage;
	readonly #stored: Stored;

	constructor(loaded: LoadedPackage, stored: Stored) {
		super();
		this.#loaded = loaded;
		this.#stored = stored;
	}

	getParentTypes(type: string) {
		return this.#loaded.credentialType(type).extends ?? [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	getCredentialsProperties(type: string) {
		return this.#loaded.credentialType(type).properties;
	}

	async getCredentials({ name }: INodeCredentialsDetails, type: string) {
		const credential = this.#stored.get(name);
		if (credential?.type !== type) {
			throw new Error(`There is no credential "${name}" of type "${type}".`);
		}
		return credential;
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
	) {
		const credential = await this.getCredentials(details, type);
		return resolveFields(this.#loaded.credentialType(type), await credential.getData());
	}

	async authenticate(
		fields: ICredentialDataDecryptedObject,
		type: string,
		request: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.#loaded.credentialType(type);
		const options: IHttpRequestOptions = { url: '', ...request };
		if (typeof authenticate === 'function') return await authenticate(fields, options);
		if (!authenticate || !workflow || !node) return options;
		return applyGeneric(authenticate, options, (value) =>
			workflow.expression.getSimpleParameterValue(node, value, 'internal', {
				$credentials: fields,
			}),
		);
	}

	/** No credential here has a token that expires. */
	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}
}

/** Adds headers and query of a type's `authenticate` object, its expressions resolved. */
function applyGeneric(
	{ properties }: IAuthenticateGeneric,
	options: IHttpRequestOptions,
	resolve: (value: string) => unknown,
): IHttpRequestOptions {
	const resolveAll = (values: IDataObject = {}) =>
		Object.fromEntries(
			Object.entries(values).map(([key, value]) => {
				const resolved = typeof value === 'string' ? resolve(value) : value;
				return [key, typeof resolved === 'string' ? resolved : ''];
			}),
		);
	return {
		...options,
		headers: { ...options.headers, ...resolveAll(properties.headers) },
		qs: { ...options.qs, ...resolveAll(properties.qs) },
	};
}
