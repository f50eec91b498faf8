import { imageFileName, imageTypeOf } from './imageType';

/** A type of file. */
interface FileType {
	/** Its first bytes, in hex. */
	start: RegExp;
	mimeType: string;
	/** The usual extension of its name. */
	extension: string;
}

const TYPES: FileType[] = [
	{ start: /^.{8}667479704d3441/, mimeType: 'audio/mp4', extension: 'm4a' },
	{ start: /^.{8}667479707174/, mimeType: 'video/quicktime', extension: 'mov' },
	{ start: /^.{8}66747970/, mimeType: 'video/mp4', extension: 'mp4' },
	{ start: /^1a45dfa3/, mimeType: 'video/webm', extension: 'webm' },
	{ start: /^52494646.{8}57415645/, mimeType: 'audio/wav', extension: 'wav' },
	{ start: /^(494433|fff[23ab])/, mimeType: 'audio/mpeg', extension: 'mp3' },
	{ start: /^664c6143/, mimeType: 'audio/flac', extension: 'flac' },
	{ start: /^4f676753/, mimeType: 'audio/ogg', extension: 'ogg' },
	{ start: /^25504446/, mimeType: 'application/pdf', extension: 'pdf' },
	{ start: /^676c5446/, mimeType: 'model/gltf-binary', extension: 'glb' },
	{ start: /^504b0304/, mimeType: 'application/zip', extension: 'zip' },
];

const UNKNOWN = { mimeType: 'application/octet-stream', extension: 'bin' };

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
	const hex = head.subarray(0, 16).toString('hex');
	const found = TYPES.find(({ start }) => start.test(hex));
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
