/** The Wiro credential in n8n, as the demo, the tests, the bench and `npm run n8n` use it. */
import type { CredentialInput } from './engine/credentials.mts';

/** The name of the credential in the workflow templates. */
export const CREDENTIAL = 'Wiro Project account';

/** What a node says to use a credential of the type Wiro Project API. */
export function nodeCredentials(name = CREDENTIAL) {
	return { wiroProjectApi: { id: null, name } };
}

/** A credential of the type Wiro Project API. */
export function wiroCredential(data: CredentialInput['data']): CredentialInput {
	return { type: 'wiroProjectApi', data };
}

/** The credential for the project of an emulator that signs its requests. */
export function emulatorCredential({ baseUrl, signatureKeys }: Emulated) {
	return {
		type: 'wiroProjectApi',
		data: { authentication: 'signature', ...signatureKeys, baseUrl },
	};
}

/** What names the project: see the emulator's client. */
interface Emulated {
	baseUrl: string;
	signatureKeys: { apiKey: string; apiSecret: string };
}
