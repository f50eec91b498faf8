import type { IDataObject } from 'n8n-workflow';

/** Whether an unknown value is a JSON object: not null, not a list. */
export function isDataObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON objects in an unknown value; empty if it is not a list. */
export function dataObjects(value: unknown): IDataObject[] {
	return Array.isArray(value) ? value.filter(isDataObject) : [];
}

/** What a text in JSON says; undefined if it is something else. */
export function parsedJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** A string or number as trimmed text; undefined if empty. Wiro sends most numbers as strings. */
export function text(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The same as a number; undefined if it is not one. */
export function number(value: unknown): number | undefined {
	const given = text(value);
	const parsed = given === undefined ? NaN : Number(given);
	return Number.isFinite(parsed) ? parsed : undefined;
}

/** A time from Wiro (Unix seconds as text, "0" if it has not happened) as ISO 8601 in UTC. */
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

/** The name of a model in Wiro's URLs, from its two parts; undefined if one is missing. */
export function joinedName(owner: unknown, project: unknown): string | undefined {
	const parts = [text(owner), text(project)];
	return parts.includes(undefined) ? undefined : parts.join('/');
}
