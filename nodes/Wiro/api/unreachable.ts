import { errorsIn } from './causes';
import { neverSentKind } from './neverSent';
import { WiroError } from './wiroError';

const CHECK_NETWORK =
	'Check the network of the n8n server, its proxy settings and the Base URL in the credential, then try again';

/**
 * The error in a request that brought no answer. Says nothing of the original error but its code:
 * it holds the request with its headers.
 * @param who whom the request went to, as the sentence begins
 */
export function unreachable(error: unknown, who = 'Wiro'): WiroError {
	const errors = errorsIn(error);
	const neverSent = neverSentKind(errors);
	const code = neverSent?.code ?? errors.map((entry) => entry.code).find((entry) => entry !== '');
	const shownCode = code ? ` (${code})` : '';
	if (neverSent !== undefined) {
		const { happening, nextStep = CHECK_NETWORK, remedy } = neverSent.kind;
		return new WiroError(`${who} could not be reached: ${happening}`, {
			nextStep: `${nextStep}${shownCode}. No request was sent.`,
			remedy,
		});
	}
	const isLate = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return new WiroError(
		`${who} could not be reached: ${isLate ? 'no answer came in time' : 'the connection broke'}`,
		{ nextStep: `${CHECK_NETWORK}${shownCode}.`, remedy: 'unclear' },
	);
}
