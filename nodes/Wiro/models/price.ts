import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, number, parsedJson, text } from '../api/values';

/** One entry of a model's price list. */
export interface PriceRule {
	/**
	 * The inputs that the price is for, each with the values that fit; empty: any inputs. An input
	 * without values cannot be compared.
	 */
	inputs: Record<string, string[]>;
	/** USD for one unit of the method; undefined if an amount of the entry cannot be read. */
	price?: number;
	/** The billing method in Wiro's words, such as `cpr`; empty if the entry has none. */
	method: string;
	/** USD for every unit after the first (`priceExtra`). */
	extra?: number;
	/** USD for every input image (`priceInput`). */
	input?: number;
}

/** What Wiro says about a model's price. */
export interface ModelPrice {
	/** The price list; empty: the model is billed by the second of computing. */
	rules: PriceRule[];
	/** USD for a second of computing. */
	costPerSecond?: number;
	/** USD that a run costs on average. */
	averageCost?: number;
	/** Seconds of computing that a run takes on average. */
	averageSeconds?: number;
}

/** An amount that can be a price: zero or more; undefined otherwise. */
function amount(value: unknown): number | undefined {
	const read = number(value);
	return read !== undefined && read >= 0 ? read : undefined;
}

/** Wiro writes 0 where it has no figure yet. */
function figure(value: unknown): number | undefined {
	return number(value) === 0 ? undefined : amount(value);
}

function inputText(value: unknown): string[] {
	if (value === '' || typeof value === 'boolean') return [String(value)];
	const read = text(value);
	return read === undefined ? [] : [read];
}

/** The inputs of an entry. An empty list stands for an empty object, as some servers write it. */
function readInputs(value: unknown): Record<string, string[]> {
	if (value === undefined || value === null) return {};
	if (Array.isArray(value) && value.length === 0) return {};
	// One input that cannot be compared, so that the entry never applies for certain.
	if (!isDataObject(value)) return { inputs: [] };
	return Object.fromEntries(
		Object.entries(value).map(([name, wanted]) => {
			const values = Array.isArray(wanted) ? wanted.map(inputText) : [inputText(wanted)];
			return [name, values.every((one) => one.length > 0) ? values.flat() : []];
		}),
	);
}

function readRule(entry: IDataObject): PriceRule {
	const price = amount(entry.price);
	const extra = amount(entry.priceExtra);
	const input = amount(entry.priceInput);
	const isReadable =
		(extra !== undefined || (entry.priceExtra ?? '') === '') &&
		(input !== undefined || (entry.priceInput ?? '') === '');
	return {
		inputs: readInputs(entry.inputs),
		method: text(entry.priceMethod) ?? '',
		...(price !== undefined && isReadable && { price }),
		...(extra !== undefined && { extra }),
		...(input !== undefined && { input }),
	};
}

const TIME = /^(\d+(?:\.\d+)?) *(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)?$/;
const SECONDS_IN = new Map([
	['m', 60],
	['h', 3600],
]);

/** Reads Wiro's `computingtime`, such as "10 seconds", as seconds. */
function readSeconds(value: unknown): number | undefined {
	const [, digits, unit = 's'] = TIME.exec(text(value)?.toLowerCase() ?? '') ?? [];
	const seconds = figure(digits);
	return seconds === undefined ? undefined : seconds * (SECONDS_IN.get(unit.charAt(0)) ?? 1);
}

/**
 * Reads the price of a model.
 *
 * @param tool the model as Tool/List or Tool/Detail gives it: `dynamicprice` (a list as JSON text, or
 *   the list itself), `cps`, `approximatelycost` and `computingtime`. A `dynamicprice` that cannot be
 *   read counts as none. Source: Wiro's documentation of pricing.
 */
export function readPrices(tool: IDataObject): ModelPrice {
	const costPerSecond = figure(tool.cps);
	const averageCost = figure(tool.approximatelycost);
	const averageSeconds = readSeconds(tool.computingtime);
	const list = tool.dynamicprice;
	return {
		rules: dataObjects(typeof list === 'string' ? parsedJson(list) : list).map(readRule),
		...(costPerSecond !== undefined && { costPerSecond }),
		...(averageCost !== undefined && { averageCost }),
		...(averageSeconds !== undefined && { averageSeconds }),
	};
}
