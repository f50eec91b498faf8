import { connectionOf, type CallContext } from './transport';

/** Names that lead nowhere on the internet: without a dot, or under a top-level domain for private use. */
const PRIVATE_NAME =
	/^[^.:]+$|\.(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|test)$/;

/** This computer, private and link-local networks, and those behind a carrier's NAT. */
const PRIVATE_IPV4 =
	/^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;
const PRIVATE_IPV6 = /^\[(::1?|f[cd]..:.*|fe[89ab].:.*)\]$/;

/** An IPv4 address written as IPv6, its four bytes as two groups. */
const MAPPED_IPV4 = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/;

/** The host of a URL, in one notation: `0x7f.1` and `[::ffff:127.0.0.1]` are 127.0.0.1 too. */
function hostOf(url: string): string {
	const host = URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : '';
	const [, high, low] = MAPPED_IPV4.exec(host) ?? [];
	if (high === undefined || low === undefined) return host;
	const bytes = [high, low].flatMap((group) => {
		const number = parseInt(group, 16);
		return [number >> 8, number & 0xff];
	});
	return bytes.join('.');
}

/** Whether only computers in its own network can open a URL, as far as its host tells. */
export function isPrivateUrl(url: string): boolean {
	const host = hostOf(url);
	return [PRIVATE_NAME, PRIVATE_IPV4, PRIVATE_IPV6].some((pattern) => pattern.test(host));
}

/** Whether Wiro cannot open a URL that is private, unlike the Base URL in the credential. */
export async function isOutOfReach(context: CallContext, url: string): Promise<boolean> {
	return isPrivateUrl(url) && !isPrivateUrl((await connectionOf(context)).baseUrl);
}
