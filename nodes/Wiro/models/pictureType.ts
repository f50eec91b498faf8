/** A kind of picture that Wiro takes. */
export interface PictureType {
	mimeType: string;
	/** Those that file names have, the usual one first. */
	extensions: readonly [string, ...string[]];
}

/** How many bytes of a file's start tell what it is, with some room for comments in an SVG. */
export const HEAD_BYTES = 4_096;

// Source: Wiro's documentation of file inputs: jpg, png, gif, jpeg, webp, heic.
const JPEG: PictureType = { mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };
const PNG: PictureType = { mimeType: 'image/png', extensions: ['png'] };
const GIF: PictureType = { mimeType: 'image/gif', extensions: ['gif'] };
const WEBP: PictureType = { mimeType: 'image/webp', extensions: ['webp'] };
const HEIC: PictureType = { mimeType: 'image/heic', extensions: ['heic'] };

const HEIC_BRANDS = /^(hei[cxms]|hev[cxms])$/;
const AVIF_BRANDS = /^avi[fs]$/;
/** Any picture that is kept like HEIC; what it is, the other brands say. */
const HEIF_BRANDS = /^(mif1|msf1)$/;

function latin1(head: Buffer, from: number, to: number): string {
	return head.toString('latin1', from, to);
}

/** The brands of an ISO media file (HEIC, AVIF, MP4, …), the major one first; undefined where it is none. */
function brandsOf(head: Buffer): string[] {
	if (head.length < 12 || latin1(head, 4, 8) !== 'ftyp') return [];
	const brands = [latin1(head, 8, 12)];
	const end = Math.min(head.readUInt32BE(0), head.length);
	for (let at = 16; at + 4 <= end; at += 4) brands.push(latin1(head, at, at + 4));
	return brands;
}

/** Whether a file is a HEIC or an AVIF picture, by its brands; undefined where it is neither. */
export function heifOf(head: Buffer): 'heic' | 'avif' | undefined {
	const [major = '', ...others] = brandsOf(head);
	if (HEIC_BRANDS.test(major)) return 'heic';
	if (AVIF_BRANDS.test(major)) return 'avif';
	if (!HEIF_BRANDS.test(major)) return undefined;
	const isAvif =
		others.some((brand) => AVIF_BRANDS.test(brand)) &&
		!others.some((brand) => HEIC_BRANDS.test(brand));
	return isAvif ? 'avif' : 'heic';
}

/** The kind of picture that a file's first bytes begin; undefined where Wiro would not take it. */
export function pictureTypeOf(head: Buffer): PictureType | undefined {
	if (latin1(head, 0, 3) === '\xff\xd8\xff') return JPEG;
	if (latin1(head, 0, 8) === '\x89PNG\r\n\x1a\n') return PNG;
	if (/^GIF8[79]a/.test(latin1(head, 0, 6))) return GIF;
	if (latin1(head, 0, 4) === 'RIFF' && latin1(head, 8, 12) === 'WEBP') return WEBP;
	return heifOf(head) === 'heic' ? HEIC : undefined;
}

/** The extensions of files that pictures are mistaken for, and of pictures that Wiro does not take. */
const WRONG_EXTENSIONS =
	/\.(jpe?g|jpe|jfif|png|apng|gif|webp|hei[cf]s?|avif|bmp|tiff?|svg|ico|bin|dat|tmp|file|octet-stream|txt|html?|php|aspx?|json|pdf)$/i;

/** Longer names are refused by some file systems. */
const LONGEST_NAME = 100;

/**
 * The file name for a picture of this type: the given one where its extension fits, with the right
 * extension where it does not, and `image.jpg` or the like where there is none.
 */
export function pictureFileName(given: string, { extensions }: PictureType): string {
	const [usual] = extensions;
	// Without the folders before it, the query behind it and control characters.
	const name = (given.split(/[\\/]/).at(-1) ?? '').replace(/\?.*$/s, '').replace(/\p{Cc}/gu, '');
	const stem = name.replace(/\.[^.]*$/, '').trim();
	const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	const fits = stem !== '' && extensions.some((candidate) => candidate === extension);
	if (fits && name.length <= LONGEST_NAME) return name;
	const bare = name
		.replace(WRONG_EXTENSIONS, '')
		.replace(/[\s.]+$/, '')
		.trim();
	return `${Array.from(bare).slice(0, LONGEST_NAME).join('') || 'image'}.${usual}`;
}
