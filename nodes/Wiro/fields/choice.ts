import { text } from '../api/values';
import { cleaned } from './text';

/** A value that a parameter can have, and the ways to write it. */
export interface Choice {
	readonly value: string;
	/** Its label in the editor. Case, spaces, hyphens and underscores are ignored. */
	readonly name: string;
	/** Its description in the editor. */
	readonly description?: string;
	/** Other names for it. */
	readonly others?: readonly string[];
	/** Whether a text, in lower case and without spaces, means it too. */
	readonly means?: (written: string) => boolean;
}

function withoutBlanks(written: string): string {
	return cleaned(written).toLowerCase().replace(/ /g, '');
}

function bare(written: string): string {
	return withoutBlanks(written).replace(/[-_]/g, '');
}

/** The choice that the whole text means. */
function wholeChoice<C extends Choice>(written: string, choices: readonly C[]): C | undefined {
	const name = withoutBlanks(written);
	const isWritten = (other: string) => bare(other) === bare(written);
	return (
		choices.find(({ value }) => withoutBlanks(value) === name) ??
		choices.find(
			({ value, name: label, others, means }) =>
				isWritten(value) || isWritten(label) || others?.some(isWritten) || means?.(name),
		)
	);
}

/**
 * The choice that a text or number means: a value or another name of it, with or without an
 * explanation in brackets. Undefined if there is none, or if the brackets hold another choice.
 */
export function typedChoice<C extends Choice>(
	given: unknown,
	choices: readonly C[],
): C | undefined {
	const written = text(given);
	if (written === undefined) return undefined;
	const whole = wholeChoice(written, choices);
	if (whole !== undefined) return whole;
	const brackets = /(.*)[([](.*)[)\]]$/.exec(cleaned(written));
	if (brackets === null) return undefined;
	const [, ...parts] = brackets;
	const [meant, ...others] = parts.flatMap((part) => wholeChoice(part, choices) ?? []);
	return others.every((other) => other === meant) ? meant : undefined;
}

const ON = ['true', 'yes', 'on', 'y', 't', '1'];
const OFF = ['false', 'no', 'off', 'n', 'f', '0'];

/** Reads a boolean as forms, sheets and people write it; undefined if it is neither true nor false. */
export function typedSwitch(given: unknown): boolean | undefined {
	if (typeof given === 'boolean') return given;
	if (typeof given !== 'string' && typeof given !== 'number') return undefined;
	const written = withoutBlanks(String(given));
	if (ON.includes(written)) return true;
	return OFF.includes(written) ? false : undefined;
}
