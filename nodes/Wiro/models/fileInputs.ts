import type { IDataObject } from 'n8n-workflow';
import type { RunFile } from '../api/client';
import { encodedUrl, unwrapped } from '../api/urls';
import { isWebUrl, text } from '../api/values';
import { badParameter, shown, type ItemParameters } from '../fields/parameters';
import { isMissing } from '../fields/text';
import { fileNamed } from './binaryField';
import { bytesInText, bytesOfBinary, checkSize, headOf, type FileBytes } from './fileBytes';
import { typeAndName } from './fileType';
import { readImageFile } from './imageFile';
import { isBinaryFile, ItemFiles, type BinaryFile } from './itemFiles';
import type { ModelInput } from './schema';
import { splitFiles } from './severalFiles';
import { usableUrl, type FileSource } from './usableUrl';

/** Reads one input's files. */
class FileReader {
	private readonly files: ItemFiles;

	constructor(
		private readonly parameters: ItemParameters,
		private readonly input: ModelInput,
	) {
		this.files = new ItemFiles(parameters);
	}

	/** Every file that the value means, in its order. @throws WiroError */
	async read(given: unknown): Promise<FileSource[]> {
		const { kind, label, max } = this.input;
		const isOne = kind === 'file' || kind === 'fileUrl';
		const values = splitFiles(given, isOne, (name) => fileNamed(name, this.files) !== undefined);
		const most = isOne ? 1 : (max ?? Infinity);
		if (values.length > most) {
			throw badParameter(
				`'${label}' has ${values.length} files, but takes ${most === 1 ? 'one' : `up to ${most}`}`,
				most === 1 ? 'Enter one URL, or the name of one binary field.' : 'Remove some of them.',
			);
		}
		return await Promise.all(values.map(async (value) => await this.entry(value)));
	}

	private async entry(value: unknown): Promise<FileSource> {
		const { label } = this.input;
		if (isBinaryFile(value)) return await this.entryOfBinary(value);
		const given = text(value);
		if (given === undefined) throw this.notAFile(value);
		const found = fileNamed(given, this.files);
		if (found !== undefined) return await this.binary(found.file, found.where);

		const written = unwrapped(given);
		const bytes = bytesInText(written, label, 'file');
		if (bytes === undefined) return { url: await this.url(written) };
		const mimeType = /^data:([^;,]*)/i.exec(written)?.[1];
		return await this.file(bytes, `in '${label}'`, { mimeType });
	}

	private async entryOfBinary(value: BinaryFile): Promise<FileSource> {
		const found = this.files.withBytes(value, `in '${this.input.label}'`);
		if (found !== undefined) return await this.binary(found.file, found.where);
		throw badParameter(
			`'${this.input.label}' holds a file without its bytes`,
			'Enter the name of the binary field that holds the file, usually data.',
		);
	}

	private async binary(file: BinaryFile, where: string): Promise<FileSource> {
		return await this.file(await bytesOfBinary(this.parameters.context, file, 'file'), where, file);
	}

	private async file(
		bytes: FileBytes,
		where: string,
		{ mimeType, fileName }: BinaryFile,
	): Promise<FileSource> {
		if (this.input.fileKind === 'image') {
			return { file: await readImageFile(bytes, where, fileName ?? '') };
		}
		checkSize(bytes, where, 'file', 'Check the node that makes the file.');
		const head = await headOf(bytes, 'file');
		return { file: { ...typeAndName(head, { mimeType, fileName }), ...bytes } };
	}

	/** @throws WiroError if Wiro cannot open it */
	private async url(given: string): Promise<string> {
		const { label, fileKind } = this.input;
		const urlOf = (address: string) => {
			const url = encodedUrl(address);
			if (isWebUrl(url)) return url;
			throw this.notAFile(address);
		};
		const what = fileKind === 'image' ? 'image' : 'file';
		const useBinary = `enter the name of its binary field in '${label}'`;
		return await usableUrl(this.parameters.context, given, urlOf, { label, what, useBinary });
	}

	private notAFile(given: unknown) {
		const { label } = this.input;
		const fields = this.files.list();
		const others =
			fields === ''
				? 'The item has no binary fields.'
				: `The binary fields of the item are: ${fields}.`;
		return badParameter(
			`'${label}' is ${shown(given)}, which is neither a web address nor a binary field of the item`,
			this.files.isOfTool && fields === ''
				? 'Use a URL that begins with https:// and opens the file without signing in. A tool gets no files.'
				: `Use a URL that begins with https://, or the name of a binary field. ${others}`,
		);
	}
}

/** Reads and validates the files of an input. Their bytes are read later. @throws WiroError */
export async function readFiles(
	parameters: ItemParameters,
	input: ModelInput,
	given: unknown,
): Promise<FileSource[]> {
	return isMissing(given) ? [] : await new FileReader(parameters, input).read(given);
}

/** The name of the field that carries the URL of a file input. */
export function urlFieldOf(id: string): string {
	return `${id}Url`;
}

/**
 * How the files of an input travel: their fields and files. Source: Wiro's documentation of file
 * inputs. A field whose file goes with the Run has no text beside it.
 */
export function fileFields(
	{ id, kind }: ModelInput,
	entries: FileSource[],
): { fields: IDataObject; files: RunFile[] } {
	const field = kind === 'fileUrl' ? id.replace(/Url$/i, '') : id;
	const files = entries.flatMap((entry) => ('file' in entry ? [{ field, file: entry.file }] : []));
	const urls = entries.flatMap((entry) => ('url' in entry ? [entry.url] : []));
	// A comma inside a URL would end it.
	const joined = (urls.length > 1 ? urls.map((url) => url.replaceAll(',', '%2C')) : urls).join(',');
	if (kind === 'fileUrl') return { fields: { [id]: joined }, files };
	const empty = files.length > 0 ? {} : { [id]: '' };
	if (kind === 'combinedFiles') return { fields: urls.length > 0 ? { [id]: urls } : empty, files };
	return { fields: { ...empty, [urlFieldOf(id)]: joined }, files };
}
