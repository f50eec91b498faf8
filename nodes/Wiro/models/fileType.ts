import { imageFileName, imageTypeOf } from './imageType';

/** The type of a file and the usual extension of its name. */
interface FileType {
	mimeType: string;
	extension: string;
}

/** The first bytes of file types, in hex. */
const TYPES: ReadonlyArray<readonly [start: RegExp, mimeType: string, extension: string]> = [
	[/^.{8}667479704d3441/, 'audio/mp4', 'm4a'],
	[/^.{8}667479707174/, 'video/quicktime', 'mov'],
	[/^.{8}66747970/, 'video/mp4', 'mp4'],
	[/^1a45dfa3/, 'video/webm', 'webm'],
	[/^52494646.{8}57415645/, 'audio/wav', 'wav'],
	[/^(494433|fff[23ab])/, 'audio/mpeg', 'mp3'],
	[/^664c6143/, 'audio/flac', 'flac'],
	[/^4f676753/, 'audio/ogg', 'ogg'],
	[/^25504446/, 'application/pdf', 'pdf'],
	[/^676c5446/, 'model/gltf-binary', 'glb'],
	[/^504b0304/, 'application/zip', 'zip'],
];

const UNKNOWN: FileType = { mimeType: 'application/octet-stream', extension: 'bin' };

/** The type of a file by its first bytes; undefined if unknown. */
function typeByBytes(head: Buffer): FileType | undefined {
	const hex = head.subarray(0, 16).toString('hex');
	const [, mimeType, extension] = TYPES.find(([start]) => start.test(hex)) ?? [];
	return mimeType === undefined || extension === undefined ? undefined : { mimeType, extension };
}

/** A file name without folders and control characters; undefined if nothing is left. */
function bareName(given: string): string | undefined {
	const name = (given.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim();
	return name === '' ? undefined : name;
}

/**
 * The type and the name under which a file is sent. Images follow their bytes, whatever they were
 * called before. Other files keep what they have, and their bytes tell what is missing.
 * @param given what n8n, or a data URL, says about the file; texts may be empty
 */
export function typeAndName(
	head: Buffer,
	given: { mimeType?: string; fileName?: string },
): { mimeType: string; fileName: string } {
	const image = imageTypeOf(head);
	const { mimeType = '', fileName = '' } = given;
	if (image !== undefined) {
		return { mimeType: image.mimeType, fileName: imageFileName(fileName, image) };
	}
	const found = typeByBytes(head);
	const isVague = mimeType === '' || mimeType === UNKNOWN.mimeType;
	const name = bareName(fileName);
	const extension = found?.extension ?? (/^text\//.test(mimeType) ? 'txt' : UNKNOWN.extension);
	return {
		mimeType: isVague ? (found?.mimeType ?? UNKNOWN.mimeType) : mimeType,
		fileName: name === undefined ? `file.${extension}` : withExtension(name, found?.extension),
	};
}

function withExtension(name: string, extension: string | undefined): string {
	return /\.\w{1,8}$/.test(name) || extension === undefined ? name : `${name}.${extension}`;
}
