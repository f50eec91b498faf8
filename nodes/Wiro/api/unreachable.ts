import { errorsIn, type CausedError } from './causes';
import { WiroError } from './wiroError';

/** A reason why a request did not leave the n8n server, so that Wiro cannot have received it. */
interface NeverSentKind {
	/** Whether an error has this reason. */
	fits(error: CausedError): boolean;
	/** What happened, as the end of a sentence about a server. */
	happening: string;
	/** What to do next, without a full stop; undefined means to check the network. */
	nextStep?: string;
	/** Whether another try may succeed. */
	mayRetry: boolean;
}

const IGNORE_SSL = "turn on 'Ignore SSL Issues (Insecure)' in the credential";

const hasCode = (codes: RegExp) => (error: CausedError) => codes.test(error.code);

/** Node's error codes for certificates: those of X.509 and its own. */
const CERTIFICATE =
	/^(UNABLE_TO_|CERT_|CRL_|ERROR_IN_C(ERT|RL)_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNSPECIFIED$)/;

/** Whether an error came during the TLS handshake, before any byte of the request was sent. */
function isInHandshake({ code, message, isSecure }: CausedError): boolean {
	if (isSecure !== undefined) return !isSecure && code !== '';
	if (/before secure TLS connection was established/.test(message)) return true;
	// If the socket is unknown, codes that can also break a connection later do not count.
	return /^(EPROTO$|ERR_TLS_|ERR_SSL_(?!.*(BAD_RECORD_MAC|DECRYPT|DECODE|UNEXPECTED|INTERNAL_ERROR|RECORD_OVERFLOW|CLOSE_NOTIFY|SHUTDOWN)))/.test(
		code,
	);
}

