import type { IDataObject } from 'n8n-workflow';
import type { RunFile } from '../api/client';
import type { FormFile } from '../api/multipart';
import { isOutOfReach } from '../api/reach';
import { encodedUrl, unwrapped } from '../api/urls';
import { isDataObject, isWebUrl, text } from '../api/values';
import { badParameter, shown, type ItemParameters } from '../fields/parameters';
import { isMissing } from '../fields/text';
import { bytesOfBase64, bytesOfBinary, bytesOfDataUrl, checkSize } from './fileBytes';
import { readImageFile } from './imageFile';
import { isBase64File, LOCAL_ADDRESSES } from './imageUrl';
import { isBinaryFile, ItemFiles, quoted, type BinaryFile } from './itemFiles';
import { labelOf } from './labels';
import type { ModelInput } from './schema';
import { sharePageOf } from './sharePages';

/** What a file input becomes in the body of the Run. */
export interface FileValues {
	fields: IDataObject;
	files: RunFile[];
}

/** A file that the user gives: a link that Wiro opens, or bytes that are sent with the Run. */
type GivenFile = { url: string } | { file: FormFile };

const GIVE_FILE =
	'Enter a URL that begins with https://, or the name of a binary field of the item, usually data.';

/** The names of inputs that take images, and not the videos made from them. */
const IMAGE_NAME = /image|photo|picture|mask/i;
const OTHER_NAME = /video|audio|document|file/i;

/** Reads the files that the user gives for an input. @throws WiroError */
export async function readFileInput(
	parameters: ItemParameters,
	input: ModelInput,
	given: unknown,
): Promise<FileValues> {
	const label = labelOf(input);
	const files = new ItemFiles(parameters);
	const entries = entriesIn(given, input.kind !== 'file', files);
	const most = input.kind === 'file' ? 1 : (input.max ?? Infinity);
	if (entries.length > most) {
		throw badParameter(
			`'${label}' holds ${entries.length} files, but takes ${most === 1 ? 'one' : `up to ${most}`}`,
			'Leave out those that are not needed.',
		);
	}
	const read = await Promise.all(
		entries.map(async (entry) => await readEntry(parameters, input, label, files, entry)),
	);
	return bodyOf(input, read);
}

/**
 * The fields and files of the body. Source: Wiro's documentation of file inputs: a URL goes into
 * `{id}Url`, with `{id}` empty beside it; several are separated by commas; a combined input takes
 * URLs as a JSON list in `{id}` itself.
 */
function bodyOf({ id, kind }: ModelInput, read: GivenFile[]): FileValues {
	const urls = read.flatMap((entry) => ('url' in entry ? [entry.url] : []));
	const files = read.flatMap((entry) => ('file' in entry ? [{ field: id, file: entry.file }] : []));
	if (kind === 'combinedFiles') {
		const isEmpty = urls.length === 0;
		if (isEmpty && files.length > 0) return { fields: {}, files };
		return { fields: { [id]: isEmpty ? '' : urls }, files };
	}
	// A comma inside a URL would end it.
	const joined = urls.length > 1 ? urls.map((url) => url.replaceAll(',', '%2C')) : urls;
	return {
		fields: { ...(files.length === 0 && { [id]: '' }), [`${id}Url`]: joined.join(',') },
		files,
	};
}

/** The single files in what the user has entered: a list, or a text with one or several. */
function entriesIn(given: unknown, mayBeSeveral: boolean, files: ItemFiles): unknown[] {
	if (Array.isArray(given)) return given.filter((entry: unknown) => !isMissing(entry));
	if (isMissing(given)) return [];
	const written = text(given);
	if (written === undefined) return [given];
	const list = written.startsWith('[') ? parsedList(written) : undefined;
	if (list !== undefined) return list;
	if (!mayBeSeveral || files.named(written) !== undefined) return [written];
	return splitTexts(written, files);
}

