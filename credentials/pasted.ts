import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The URL of Wiro's API. */
const DEFAULT_BASE_URL = 'https://api.wiro.ai/v1';

/** A fault in a field of the credential. No text quotes the field, which may be secret. */
export interface FieldFault {
	/** A sentence without a full stop. */
	message: string;
	/** What to do next. */
	nextStep: string;
}

/** A character class of white space and invisible characters, which are easily pasted with a text. */
export const INVISIBLE = '\\s\\u00AD\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF';
const AROUND_URL = `^[${INVISIBLE}]+|[${INVISIBLE}\\/]+$`;
const INVISIBLE_ENDS = new RegExp(`^[${INVISIBLE}]+|[${INVISIBLE}]+$`, 'g');

const QUOTES_AROUND = /^(["'`]).*\1$/s;
/** Keys are printable ASCII, and headers allow nothing else. */
const FOREIGN_TO_KEYS = /\r\n|[^\x21-\x7E]|^["'`]|["'`]$/gu;
/** A host name can have letters of any language. */
const FOREIGN_TO_URLS = /\r\n|[^\x21-\x7E\p{L}\p{M}\p{N}]|["'`]/gu;

const NAMES: ReadonlyArray<readonly [characters: RegExp, name: string]> = [
	[/[\r\n\u0085\u2028\u2029]/, 'a line break'],
	[/\t/, 'a tab'],
	[/[\u00A0\u202F]/, 'a no-break space'],
	[/\u200B/, 'a zero-width space'],
	[/\u200C/, 'a zero-width non-joiner'],
	[/\u200D/, 'a zero-width joiner'],
	[/\u2060/, 'a word joiner'],
	[/\uFEFF/, 'a byte order mark'],
	[/\u00AD/, 'a soft hyphen'],
	[/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/, 'a text direction mark'],
	[/\s/, 'a space'],
	[/[\u2018-\u201F\u00AB\u00BB\u2039\u203A]/, 'a curly quote'],
	[/["'`]/, 'a quotation mark'],
	[/[\u2010-\u2015\u2212]/, 'a dash'],
	[/[\u2022\u00B7\u2219\u25CF\u25E6]/, 'a bullet'],
	[/\u2026/, 'an ellipsis'],
];

/** The usual name of a character, or its number. */
function nameOf(character: string): string {
	const known = NAMES.find(([characters]) => characters.test(character));
	if (known !== undefined) return known[1];
	const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	return `the character U+${hex}`;
}

function rawText(credentials: ICredentialDataDecryptedObject, name: string): string {
	const value = credentials[name];
	return typeof value === 'string' ? value : '';
}

/** A field's text without the white space and invisible characters at its ends. */
export function fieldText(credentials: ICredentialDataDecryptedObject, name: string): string {
	return rawText(credentials, name).replace(INVISIBLE_ENDS, '');
}

/** The fault of a text with characters that cannot belong to the field. */
function foreignCharacter(
	credentials: ICredentialDataDecryptedObject,
	name: string,
	label: string,
	foreign: RegExp,
): FieldFault | undefined {
	const value = fieldText(credentials, name);
	if (QUOTES_AROUND.test(value)) {
		return {
			message: `The '${label}' in the credential has quotes around it`,
			nextStep: 'Delete the quotation marks at both ends.',
		};
	}
	const [first, ...others] = value.matchAll(foreign);
	if (first === undefined) return undefined;
	const [character] = first;
	// The position in the field, including what was trimmed from its start.
	const position = rawText(credentials, name).indexOf(value) + first.index + 1;
	const more =
		others.length === 0
			? ''
			: `, and ${others.length} more ${others.length === 1 ? 'character that does' : 'characters that do'} not belong there`;
	const isShortened = /bullet|ellipsis/.test(nameOf(character));
	return {
		message: `The '${label}' in the credential has ${nameOf(character)} at position ${position}${more}`,
		nextStep: isShortened
			? 'The copied value was hidden or shortened. Copy the whole value and paste it again.'
			: 'Delete the character, or copy the value again and paste it.',
	};
}

/** The fault of the key or the secret; undefined if they can sign a request. */
export function keyFault(credentials: ICredentialDataDecryptedObject): FieldFault | undefined {
	const fields = [['apiKey', 'API Key']];
	if (credentials.authentication !== 'apiKey') fields.push(['apiSecret', 'API Secret']);
	for (const [name = '', label = ''] of fields) {
		if (fieldText(credentials, name) === '') {
			return {
				message: `The '${label}' in the credential is empty`,
				nextStep:
					name === 'apiKey'
						? 'Paste the API key of your project on wiro.ai.'
						: "Paste the API secret of your project on wiro.ai. For a project without a secret, set 'Authentication' to API Key Only.",
			};
		}
		const fault = foreignCharacter(credentials, name, label, FOREIGN_TO_KEYS);
		if (fault !== undefined) return fault;
	}
	return undefined;
}

/** The base URL without slashes at its end, or Wiro's own if the field is empty. */
export function baseUrlOf(credentials: ICredentialDataDecryptedObject): string {
	const url = rawText(credentials, 'baseUrl').replace(new RegExp(AROUND_URL, 'g'), '');
	return url || DEFAULT_BASE_URL;
}

/** The same as an expression, for the credential's test. */
export const BASE_URL_EXPRESSION = `={{ $credentials.baseUrl.replace(/${AROUND_URL}/g, "") || "${DEFAULT_BASE_URL}" }}`;

/** The fault of the base URL; undefined if a request can be sent to it. */
export function baseUrlFault(credentials: ICredentialDataDecryptedObject): FieldFault | undefined {
	const fault = foreignCharacter(credentials, 'baseUrl', 'Base URL', FOREIGN_TO_URLS);
	if (fault !== undefined) return fault;
	const url = baseUrlOf(credentials);
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return undefined;
	return {
		message:
			"The 'Base URL' in the credential is not a complete URL that begins with https:// or http://",
		nextStep: `Set it to ${DEFAULT_BASE_URL}.`,
	};
}
