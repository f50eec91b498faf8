import { WiroError } from './wiroError';

/** Node's codes for a request that never reached a server: it is safe to send again. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** How deep n8n and axios nest the error that tells what happened. */
const DEEPEST_CAUSE = 5;

/** Node's or axios's code in an error or its causes, such as ECONNRESET; nothing where there is none. */
function networkCode(error: unknown): string | undefined {
	let current = error;
	for (let depth = 0; depth < DEEPEST_CAUSE; depth++) {
		if (typeof current !== 'object' || current === null) return undefined;
		if ('code' in current && typeof current.code === 'string' && current.code !== '')
			return current.code;
		current = 'cause' in current ? current.cause : undefined;
	}
	return undefined;
}

/** What happened, in words. */
function happening(code: string | undefined): string {
	if (code === 'ECONNREFUSED') return 'the connection was refused';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name was not found';
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'no answer came in time';
	if (code !== undefined && /CERT|TLS|SSL/.test(code)) return 'its certificate is not trusted';
	if (code !== undefined && NEVER_SENT.includes(code))
		return 'there is no way to it on the network';
	return 'the connection broke';
}

/**
 * The error in a request that brought no answer. Says nothing of the original error but its code:
 * it holds the request with its headers.
 * @param who whom the request went to, as the sentence begins
 */
export function unreachable(error: unknown, who = 'Wiro'): WiroError {
	const code = networkCode(error);
	const trust = code !== undefined && /CERT|TLS|SSL/.test(code);
	return new WiroError(`${who} could not be reached: ${happening(code)}`, {
		nextStep: `Check the network of the n8n server and the Base URL in the credential, then try again${code ? ` (${code})` : ''}.`,
		remedy: trust
			? 'none'
			: code !== undefined && NEVER_SENT.includes(code)
				? 'notAccepted'
				: 'unclear',
	});
}
