/** A width and a height in pixels. */
export interface Size {
	width: number;
	height: number;
}

/** The long side is a multiple of this, as the real model's is (480P at 16:9 is 832×480). */
const LONG_SIDE_STEP = 32;

/** No video is longer in shape than this, whatever the picture is. */
const WIDEST_RATIO = 4;

/**
 * The size of a video: the short side is what `resolution` says, the long side follows from the
 * ratio (`Default` is the picture's own) and is rounded down to a multiple of 32.
 */
export function videoSize(resolution: string, aspectRatio: string, picture: Size): Size {
	const ratio = ratioOf(aspectRatio, picture);
	const shortSide = Number.parseInt(resolution, 10);
	const exact = shortSide * Math.max(ratio, 1 / ratio);
	// A square stays one although 580 and 720 are no multiples of 32.
	const longSide = Math.max(shortSide, Math.floor(exact / LONG_SIDE_STEP) * LONG_SIDE_STEP);
	return ratio >= 1
		? { width: longSide, height: shortSide }
		: { width: shortSide, height: longSide };
}

function ratioOf(aspectRatio: string, picture: Size): number {
	const [across, down] = aspectRatio.split(':').map(Number);
	if (across !== undefined && down !== undefined) return across / down;
	return Math.min(WIDEST_RATIO, Math.max(1 / WIDEST_RATIO, picture.width / picture.height));
}
