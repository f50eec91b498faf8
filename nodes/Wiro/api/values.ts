import type { IDataObject } from 'n8n-workflow';

/** Whether a value from outside is a JSON object: not null, not a list. */
export function isDataObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON objects in a value from outside; empty where it is not a list. */
export function dataObjects(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isDataObject) : [];
}

/** Wiro's texts and numbers (it sends most numbers as strings) as text; undefined where empty. */
export function text(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The same as a number; undefined where it is not a number. */
export function number(value: unknown): number | undefined {
	const given = text(value);
	const parsed = given === undefined ? NaN : Number(given);
	return Number.isFinite(parsed) ? parsed : undefined;
}

/** A time from Wiro (unix seconds as text, "0" when it has not happened) as ISO 8601 in UTC. */
export function time(value: unknown): string | undefined {
	const seconds = number(value);
	if (seconds === undefined || seconds <= 0) return undefined;
	const date = new Date(seconds * 1000);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Whether a text is an http or https URL. */
export function isWebUrl(value: string): boolean {
	return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