/** The first match counts. */
const KINDS: NeverSentKind[] = [
	{
		fits: ({ name, message }) =>
			/^SsrfBlocked/.test(name) || /^The request was blocked because/.test(message),
		happening: "n8n's protection of internal addresses (SSRF) blocks the address",
		nextStep:
			"Check the 'Base URL' in the credential, or ask the administrator of n8n to allow the address with N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES",
		mayRetry: false,
	},
	{
		fits: ({ message }) =>
			/^Domain not allowed|^No allowed domains|configured to prevent use/.test(message),
		happening: 'the credential does not allow the domain',
		nextStep:
			"In the credential, set 'Allowed HTTP Request Domains' to All, or add the domain to 'Allowed Domains'",
		mayRetry: false,
	},
	{
		fits: hasCode(/^C(ERT|RL)_HAS_EXPIRED$/),
		happening: 'its certificate has expired',
		nextStep: `Check the clock of the n8n server. If it is right, the owner of the server has to renew the certificate. Until then, you can ${IGNORE_SSL}`,
		mayRetry: false,
	},
	{
		fits: hasCode(/^C(ERT|RL)_NOT_YET_VALID$/),
		happening: 'its certificate is not valid yet',
		nextStep: `Check the clock of the n8n server, which may be slow. If it is right, wait until the certificate is valid, or ${IGNORE_SSL}`,
		mayRetry: false,
	},
	{
		fits: hasCode(/^(ERR_TLS_CERT_ALTNAME_|HOSTNAME_MISMATCH$)/),
		happening: 'its certificate is for another host name',
		nextStep: `Check the host name of the 'Base URL' in the credential. If it is right, the server has the wrong certificate, and you can ${IGNORE_SSL}`,
		mayRetry: false,
	},
	{
		fits: hasCode(CERTIFICATE),
		happening: 'its certificate is not trusted',
		nextStep: `If a proxy or your company signs the certificate, save its CA certificate on the n8n server, set NODE_EXTRA_CA_CERTS to the path of that file and restart n8n. Or ${IGNORE_SSL}`,
		mayRetry: false,
	},
	{
		fits: hasCode(
			/^ERR_(INVALID_(CHAR|URL|PROTOCOL|DOMAIN_NAME|HTTP_TOKEN|(IP_)?ADDRESS|ARG_\w+)|HTTP_INVALID_\w+|UNESCAPED_CHARACTERS|SOCKET_BAD_PORT|BAD_OPTION(_VALUE)?|NOT_SUPPORT)$/,
		),
		happening: 'the request could not be built',
		nextStep:
			"Check the 'Base URL' and the keys in the credential, and the proxy settings of the n8n server, for characters that do not belong there",
		mayRetry: false,
	},
	{
		fits: ({ message }) => /^Proxy connection /.test(message),
		happening: 'the proxy did not let the request through',
		nextStep: 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the n8n server, and the proxy itself',
		mayRetry: false,
	},
	{
		fits: hasCode(/^ECONNREFUSED$/),
		happening: 'the connection was refused',
		mayRetry: true,
	},
	{
		fits: ({ code, syscall }) =>
			/^(ENOTFOUND$|EAI_)/.test(code) || /^(getaddrinfo|query)/.test(syscall),
		happening: 'its name was not found',
		mayRetry: true,
	},
	{
		fits: (error) =>
			(error.code === 'ETIMEDOUT' && error.syscall === 'connect') ||
			(/^(ETIMEDOUT|ECONNABORTED)$/.test(error.code) && isInHandshake(error)),
		happening: 'no connection was made in time',
		mayRetry: true,
	},
	{
		fits: ({ code, syscall }) =>
			syscall === 'connect' ||
			(syscall === '' && /^(EHOST(UNREACH|DOWN)|ENET(UNREACH|DOWN)|EADDRNOTAVAIL)$/.test(code)),
		happening: 'there is no network route to it',
		mayRetry: true,
	},
	{
		// This happens for a moment while a proxy or a server restarts.
		fits: (error) => isInHandshake(error) && /^(ECONNRESET|EPIPE)$/.test(error.code),
		happening: 'the connection broke before it was secure',
		mayRetry: true,
	},
	{
		fits: (error) =>
			isInHandshake(error) &&
			/wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|unknown[ _]protocol|http[ _]request/i.test(
				error.code + error.message,
			),
		happening: 'it does not use HTTPS on this port',
		nextStep:
			"Check the 'Base URL' in the credential: its port, and whether it should begin with http:// instead of https://",
		mayRetry: false,
	},
	{
		// The client has finished the handshake at this point, but the server has not.
		fits: hasCode(
			/^ERR_SSL_.*_ALERT_(CERTIFICATE_(REQUIRED|UNKNOWN|EXPIRED)|BAD_CERTIFICATE|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA)$/,
		),
		happening: 'it requires a certificate from its clients',
		nextStep: "Check the 'Base URL' in the credential: Wiro does not require such a certificate",
		mayRetry: false,
	},
	{
		fits: isInHandshake,
		happening: 'no secure connection could be set up',
		nextStep:
			"Check the 'Base URL' in the credential, and whether there is a proxy or firewall between it and the n8n server",
		mayRetry: false,
	},
];

/** Why the request was never sent, and its code; undefined if part of it may have been sent. */
function neverSentKind(errors: CausedError[]): { kind: NeverSentKind; code: string } | undefined {
	for (const kind of KINDS) {
		const error = errors.find((candidate) => kind.fits(candidate));
		if (error !== undefined) return { kind, code: error.code };
	}
	return undefined;
}

const CHECK_NETWORK =
	"Check the network of the n8n server, its proxy settings and the 'Base URL' in the credential, then try again";

/**
 * The error of a request without an answer. Keeps only the code of the original error, which holds
 * the request with its headers.
 * @param who the receiver of the request, as the sentence begins
 */
export function unreachable(error: unknown, who = 'Wiro'): WiroError {
	const errors = errorsIn(error);
	const neverSent = neverSentKind(errors);
	const code = neverSent?.code ?? errors.map((entry) => entry.code).find((entry) => entry !== '');
	const shownCode = code ? ` (${code})` : '';
	if (neverSent !== undefined) {
		const { happening, nextStep = CHECK_NETWORK, mayRetry } = neverSent.kind;
		return new WiroError(`${who} could not be reached: ${happening}`, {
			nextStep: `${nextStep}${shownCode}. No request was sent.`,
			mayRetry,
		});
	}
	const isLate = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return new WiroError(
		`${who} could not be reached: ${isLate ? 'no answer came in time' : 'the connection broke'}`,
		{ nextStep: `${CHECK_NETWORK}${shownCode}.`, accepted: 'unknown', mayRetry: true },
	);
}
