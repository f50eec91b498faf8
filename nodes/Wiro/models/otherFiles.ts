import { HEAD_BYTES, heifOf } from './imageType';

/** The first bytes of file types, in hex, and their names. */
const BINARY_FILES: ReadonlyArray<readonly [start: RegExp, name: string]> = [
	[/^(49492a00|4d4d002a)/, 'a TIFF or camera RAW image'],
	[/^424d.{8}0{8}/, 'a BMP image'],
	[/^00000100/, 'an icon'],
	[/^38425053/, 'a Photoshop file'],
	[/^(ff0a|0000000c4a584c20)/, 'a JPEG XL image'],
	[/^(ff4fff51|0000000c6a502020)/, 'a JPEG 2000 image'],
	// ISO media files: after the length comes the type of the first box (ftyp, moov, mdat, wide).
	[/^.{8}667479704d3441/, 'a sound file'],
	[/^.{8}(66747970|6d6f6f76|6d646174|77696465)/, 'a video'],
	// Matroska and WebM, AVI, FLV, MPEG.
	[/^(1a45dfa3|52494646.{8}41564920|464c5601|000001b[3a])/, 'a video'],
	// WAV, MP3 with and without tags, FLAC, Ogg, AAC.
	[/^(52494646.{8}57415645|494433|fff[23ab9]|664c6143|4f676753)/i, 'a sound file'],
	[/^504b(0304|0506)/, 'a ZIP archive or an Office document'],
	// gzip, 7z, RAR.
	[/^(1f8b|377abcaf271c|526172211a07)/, 'a compressed archive'],
];

/** The same for text files, without the white space and comments at their start. */
const TEXT_FILES: ReadonlyArray<readonly [start: RegExp, name: string]> = [
	[/^%!PS/, 'a PostScript file'],
	[/^<svg[\s>]|^<(\?xml|!doctype svg)[^]*<svg[\s>]/i, 'an SVG drawing'],
	[/^<(!doctype html|html|head|body|script|meta|title|div|p)\b/i, 'an HTML page'],
	[/^<(\?xml|[a-z])/i, 'an XML file'],
	[/^[{[]/, 'JSON text'],
	[/^data:/i, 'a data URL in a text file'],
];

/** Whether there are no control characters but those of texts (tab, line breaks, escape). */
function isText(bytes: Buffer): boolean {
	return bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 27);
}

/**
 * What a file that Wiro does not take seems to be, by its first bytes, such as `a PDF document`;
 * undefined if unknown.
 */
export function seemsToBe(head: Buffer): string | undefined {
	const start = head.subarray(0, HEAD_BYTES);
	if (heifOf(start) === 'avif') return 'an AVIF image';
	if (/^\s*%PDF-/.test(start.toString('latin1'))) return 'a PDF document';
	if (isText(start)) {
		const text = start.toString('utf8').replace(/^(\ufeff|\s|<!--[^]*?-->)+/, '');
		return TEXT_FILES.find(([pattern]) => pattern.test(text))?.[1] ?? 'text';
	}
	const hex = start.toString('hex');
	return BINARY_FILES.find(([pattern]) => pattern.test(hex))?.[1];
}
