import type { IDataObject } from 'n8n-workflow';
import { isSameModel } from './catalog';
import type { RunFile, RunInputs } from './client';
import type { Task } from './task';
import { isDataObject, parsedJson } from './values';

/** What Wiro does not list among the parameters of a task. */
const CALLBACK_URL = 'callbackUrl';

/** The end of a field that takes the URL of a file. The file itself has a field without it. */
const URL_SUFFIX = /Url$/;

/**
 * Whether a task may be what a Run has started: it has the same model, and Wiro lists what was sent.
 * A file is listed as a URL in Wiro's own store, named after its field, so most files look the same.
 */
export function isTaskOf(task: Task, { model, fields, files }: RunInputs): boolean {
	const { parameters } = task.raw;
	if (task.model === undefined || !isSameModel(task.model, model)) return false;
	if (!isDataObject(parameters)) return false;
	const withFile = new Set(files.map(({ field }) => field));
	return (
		Object.entries(fields).every(
			([name, value]) =>
				name === CALLBACK_URL || withFile.has(name) || isListed(name, value, parameters),
		) && files.every((file) => isFileListed(file, parameters))
	);
}

/** Whether two Runs ask for the same, so that either can have the other's task. */
export function areEqual(one: RunInputs, other: RunInputs): boolean {
	// Two files of the same name can differ.
	const haveFiles = one.files.length + other.files.length > 0;
	return !haveFiles && isSameModel(one.model, other.model) && summaryOf(one) === summaryOf(other);
}

function summaryOf({ fields }: RunInputs): string {
	const entries = Object.entries(fields).map(([name, value]) => [name, written(value)]);
	return JSON.stringify(entries.filter(([, value]) => value !== '').sort());
}

/** Whether a value is listed, under its own name or, for a URL, under that of the file. */
function isListed(name: string, value: unknown, parameters: IDataObject): boolean {
	const sent = written(value);
	const names =
		URL_SUFFIX.test(name) && sent !== '' ? [name, name.replace(URL_SUFFIX, '')] : [name];
	return names.some((each) => isSameValue(sent, written(parameters[each])));
}

function isFileListed({ field, file }: RunFile, parameters: IDataObject): boolean {
	const urls = written(parameters[field]).match(/[^\s,"[\]]+/g) ?? [];
	return urls.some((url) => {
		const name = url.split('/').at(-1) ?? '';
		return name.startsWith(`${field}-`) || name === encodeURIComponent(file.fileName);
	});
}

/** Numbers may come back as text, and texts as numbers: "5.0" is 5. */
function isSameValue(sent: string, listed: string): boolean {
	return sent === listed || (sent !== '' && listed !== '' && Number(sent) === Number(listed));
}

/** A value as text, in one way of writing; empty if there is none. */
function written(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'string') return JSON.stringify(value);
	const words = value.replace(/\r\n/g, '\n').trim();
	if (!/^[[{]/.test(words)) return words;
	const parsed = parsedJson(words);
	return parsed === undefined ? words : JSON.stringify(parsed);
}
