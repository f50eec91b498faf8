import type { TaskHandle } from '../api/task';
import { isDataObject, text } from '../api/values';

/** Bounds for what a stranger can send: values looked at, tasks asked about, JSON read inside of a text. */
const MOST_VALUES = 2_000;
const MOST_REFERENCES = 5;
const LONGEST_JSON = 100_000;
const LONGEST_TOKEN = 200;

const TOKEN_NAMES = ['tasktoken', 'socketaccesstoken'];

/** What a field of this name refers to; `id` alone can be anything's, so it counts last. */
function referenceIn(
	name: string,
	value: unknown,
): { handle: TaskHandle; isCertain: boolean } | undefined {
	const plainName = name.toLowerCase().replace(/[^a-z]/g, '');
	const content = text(value);
	if (content === undefined || content.length > LONGEST_TOKEN) return undefined;
	if (TOKEN_NAMES.includes(plainName)) return { handle: { taskToken: content }, isCertain: true };
	if (!/^\d+$/.test(content)) return undefined;
	if (plainName === 'taskid') return { handle: { taskId: content }, isCertain: true };
	return plainName === 'id' ? { handle: { taskId: content }, isCertain: false } : undefined;
}

/** What a value holds: a list's entries, an object's, or those of JSON in a text, as form fields have it. */
function entriesOf(value: unknown): Array<[string, unknown]> {
	if (Array.isArray(value) || isDataObject(value)) return Object.entries(value);
	if (typeof value !== 'string' || value.length > LONGEST_JSON || !/^\s*[[{]/.test(value))
		return [];
	try {
		return entriesOf(JSON.parse(value));
	} catch {
		return [];
	}
}

/**
 * Finds the tasks that a callback may be about, wherever in it and under whichever of Wiro's names
 * they stand: the shape of the callback is documented nowhere. The likeliest first, few in all.
 */
export function taskReferences(callback: unknown): TaskHandle[] {
	const certain: TaskHandle[] = [];
	const possible: TaskHandle[] = [];
	const values: unknown[] = [callback];
	// Breadth first: what stands further out is likelier to be what is meant.
	for (let index = 0; index < values.length && index < MOST_VALUES; index++) {
		for (const [name, value] of entriesOf(values[index]).slice(0, MOST_VALUES)) {
			const found = referenceIn(name, value);
			if (found !== undefined) (found.isCertain ? certain : possible).push(found.handle);
			if (values.length < MOST_VALUES) values.push(value);
		}
	}
	return [...certain, ...possible].slice(0, MOST_REFERENCES);
}
