import type { TaskReference } from '../api/task';
import { parsedJson, text } from '../api/values';

/** Limits for what a stranger can send: values read, tasks found, length of JSON in a text and of tokens. */
const MOST_VALUES = 2_000;
const MOST_REFERENCES = 5;
const LONGEST_JSON = 100_000;
const LONGEST_TOKEN = 200;

const TOKEN_NAMES = ['tasktoken', 'socketaccesstoken'];

/** The task that a field refers to. A plain `id` can belong to anything, so it counts last. */
function referenceIn(
	name: string,
	value: unknown,
): { reference: TaskReference; isCertain: boolean } | undefined {
	const plainName = name.toLowerCase().replace(/[^a-z]/g, '');
	const content = text(value);
	if (content === undefined || content.length > LONGEST_TOKEN) return undefined;
	if (TOKEN_NAMES.includes(plainName))
		return { reference: { taskToken: content }, isCertain: true };
	if (!/^\d+$/.test(content)) return undefined;
	if (plainName === 'taskid') return { reference: { taskId: content }, isCertain: true };
	return plainName === 'id' ? { reference: { taskId: content }, isCertain: false } : undefined;
}

/** Parses JSON in a text, as in form fields; other values stay as they are. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string' || value.length > LONGEST_JSON || !/^\s*[[{]/.test(value))
		return value;
	return parsedJson(value);
}

/** The entries of an object or a list, one by one, since there can be many. */
function* entriesOf(value: unknown): Generator<[string, unknown]> {
	const holder: unknown = parsed(value);
	if (typeof holder !== 'object' || holder === null) return;
	for (const name in holder) {
		if (Object.hasOwn(holder, name)) yield [name, Reflect.get(holder, name)];
	}
}

/**
 * Finds the tasks that a callback may be about, anywhere in it and under any of Wiro's names, since
 * its format is not documented. Returns only a few, the most likely first.
 */
export function taskReferences(callback: unknown): TaskReference[] {
	const certain = new Map<string, TaskReference>();
	const possible = new Map<string, TaskReference>();
	const values: unknown[] = [callback];
	// Breadth first: the outer fields are more likely to name the task.
	for (const holder of values) {
		for (const [name, value] of entriesOf(holder)) {
			if (values.length >= MOST_VALUES) break;
			values.push(value);
			const found = referenceIn(name, value);
			if (found === undefined) continue;
			(found.isCertain ? certain : possible).set(JSON.stringify(found.reference), found.reference);
		}
	}
	const all = new Map([...certain, ...possible]);
	return [...all.values()].slice(0, MOST_REFERENCES);
}
