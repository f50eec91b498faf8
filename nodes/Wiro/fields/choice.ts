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

function withoutBlanks(text: string): string {
	return cleaned(text).toLowerCase().replace(/ /g, '');
}

function bare(text: string): string {
	return withoutBlanks(text).replace(/[-_]/g, '');
}

/** The choice that the whole text means. */
function wholeChoice<C extends Choice>(text: string, choices: readonly C[]): C | undefined {
	const written = withoutBlanks(text);
	if (written === '') return undefined;
	return (
		choices.find(({ value }) => withoutBlanks(value) === written) ??
		choices.find(
			({ value, name: label, others = [], means }) =>
				[value, label, ...others].some((name) => bare(name) === bare(text)) || means?.(written),
		)
	);
}

/**
 * The choice that a text means: a value or another name of it, with or without an explanation in
 * brackets. Undefined if there is none, or if the brackets hold another choice.
 */
export function typedChoice<C extends Choice>(text: string, choices: readonly C[]): C | undefined {
	const whole = wholeChoice(text, choices);
	if (whole !== undefined) return whole;
	const [, before = '', inBrackets = ''] = /^(.*)[([](.*)[)\]]$/.exec(cleaned(text)) ?? [];
	const outer = wholeChoice(before, choices);
	const inner = wholeChoice(inBrackets, choices);
	return outer !== undefined && inner !== undefined && outer !== inner
		? undefined
		: (outer ?? inner);
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
