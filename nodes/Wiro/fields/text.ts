import { INVISIBLE } from '../../../credentials/pasted';

const BLANK_ENDS = new RegExp(`^[${INVISIBLE}]+|[${INVISIBLE}]+$`, 'g');
const INNER_BLANKS = new RegExp(`[${INVISIBLE}]+`, 'g');

/** How many characters of a value an error quotes. */
const LONGEST_QUOTE = 100;

/** Whether a parameter has no value. */
export function isMissing(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** The distance from ASCII characters to their full-width forms on East Asian keyboards. */
const FULL_WIDTH_DISTANCE = 0xfee0;

/** A short value, normalised: ASCII for full-width characters, single spaces, none at the ends. */
export function cleaned(value: string): string {
	return value
		.replace(/[\uFF01-\uFF5E]/g, (sign) =>
			String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_DISTANCE),
		)
		.replace(BLANK_ENDS, '')
		.replace(INNER_BLANKS, ' ');
}

/** An invalid value as an error shows it, shortened. */
export function shown(value: unknown): string {
	if (isMissing(value)) return 'empty';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'an object';
	const isLong = value.length > LONGEST_QUOTE;
	return JSON.stringify(isLong ? `${value.slice(0, LONGEST_QUOTE - 1)}…` : value);
}