function parsedList(written: string): unknown[] | undefined {
	try {
		const parsed: unknown = JSON.parse(written);
		return Array.isArray(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

/** Splits at line breaks and commas, but not inside a URL or a data URL. */
function splitTexts(written: string, files: ItemFiles): string[] {
	const found: string[] = [];
	for (const line of written.split('\n')) {
		let isFirst = true;
		for (const part of line.split(',')) {
			const isNew =
				isFirst || /^\s*(https?|data):/i.test(part) || files.named(part.trim()) !== undefined;
			const isInUrl = /^\s*(https?|data):/i.test(found.at(-1) ?? '');
			if (isNew || !isInUrl) found.push(part);
			else found.push(`${found.pop() ?? ''},${part}`);
			isFirst = false;
		}
	}
	return found.map((part) => part.trim()).filter((part) => part !== '');
}

async function readEntry(
	parameters: ItemParameters,
	input: ModelInput,
	label: string,
	files: ItemFiles,
	entry: unknown,
): Promise<GivenFile> {
	if (isBinaryFile(entry)) {
		const hasBytes = (text(entry.id) ?? text(entry.data)) !== undefined;
		const found = hasBytes ? { file: entry, where: `in '${label}'` } : files.like(entry);
		if (found === undefined) {
			throw badParameter(`'${label}' holds a file without its bytes`, GIVE_FILE);
		}
		return await sent(parameters, input, found.file, found.where);
	}
	const written = unwrapped(text(entry) ?? '');
	const named = files.named(written);
	if (named !== undefined) return await sent(parameters, input, named.file, named.where);
	const where = `in '${label}'`;
	if (/^data:/i.test(written)) {
		const mimeType = /^data:([\w./+-]+)/i.exec(written)?.[1];
		const bytes = bytesOfDataUrl(written, label);
		return { file: await fileOf(input, bytes, where, { mimeType }) };
	}
	if (/^https?:/i.test(written)) return await linked(parameters, input, label, written);
	if (isBase64File(written)) {
		return { file: await fileOf(input, bytesOfBase64(written), where, {}) };
	}
	const local = LOCAL_ADDRESSES.find(([pattern]) => pattern.test(written));
	if (local !== undefined) throw badParameter(`'${label}' is ${local[1]}`, GIVE_FILE);
	throw noSuchFile(parameters, files, label, entry, written);
}

function noSuchFile(
	{ isTool }: ItemParameters,
	files: ItemFiles,
	label: string,
	entry: unknown,
	written: string,
) {
	const names = files.list();
	if (written === '') return badParameter(`'${label}' is ${shown(entry)}, not a file`, GIVE_FILE);
	return badParameter(
		isTool && names === ''
			? `'${label}' is ${shown(entry)}, which is not a web address, and a tool gets no files`
			: `The item has no binary file in the field ${quoted(written)}, and it is not a web address`,
		names === ''
			? GIVE_FILE
			: `Set '${label}' to one of the fields of the item: ${names}. Or use a URL that begins with https://.`,
	);
}

/** A link that Wiro opens. @throws WiroError */
async function linked(
	{ context }: ItemParameters,
	input: ModelInput,
	label: string,
	written: string,
): Promise<GivenFile> {
	const url = encodedUrl(written);
	if (!isWebUrl(url)) {
		throw badParameter(`'${label}' is ${shown(written)}, which is not a web address`, GIVE_FILE);
	}
	if (await isOutOfReach(context, url)) {
		throw badParameter(
			`'${label}' leads to ${new URL(url).host}, which Wiro cannot reach from the internet`,
			'Use a link that opens from everywhere, or fetch the file with the HTTP Request node and enter the name of its binary field. If the link comes from n8n itself, set its environment variable WEBHOOK_URL to its public address.',
		);
	}
	const page = isForImages(input) ? sharePageOf(url) : undefined;
	if (page === undefined) return { url };
	throw badParameter(
		`'${label}' is a page of ${page.service} that shows the image, not the image itself`,
		page.instead,
	);
}

/** A binary file of n8n that is sent with the Run. @throws WiroError */
async function sent(
	{ context }: ItemParameters,
	input: ModelInput,
	file: BinaryFile,
	where: string,
): Promise<GivenFile> {
	return { file: await fileOf(input, await bytesOfBinary(context, file), where, file) };
}

function isForImages({ id, label }: ModelInput): boolean {
	return IMAGE_NAME.test(`${id} ${label}`) && !OTHER_NAME.test(id);
}

/** Prepares a file for sending. Images are checked; for other files, their own type and name count. */
async function fileOf(
	input: ModelInput,
	bytes: Parameters<typeof readImageFile>[0],
	where: string,
	{ fileName, mimeType }: BinaryFile,
): Promise<FormFile> {
	if (isForImages(input)) return await readImageFile(bytes, where, fileName ?? '');
	checkSize(bytes, `The file ${where}`, 'Use a file that has something in it.');
	const type = text(mimeType) ?? 'application/octet-stream';
	return {
		fileName: text(fileName) ?? `file.${type.split(/[/+;]/)[1] ?? 'bin'}`,
		mimeType: type,
		...bytes,
	};
}

/** Whether a value is nothing that could be a file. */
export function hasNoFile(given: unknown): boolean {
	return (
		isMissing(given) || (Array.isArray(given) && given.every(isMissing)) || isEmptyObject(given)
	);
}

function isEmptyObject(given: unknown): boolean {
	return isDataObject(given) && Object.keys(given).length === 0;
}
