import { unwrapped } from '../api/urls';
import { isDataObject, text } from '../api/values';
import { badParameter, type ItemParameters } from '../fields/parameters';
import { isBinaryFile, ItemFiles, quoted, type FoundFile } from './itemFiles';
import { imageTypeOf } from './imageType';

/** The parameter's label, as in n8n's own nodes. */
export const BINARY_FIELD_LABEL = 'Input Data Field Name';

const LABEL = `'${BINARY_FIELD_LABEL}'`;
const GIVE_NAME = 'Enter the name of the field that holds the image, usually data.';

/** A longer text is not the name of a field. */
const LONGEST_NAME = 200;

/** The forms in which people write a name: `$binary.data`, `$binary["data"]`, `binary.data`, `$json._files.data`. */
const WRITTEN =
	/^(?:\$input\.(?:item|first\(\))\.|\$item\.)?\$?(?:binary|(?:json\.)?_files)(?:\.([^.[\]"'`]+)|\[\s*["'`](.+)["'`]\s*\])$/;

/** A text without the marks of an expression around it. */
function withoutBraces(written: string): string {
	return unwrapped(written.replace(/^=/, '').replace(/^\s*\{\{([^]*)\}\}\s*$/, '$1'));
}

/** The name of the field in an expression; undefined if it means something else. */
function nameIn(written: string): string | undefined {
	const match = WRITTEN.exec(withoutBraces(written));
	return match?.[1]?.trim() ?? match?.[2];
}

/** The error of a parameter that means no file. A tool without files needs another parameter. */
function noFile(files: ItemFiles, message: string, nextStep: string) {
	return files.isOfTool && files.list() === ''
		? badParameter(
				'A tool gets no files, so the image must come from a URL',
				"Set 'Image Source' of the tool to URL, and 'Image URL' to the address or, to let the model enter it, to {{ $fromAI('imageUrl') }}.",
			)
		: badParameter(message, nextStep);
}

function missingFile(name: string, files: ItemFiles) {
	const fields = files.list();
	return noFile(
		files,
		`The item has no binary file in the field ${quoted(name)}`,
		fields === ''
			? "Add a node before this one that outputs a file, such as HTTP Request or Read/Write Files from Disk, or set 'Image Source' to URL."
			: `Set ${LABEL} to one of the fields of the item: ${fields}.`,
	);
}

/** What a text is if it cannot be a name; undefined if it can. */
function notAName(value: string): string | undefined {
	if (/^https?:\/\//i.test(value)) return 'a web address';
	const isImage = imageTypeOf(Buffer.from(value.slice(0, 64), 'base64')) !== undefined;
	if (isImage || /^data:/i.test(value)) return 'the image itself';
	return value.length > LONGEST_NAME ? 'a long text' : undefined;
}

/** The file that a text names, in any form in which people write the name of a field. */
export function fileNamed(given: string, files: ItemFiles): FoundFile | undefined {
	const inside = nameIn(given);
	return (
		files.named(given) ??
		files.named(unwrapped(given)) ??
		(inside === undefined ? undefined : files.named(inside)) ??
		(withoutBraces(given) === '$binary' ? files.only() : undefined)
	);
}

function fileOfText(given: string, files: ItemFiles): FoundFile {
	const name = unwrapped(given);
	const inside = nameIn(given);
	const found = fileNamed(given, files);
	if (found !== undefined) return found;
	const other = notAName(name);
	if (other === undefined) throw missingFile(inside ?? name, files);
	throw noFile(
		files,
		`${LABEL} holds ${other} instead of the name of a field`,
		other === 'a web address'
			? "Set 'Image Source' to URL and enter the address in 'Image URL'."
			: GIVE_NAME,
	);
}

function fileOfObject(given: object, files: ItemFiles): FoundFile {
	if (isBinaryFile(given)) {
		const found = files.withBytes(given, `in ${LABEL}`);
		if (found !== undefined) return found;
		throw noFile(files, `${LABEL} holds a file without its bytes`, GIVE_NAME);
	}
	// All files of an item, as from `{{ $binary }}`.
	const inside = Object.entries(given).filter(([, value]) => isBinaryFile(value));
	const [only, ...others] = inside;
	if (only !== undefined && others.length === 0) {
		const found = files.named(only[0]);
		if (found !== undefined) return found;
	}
	throw noFile(
		files,
		`${LABEL} is ${inside.length > 1 ? `${inside.length} files instead of one` : 'neither the name of a field nor a file'}`,
		inside.length > 1 ? `Enter the name of one of them: ${files.list()}.` : GIVE_NAME,
	);
}

/**
 * Finds the file that the parameter means: by the name of its field, or by the file itself, as from
 * the expression `{{ $binary.data }}` (without its bytes if n8n keeps them in memory).
 * @throws WiroError that names the fields of the item
 */
export function findFile(parameters: ItemParameters, parameter: string): FoundFile {
	const files = new ItemFiles(parameters);
	const given = parameters.raw(parameter);
	const asText = text(given);
	if (asText !== undefined) return fileOfText(asText, files);

	// The expression itself says more than its result.
	const expression = text(parameters.context.getNode().parameters[parameter]) ?? '';
	const inside = expression.startsWith('=') ? nameIn(expression) : undefined;
	const named = inside === undefined ? undefined : files.named(inside);
	if (named !== undefined) return named;
	if (isDataObject(given)) return fileOfObject(given, files);
	if (inside !== undefined) throw missingFile(inside, files);
	const isEmpty = given === null || given === undefined || typeof given === 'string';
	throw noFile(
		files,
		`${LABEL} is ${isEmpty ? 'empty' : 'neither the name of a field nor a file'}`,
		GIVE_NAME,
	);
}
