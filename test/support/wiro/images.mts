/** Files of every kind that people give for an image, small enough to send many of them. */
import { createHash } from 'node:crypto';

import type { RecordedRequest } from '../../../emulator/control.mts';

const inBase64 = (...lines: string[]) => Buffer.from(lines.join(''), 'base64');

/** An ISO media file's first box with these brands, as HEIC, AVIF and MP4 begin, and some more bytes. */
export function isoMedia(major: string, ...compatible: string[]): Buffer {
	const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
	box.writeUInt32BE(box.length, 0);
	return Buffer.concat([box, Buffer.alloc(64, 7)]);
}

/** Pictures that Wiro takes: two by two pixels, save for the HEIC, which is only the start of one. */
export const IMAGES = {
	jpeg: inBase64(
		'/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////',
		'2wBDAf//////////////////////////////////////////////////////////////////////////////////////',
		'wAARCAACAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQ',
		'AAAAAAAAAAAAAAAAAAAQL/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAFL//2Q==',
	),
	png: inBase64(
		'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEUAgIBxQSaxAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAA',
		'C0lEQVQImWNgAAEAAAYAAeaH/n8AAAAASUVORK5CYII=',
	),
	webp: inBase64(
		'UklGRjgAAABXRUJQVlA4ICwAAACQAQCdASoCAAIAAUAmJaACdLoAA5gA/vBTH+j64RZGX/7Gb/56P/z0f6hgAA==',
	),
	gif: inBase64('R0lGODlhAgACAIAAAExpcQCAgCH5BAUAAAAALAAAAAACAAIAAAICjFMAOw=='),
	heic: isoMedia('heic', 'mif1', 'heic'),
};

/** What a request says of a file, and the fingerprint of its bytes. */
export function asSent(data: Buffer, fileName: string, contentType: string) {
	return {
		field: 'inputImage',
		fileName,
		contentType,
		sizeBytes: data.length,
		sha256: createHash('sha256').update(data).digest('hex'),
	};
}

/** The files that requests carried, in their order. */
export function filesOf(requests: RecordedRequest[]) {
	return requests.flatMap(({ files }) => files);
}
