import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { ProjectName } from './control.mts';

/** A Wiro project: the owner of keys and tasks. */
export interface Project {
	name: ProjectName;
	/** `projectid` in answers. */
	id: string;
	apiKey: string;
	/** Null for a project whose key is enough. */
	apiSecret: string | null;
}

/** The emulator's projects, one of each kind that Wiro has. */
export const PROJECTS: readonly Project[] = [
	{ name: 'signature', id: '699', apiKey: 'emulator-key', apiSecret: 'emulator-secret' },
	{ name: 'keyOnly', id: '700', apiKey: 'emulator-key-only', apiSecret: null },
];

/** Wiro's answers to a request that it does not let in (HTTP 401, code 0). */
export const AUTHORIZATION_ERRORS = {
	unknownKey: 'Project authorization is not founded.',
	signatureMissing:
		'Project requires signature authentication. Please send x-signature and x-nonce headers.',
	invalid: 'Project authorization is not valid.',
} as const;

/** Who sent a request, or why it is refused. */
export type Admission = { project: Project } | { refusal: string };

/** The project whose key the request carries, whether or not its signature is right. */
export function projectOfKey(headers: IncomingHttpHeaders): Project | undefined {
	const key = header(headers, 'x-api-key');
	return PROJECTS.find((project) => isSameText(project.apiKey, key));
}

/** Lets requests in, or says why not; remembers nonces for the setting `refuseReusedNonces`. */
export class Gatekeeper {
	#usedNonces = new Set<string>();

	/** Checks key, nonce and signature of a request. */
	admit(headers: IncomingHttpHeaders, refuseReusedNonces: boolean): Admission {
		const project = projectOfKey(headers);
		if (project === undefined) return { refusal: AUTHORIZATION_ERRORS.unknownKey };
		if (project.apiSecret === null) return { project };

		const nonce = header(headers, 'x-nonce');
		const signature = header(headers, 'x-signature');
		if (nonce === '' || signature === '') return { refusal: AUTHORIZATION_ERRORS.signatureMissing };
		const expected = createHmac('sha256', project.apiKey)
			.update(project.apiSecret + nonce)
			.digest('hex');
		if (!/^\d+$/.test(nonce) || !isSameText(expected, bareSignature(signature))) {
			return { refusal: AUTHORIZATION_ERRORS.invalid };
		}
		if (refuseReusedNonces && this.#usedNonces.has(nonce)) {
			return { refusal: AUTHORIZATION_ERRORS.invalid };
		}
		this.#usedNonces.add(nonce);
		return { project };
	}

	/** Forgets all nonces. */
	reset(): void {
		this.#usedNonces.clear();
	}
}

/** The hex digits: `openssl dgst`, as in Wiro's shell lines, prints `SHA2-256(stdin)= ` first. */
function bareSignature(signature: string): string {
	return signature.replace(/^[^=]*= (?=[0-9a-f]{64}$)/, '');
}

function header(headers: IncomingHttpHeaders, name: string): string {
	const value = headers[name];
	return typeof value === 'string' ? value : '';
}

function isSameText(expected: string, given: string): boolean {
	const [a, b] = [Buffer.from(expected), Buffer.from(given)];
	return a.length === b.length && timingSafeEqual(a, b);
}
