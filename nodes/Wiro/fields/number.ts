import { cleaned } from './text';

/** A number as read from a text: its value, or the two values that it can mean. */
export type TypedNumber = { value: number } | { either: [number, number] };

/** The notation of JSON and JavaScript. */
const PLAIN = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** 1 000, 1'000 or 1_000, with or without decimals. */
const OTHER_THOUSANDS = /^[1-9]\d{0,2}([ '\u2019_])\d{3}(\1\d{3})*(?=$|[.,])/;
/** 1,000: a thousand in English, but one in most other languages. */
const AMBIGUOUS = /^[1-9]\d{0,2},\d{3}$/;
const DECIMAL_COMMA = /^\d*,\d+$/;
const THOUSANDS = /^[1-9]\d{0,2}([.,])\d{3}(\1\d{3})+$/;
const THOUSANDS_AND_DECIMALS = /^[1-9]\d{0,2}(?:(?:,\d{3})+\.|(?:\.\d{3})+,)\d+$/;

/** Reads a number without its sign. */
function unsigned(written: string): TypedNumber | undefined {
	const digits = written.replace(OTHER_THOUSANDS, (thousands) => thousands.replace(/\D/g, ''));
	if (PLAIN.test(digits)) return { value: Number(digits) };
	if (AMBIGUOUS.test(digits)) {
		return { either: [Number(digits.replace(',', '.')), Number(digits.replace(',', ''))] };
	}
	if (DECIMAL_COMMA.test(digits)) return { value: Number(digits.replace(',', '.')) };
	if (THOUSANDS.test(digits)) return { value: Number(digits.replace(/\D/g, '')) };
	if (!THOUSANDS_AND_DECIMALS.test(digits)) return undefined;
	const withoutThousands = digits.replace(/[.,](?=.*[.,])/g, '');
	return { value: Number(withoutThousands.replace(',', '.')) };
}

/**
 * Reads a number as people and sheets write it: with a decimal comma or point, and with separators
 * between the thousands. Undefined for anything else, such as a boolean, a list or infinity.
 */
export function typedNumber(given: unknown): TypedNumber | undefined {
	if (typeof given === 'number') return Number.isFinite(given) ? { value: given } : undefined;
	if (typeof given !== 'string') return undefined;
	const written = cleaned(given);
	const read = unsigned(written.replace(/^[+\-\u2212] ?/, ''));
	if (read === undefined) return undefined;
	const signed = (size: number) => (/^[-\u2212]/.test(written) ? -size : size);
	if ('either' in read) return { either: [signed(read.either[0]), signed(read.either[1])] };
	return Number.isFinite(read.value) ? { value: signed(read.value) } : undefined;
}
