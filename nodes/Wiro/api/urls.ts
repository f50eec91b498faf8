/**
 * Invisible characters that are pasted with a URL but are not part of it: those of
 * `credentials/pasted.ts`, without the joiners (U+200C and U+200D), which URLs may contain.
 */
const INVISIBLE = /[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Quotation marks and brackets that people leave around a URL. */
const WRAPPINGS = ['""', "''", '``', '<>', '“”', '„“', '‘’', '«»'];

/** What a URL cannot contain as it is (RFC 3986). A percent sign is allowed before two hex digits. */
const NEEDS_ENCODING = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu;

/** The parts of a URL: the scheme with its slashes, user and password, host and port, the rest. */
const PARTS = /^(https?:\/\/)([^/?#@]*@)?([^/?#]*)(.*)$/is;

/** Removes quotation marks, angle brackets and white space around a text. */
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

/** A host name in ASCII, as DNS knows it: bücher.example is xn--bcher-kva.example. */
function asciiHost(host: string): string {
	const url = `http://${host}`;
	if (!/[^\x20-\x7e]/.test(host) || !URL.canParse(url)) return host;
	// URL drops port 80, the default of http, although the URL may use https.
	return new URL(url).hostname + (/:\d+$/.exec(host)?.[0] ?? '');
}

/**
 * Encodes what an http or https URL cannot contain: spaces, non-ASCII letters, quotes, and percent
 * signs that encode nothing. Drops line breaks, tabs and invisible characters. A valid URL comes
 * back unchanged, and so does a text that is not a URL.
 */
export function encodedUrl(value: string): string {
	const text = value
		.replace(INVISIBLE, '')
		.trim()
		.replace(/[\r\n\t]/g, '');
	if (!/^https?:/i.test(text)) return text;
	const [path = '', ...query] = text.split(/(?=[?#])/);
	// Any number of slashes or backslashes, as browsers accept them.
	const slashed = path.replaceAll('\\', '/').replace(/^(https?):\/*/i, '$1://');
	const [, scheme = '', signIn = '', host = '', rest = ''] =
		PARTS.exec(slashed + query.join('')) ?? [];
	const encode = (part: string) => part.replace(NEEDS_ENCODING, percentEncoded);
	return scheme + encode(signIn) + asciiHost(host) + encode(rest);
}
