/** Marks that people paste without seeing them, and that are no part of an address. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]/g;

/** Quotation marks and brackets that people leave around an address. */
const WRAPPINGS = ['""', "''", '``', '<>', '“”', '„“', '‘’', '«»'];

/** What may stand in an address as it is (RFC 3986), a percent sign only before two hex digits. */
const NEEDS_ENCODING = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu;

/** The parts of an address: the scheme with its slashes, a sign-in, host and port, all the rest. */
const PARTS = /^(https?:\/\/)([^/?#@]*@)?([^/?#]*)(.*)$/is;

/** Takes off quotation marks, angle brackets and white space around a text. */
export function unwrapped(value: string): string {
	const text = value.trim();
	const isWrapped = WRAPPINGS.some(
		([first = '', last = '']) => text.length > 1 && text.startsWith(first) && text.endsWith(last),
	);
	return isWrapped ? unwrapped(text.slice(1, -1)) : text;
}

function percentEncoded(character: string): string {
	return [...Buffer.from(character, 'utf8')]
		.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
		.join('');
}

/** A host name with other letters than ASCII, as the name system knows it: bücher.example is xn--bcher-kva.example. */
function asciiHost(host: string): string {
	const url = `http://${host}`;
	if (!/[^\x20-\x7e]/.test(host) || !URL.canParse(url)) return host;
	// The default port of http would be left out, although the address may be of https.
	return new URL(url).hostname + (/:\d+$/.exec(host)?.[0] ?? '');
}

/**
 * Encodes of an http or https address what needs it: spaces, letters beyond ASCII, quotes, and
 * percent signs that encode nothing. Line breaks, tabs and invisible marks are dropped. An address
 * that is fine comes back to the letter, and so does what is not an address.
 */
export function encodedUrl(value: string): string {
	const text = value
		.replace(INVISIBLE, '')
		.trim()
		.replace(/[\r\n\t]/g, '');
	if (!/^https?:/i.test(text)) return text;
	const [path = '', ...query] = text.split(/(?=[?#])/);
	// Slashes as browsers read them, however many there are, and of which kind.
	const slashed = path.replaceAll('\\', '/').replace(/^(https?):\/*/i, '$1://');
	const [, scheme = '', signIn = '', host = '', rest = ''] =
		PARTS.exec(slashed + query.join('')) ?? [];
	const encode = (part: string) => part.replace(NEEDS_ENCODING, percentEncoded);
	return scheme + encode(signIn) + asciiHost(host) + encode(rest);
}
