import { unwrapped } from '../api/urls';
import { parsedJson, text } from '../api/values';
import { isMissing } from '../fields/text';

/** Whether a comma after this text can be a part of it: URLs and data URLs contain commas. */
function mayContainComma(before: string, after: string): boolean {
	if (/^data:[^,]*$/i.test(before)) return true;
	return /^(https?|data):/i.test(before) && /^\S/.test(after) && !/^(https?|data):/i.test(after);
}

/** The entries of a line, which commas separate. */
function entriesOfLine(line: string, isField: (name: string) => boolean): string[] {
	if (isField(line)) return [line];
	return line.split(',').reduce<string[]>((entries, part) => {
		const before = entries.at(-1);
		const isPart = before !== undefined && mayContainComma(before, part) && !isField(part.trim());
		return isPart ? [...entries.slice(0, -1), `${before},${part}`] : [...entries, part.trim()];
	}, []);
}

/**
 * The files in the value of an input: a list, a list in JSON, or a text with several of them in lines
 * or with commas between them. None is empty.
 * @param isOne whether the input takes one file, so that a text is not divided
 * @param isField whether a text is the name of a binary field
 */
export function splitFiles(
	given: unknown,
	isOne: boolean,
	isField: (name: string) => boolean,
): unknown[] {
	const written = text(given);
	if (written === undefined) {
		const values: unknown[] = Array.isArray(given) ? given : [given];
		return values.filter((value) => !isMissing(value));
	}
	const list = parsedJson(written);
	if (Array.isArray(list)) return list.filter((value) => !isMissing(value));
	if (isOne) return [written];
	return unwrapped(written)
		.split(/[\r\n]+/)
		.flatMap((line) => entriesOfLine(line.trim(), isField))
		.filter((entry) => entry !== '');
}
