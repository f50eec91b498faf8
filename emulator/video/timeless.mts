/** Boxes of an MP4 that hold other boxes and lead to those below. */
const CONTAINERS = ['moov', 'trak', 'mdia'];

/** Boxes that say when the video was made: four bytes each for creation and change. */
const DATED = ['mvhd', 'tkhd', 'mdhd'];

/** Bytes of a box's size and type; the version and flags of a dated box take four more. */
const HEADER_BYTES = 8;

/**
 * Sets the times of an MP4 to "unknown", in place, so that the same frames always give the same
 * bytes: the encoder writes the time of day.
 */
export function forgetTimes(mp4: Uint8Array): void {
	const bytes = Buffer.from(mp4.buffer, mp4.byteOffset, mp4.byteLength);
	for (let at = 0; at + HEADER_BYTES <= bytes.byteLength; ) {
		const sizeBytes = bytes.readUInt32BE(at);
		const type = bytes.toString('latin1', at + 4, at + HEADER_BYTES);
		const content = bytes.subarray(at + HEADER_BYTES, at + sizeBytes);
		if (CONTAINERS.includes(type)) forgetTimes(content);
		else if (DATED.includes(type)) content.fill(0, 4, 12);
		if (sizeBytes < HEADER_BYTES) return;
		at += sizeBytes;
	}
}
