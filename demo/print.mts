/** What the demo writes to the terminal, in lines of at most 100 characters. */
import { styleText } from 'node:util';

import type { INodeExecutionData } from 'n8n-workflow';

const LONGEST_VALUE = 68;

/** Writes a heading after an empty line. */
export function printHeading(text: string): void {
	console.log(`\n${styleText('bold', text)}`);
}

/** Writes a line of a list of facts. */
export function printFact(name: string, value: string): void {
	console.log(`  ${name.padEnd(9)} ${shorten(value, LONGEST_VALUE + 16)}`);
}

/** Writes what happened, with the seconds since the beginning. */
export function printEvent(seconds: number, text: string): void {
	console.log(`  ${styleText('dim', `${seconds.toFixed(1).padStart(6)} s`)}  ${text}`);
}

/** Writes an item as a table with a line for each of its fields. */
export function printItem({ json }: INodeExecutionData): void {
	const rows = Object.entries(json).map(([field, value]) => [
		field,
		{ value: typeof value === 'string' ? shorten(value, LONGEST_VALUE) : value },
	]);
	console.table(Object.fromEntries(rows));
}

/** Writes an error as n8n shows it: its message and, if there is one, its description. */
export function printFailure(error: unknown): void {
	console.error(`\n${styleText('bold', 'No video was made', { stream: process.stderr })}`);
	const { message, description } = readError(error);
	console.error(`  ${message}`);
	if (description) console.error(`  ${description}`);
}

function readError(error: unknown): { message: string; description?: string } {
	if (typeof error !== 'object' || error === null) return { message: String(error) };
	const description: unknown = Reflect.get(error, 'description');
	return {
		message: String(Reflect.get(error, 'message')),
		...(typeof description === 'string' && { description }),
	};
}

/** Takes the middle out of a text that is longer than so many characters. */
function shorten(text: string, longest: number): string {
	if (text.length <= longest) return text;
	const kept = (longest - 1) / 2;
	return `${text.slice(0, Math.ceil(kept))}…${text.slice(-Math.floor(kept))}`;
}
