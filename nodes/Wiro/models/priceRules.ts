import type { IDataObject } from 'n8n-workflow';
import { number, text } from '../api/values';
import { plainName } from './labels';
import type { PriceRule } from './price';

/**
 * A number of input files, as Wiro's documentation has it; third parties take it for a multiplier.
 * Since nothing settles it, such an entry never applies for certain.
 */
const QUANTITY = /^\s*QUANTITY:/i;

/** A value as it is compared: "5.0" is "5", "720P" is "720p", "1024*1024" is "1024x1024". */
function comparable(value: string): string {
	const plain = value.toLowerCase();
	return String(number(plain) ?? plain.replace(/(\d) *[x×*] *(?=\d)/g, '$1x'));
}

/** A field's value as a text; undefined if it cannot be told, as with an object. */
function fieldText(fields: IDataObject, name: string): string | undefined {
	const names = Object.keys(fields);
	const key = names.includes(name)
		? name
		: names.find((field) => plainName(field) === plainName(name));
	const given: unknown = key === undefined ? undefined : fields[key];
	const value: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
	if (typeof value === 'boolean') return String(value);
	return typeof value === 'string' && value.trim() === '' ? '' : text(value);
}

type Fit = 'yes' | 'no' | 'unknown';

function fitOfInput(values: string[], given: string | undefined): Fit {
	if (given === undefined || values.length === 0) return 'unknown';
	if (values.some((value) => QUANTITY.test(value))) return 'unknown';
	if (values.some((value) => comparable(value) === comparable(given))) return 'yes';
	// What Wiro takes for an empty field is not known.
	return given === '' ? 'unknown' : 'no';
}

/** The entries of a price list that may apply to a Run. */
export interface RuleChoice {
	/** The entries that apply for certain, all equally specific. */
	certain: PriceRule[];
	/** The entries that may apply instead of those, since they are no less specific. */
	possible: PriceRule[];
	/** The names of the inputs that leave it open. */
	unclearInputs: string[];
}

/** Chooses from a price list by the fields of a Run. The entry with the most inputs counts. */
export function chooseRules(rules: PriceRule[], fields: IDataObject): RuleChoice {
	const judged = rules.map((rule) => {
		const inputs = Object.entries(rule.inputs);
		const fits = inputs.map(([name, values]) => fitOfInput(values, fieldText(fields, name)));
		const unclear = inputs.flatMap(([name], at) => (fits[at] === 'unknown' ? [name] : []));
		return { rule, size: inputs.length, isOut: fits.includes('no'), unclear };
	});
	const remaining = judged.filter(({ isOut }) => !isOut);
	const fitting = remaining.filter(({ unclear }) => unclear.length === 0);
	const size = Math.max(0, ...fitting.map((one) => one.size));
	const possible = remaining.filter((one) => one.unclear.length > 0 && one.size >= size);
	return {
		certain: fitting.filter((one) => one.size === size).map(({ rule }) => rule),
		possible: possible.map(({ rule }) => rule),
		unclearInputs: [...new Set(possible.flatMap(({ unclear }) => unclear))],
	};
}

/** Whether an entry has an input of which nobody knows what it means. */
export function hasUnknownInput(rule: PriceRule): boolean {
	return Object.values(rule.inputs).some(
		(values) => values.length === 0 || values.some((value) => QUANTITY.test(value)),
	);
}
