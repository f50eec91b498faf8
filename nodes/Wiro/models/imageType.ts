/** An image type that Wiro accepts. */
export interface ImageType {
	mimeType: string;
	/** The file extensions, the usual one first. */
	extensions: readonly [string, ...string[]];
}

/** How many bytes are enough to recognise a file, even an SVG with comments at its start. */
export const HEAD_BYTES = 4_096;

// Source: Wiro's documentation of file inputs: jpg, png, gif, jpeg, webp, heic.
const JPEG: ImageType = { mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg'] };
const PNG: ImageType = { mimeType: 'image/png', extensions: ['png'] };
const GIF: ImageType = { mimeType: 'image/gif', extensions: ['gif'] };
const WEBP: ImageType = { mimeType: 'image/webp', extensions: ['webp'] };
const HEIC: ImageType = { mimeType: 'image/heic', extensions: ['heic'] };

const HEIC_BRANDS = /^(hei[cxms]|hev[cxms])$/;
const AVIF_BRANDS = /^avi[fs]$/;
/** Any image in the HEIF container. The other brands name its type. */
const HEIF_BRANDS = /^(mif1|msf1)$/;

function latin1(head: Buffer, from: number, to: number): string {
	return head.toString('latin1', from, to);
}

/** The brands of an ISO media file (HEIC, AVIF, MP4, …), the major one first; empty for other files. */
function brandsOf(head: Buffer): string[] {
	if (head.length < 12 || latin1(head, 4, 8) !== 'ftyp') return [];
	const brands = [latin1(head, 8, 12)];
	const end = Math.min(head.readUInt32BE(0), head.length);
	for (let at = 16; at + 4 <= end; at += 4) brands.push(latin1(head, at, at + 4));
	return brands;
}

/** Whether a file is a HEIC or an AVIF image, by its brands; undefined if it is neither. */
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

/** The image type of a file, by its first bytes; undefined if Wiro does not accept it. */
export function imageTypeOf(head: Buffer): ImageType | undefined {
	if (latin1(head, 0, 3) === '\xff\xd8\xff') return JPEG;
	if (latin1(head, 0, 8) === '\x89PNG\r\n\x1a\n') return PNG;
	if (/^GIF8[79]a/.test(latin1(head, 0, 6))) return GIF;
	if (latin1(head, 0, 4) === 'RIFF' && latin1(head, 8, 12) === 'WEBP') return WEBP;
	return heifOf(head) === 'heic' ? HEIC : undefined;
}

/** Wrong extensions that images often have, and those of images that Wiro does not accept. */
const WRONG_EXTENSIONS =
	/\.(jpe?g|jpe|jfif|png|apng|gif|webp|hei[cf]s?|avif|bmp|tiff?|svg|ico|bin|dat|tmp|file|octet-stream|txt|html?|php|aspx?|json|pdf)$/i;

/** Some file systems refuse longer names. */
const LONGEST_NAME = 100;

/**
 * The file name for an image of this type: the given name, with the right extension if its own does
 * not match, or a name such as `image.jpg` if there is none.
 */
export function imageFileName(given: string, { extensions }: ImageType): string {
	const [usual] = extensions;
	// Without folders, query and control characters.
	const name = (given.split(/[\\/]/).at(-1) ?? '').replace(/\?.*$/s, '').replace(/\p{Cc}/gu, '');
	const [, stem = '', extension = ''] = /^(.*)\.([^.]*)$/s.exec(name) ?? [];
	const isRight = extensions.some((candidate) => candidate === extension.toLowerCase());
	const fits = stem.trim() !== '' && isRight;
	if (fits && name.length <= LONGEST_NAME) return name;
	const bare = name
		.replace(WRONG_EXTENSIONS, '')
		.replace(/[\s.]+$/, '')
		.trim();
	return `${Array.from(bare).slice(0, LONGEST_NAME).join('') || 'image'}.${usual}`;
}
