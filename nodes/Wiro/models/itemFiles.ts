import type { IBinaryData } from 'n8n-workflow';
import { isDataObject, text } from '../api/values';
import type { ItemParameters } from '../fields/parameters';

/** The field in an item's JSON where n8n 2 keeps files if the workflow's binary mode is "combined". */
const FILES_IN_JSON = '_files';

/** Limits for the names in an error: their length and their number. */
const LONGEST_SHOWN = 60;
const MOST_SHOWN = 10;

/** A binary file as n8n describes it, with its bytes in `id` or `data`, or without them. */
export type BinaryFile = Partial<IBinaryData>;

/** A file, and its place for errors: `in "data"`. */
export interface FoundFile {
	file: BinaryFile;
	where: string;
}

/** Whether a value is a binary file as n8n describes it. */
export function isBinaryFile(value: unknown): value is BinaryFile {
	return isDataObject(value) && typeof value.mimeType === 'string';
}

/** The name of a field, shortened for an error. */
export function quoted(name: string): string {
	return `"${shortened(name)}"`;
}

function shortened(name: string): string {
	return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;
}

/** An object's own property: a field may be called `constructor`. */
function own(value: unknown, key: string): unknown {
	const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
	return has ? Reflect.get(value, key) : undefined;
}

/** The value at a path such as `attachments[0].photo`. */
function atPath(json: unknown, path: string): unknown {
	const keys = path.match(/[^.[\]"']+/g) ?? [];
	return keys.reduce(own, json);
}

/** The files of an item, in either of n8n's binary modes. */
export class ItemFiles {
	private readonly files: ReadonlyMap<string, BinaryFile>;
	/** The item's JSON, if it may hold files. */
	private readonly json: unknown;
	/** Whether the item is the call of a tool. */
	readonly isOfTool: boolean;

	constructor({ context, itemIndex, isTool }: ItemParameters) {
		this.isOfTool = isTool;
		const item = context.getInputData()[itemIndex];
		// Only in this mode: other JSON from outside could name a file of another execution.
		const isCombined = context.getWorkflowSettings().binaryMode === 'combined';
		this.json = isCombined ? item?.json : undefined;
		const inJson = own(this.json, FILES_IN_JSON);
		this.files = new Map(
			Object.entries({ ...(isDataObject(inJson) && inJson), ...item?.binary }).filter(
				(entry): entry is [string, BinaryFile] => isBinaryFile(entry[1]),
			),
		);
	}

	/** The file of a field with this name or path, or the only one whose name differs only in case. */
	named(name: string): FoundFile | undefined {
		const file = this.files.get(name) ?? atPath(this.json, name);
		if (isBinaryFile(file)) return { file, where: `in ${quoted(name)}` };
		return this.only((key) => key.toLowerCase() === name.toLowerCase());
	}

	/** The file that matches a description without bytes, as from n8n's `$binary`. */
	like(description: BinaryFile): FoundFile | undefined {
		const facts = Object.entries(description);
		return this.only((_, file) => facts.every(([key, value]) => own(file, key) === value));
	}

	/** The file of a value, with its bytes: n8n's `$binary` has those of a file in memory cut off. */
	withBytes(value: BinaryFile, where: string): FoundFile | undefined {
		const hasBytes = (text(value.id) ?? text(value.data)) !== undefined;
		return hasBytes ? { file: value, where } : this.like(value);
	}

	/** The only file, or the only one that is wanted. */
	only(isWanted: (name: string, file: BinaryFile) => boolean = () => true): FoundFile | undefined {
		const [found, ...others] = [...this.files].filter(([name, file]) => isWanted(name, file));
		if (found === undefined || others.length > 0) return undefined;
		const [name, file] = found;
		return { file, where: `in ${quoted(name)}` };
	}

	/** The names of the fields with files, as an error lists them; empty without files. */
	list(): string {
		const names = [...this.files.keys()];
		const more = names.length > MOST_SHOWN ? `, and ${names.length - MOST_SHOWN} more` : '';
		return names.slice(0, MOST_SHOWN).map(shortened).join(', ') + more;
	}
}
