import type { TaskReference } from '../api/task';
import { text } from '../api/values';

/** Bounds for what a stranger can send: values read, tasks asked about, JSON read inside of a text. */
const MOST_VALUES = 2_000;
const MOST_REFERENCES = 5;
const LONGEST_JSON = 100_000;
const LONGEST_TOKEN = 200;

const TOKEN_NAMES = ['tasktoken', 'socketaccesstoken'];

/** What a field of this name refers to; `id` alone can be anything's, so it counts last. */
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

/** JSON in a text, as form fields have it; otherwise the value itself. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string' || value.length > LONGEST_JSON || !/^\s*[[{]/.test(value))
		return value;
	try {
		return JSON.parse(value);
	} catch {
		return undefined;
	}
}

/** What an object or a list holds, one after the other: it can be long. */
function* entriesOf(value: unknown): Generator<[string, unknown]> {
	const holder: unknown = parsed(value);
	if (typeof holder !== 'object' || holder === null) return;
	for (const name in holder) {
		if (Object.hasOwn(holder, name)) yield [name, Reflect.get(holder, name)];
	}
}

/**
 * Finds the tasks that a callback may be about, wherever in it and under whichever of Wiro's names
 * they stand: the shape of the callback is documented nowhere. The likeliest first, few in all.
 */
export function taskReferences(callback: unknown): TaskReference[] {
	const certain = new Map<string, TaskReference>();
	const possible = new Map<string, TaskReference>();
	const values: unknown[] = [callback];
	// Breadth first: what stands further out is likelier to be what is meant.
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
