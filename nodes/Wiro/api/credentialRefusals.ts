import type { FieldFault } from '../../../credentials/pasted';
import { WiroError } from './wiroError';

/** Wiro's messages with HTTP 401, and what to do about each. Source: Wiro's public documentation. */
const REFUSALS: Array<{ words: RegExp; nextStep: string }> = [
	{
		words: /not founded/i,
		nextStep:
			'Wiro does not know this API key. Check in the credential that it is complete and belongs to the right project, or create a new project on wiro.ai.',
	},
	{
		words: /requires signature/i,
		nextStep:
			"The project requires signed requests: in the credential, set 'Authentication' to Signature and enter the 'API Secret'.",
	},
	{
		words: /not valid/i,
		nextStep:
			'The API secret does not belong to the API key. Wiro shows both only once: enter them from where you stored them, or create a new project on wiro.ai.',
	},
	{
		words: /ip .* not allowed/i,
		nextStep:
			'The project only accepts requests from certain IP addresses: add the address of this n8n server on the project page on wiro.ai.',
	},
];

/** For a 401 that is not from Wiro, such as a proxy's. */
const OTHER_REFUSAL =
	"Check the keys and the 'Base URL' in the credential, and whether a proxy between n8n and Wiro requires signing in.";

/** Whether Wiro's message is about the credential. */
export function isAboutCredential(words: string): boolean {
	return /authori[sz]ation|signature authentication|requested ip/i.test(words);
}

/**
 * The error of a credential that Wiro refuses.
 * @param words Wiro's message, shortened; empty if there is none
 */
export function credentialRefused(words: string): WiroError {
	const known = REFUSALS.find((refusal) => refusal.words.test(words));
	return new WiroError(`Wiro refused the credential${words === '' ? '' : `: ${words}`}`, {
		nextStep: known?.nextStep ?? OTHER_REFUSAL,
		httpCode: 401,
	});
}

/** The error of a credential that cannot be used. No request was sent. */
export function badCredential({ message, nextStep }: FieldFault): WiroError {
	return new WiroError(message, { nextStep, isUserInput: true });
}
