import type { PictureType } from './pictureType';

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
