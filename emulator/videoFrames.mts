/** The pictures of a video: their size, the way of the camera, and their pixels. */
import { createHash } from 'node:crypto';

/** A width and a height in pixels. */
export interface Size {
	width: number;
	height: number;
}

/** The long side is a multiple of this, as the real model's is (480P at 16:9 is 832×480). */
const LONG_SIDE_STEP = 32;

/** No video is longer in shape than this, whatever the picture is. */
const WIDEST_RATIO = 4;

/** The part of the picture that a frame shows; all four are fractions of the picture's sides. */
export interface Window {
	left: number;
	top: number;
	width: number;
	height: number;
}

/** How much of the picture is cut away at the end of the video, at least and at most. */
const ZOOM = { least: 0.1, most: 0.18 };

/** A picture in YUV 4:2:0, the colour form of H.264: one brightness plane, two halved colour planes. */
export interface Planes extends Size {
	bytes: Uint8Array;
}

/** One of the three planes of a picture. */
interface Plane extends Size {
	bytes: Uint8Array;
}

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

/**
 * A slow zoom into the picture that drifts to one side. The seed decides how far and where to. The
 * first frame shows the whole picture.
 */
export function cameraPath(seed: string, frames: number): Window[] {
	const hash = createHash('sha256').update(seed).digest();
	const angle = (hash.readUInt32BE(0) / 2 ** 32) * 2 * Math.PI;
	const zoom = ZOOM.least + (hash.readUInt32BE(4) / 2 ** 32) * (ZOOM.most - ZOOM.least);
	return Array.from({ length: frames }, (_, frame) => {
		const cut = zoom * (frame / Math.max(1, frames - 1));
		return {
			left: (cut / 2) * (1 + Math.cos(angle)),
			top: (cut / 2) * (1 + Math.sin(angle)),
			width: 1 - cut,
			height: 1 - cut,
		};
	});
}

/** Bytes of a YUV 4:2:0 picture of an even size. */
function byteCount({ width, height }: Size): number {
	return (width * height * 3) / 2;
}

/** The three planes as views into the picture's bytes. */
function planesOf({ width, height, bytes }: Planes): Plane[] {
	const half = { width: width / 2, height: height / 2 };
	const luma = width * height;
	const chroma = luma / 4;
	return [
		{ width, height, bytes: bytes.subarray(0, luma) },
		{ ...half, bytes: bytes.subarray(luma, luma + chroma) },
		{ ...half, bytes: bytes.subarray(luma + chroma) },
	];
}

/** An empty picture of an even size. */
export function emptyPlanes(size: Size): Planes {
	return { ...size, bytes: new Uint8Array(byteCount(size)) };
}

/** Converts RGB (three bytes a pixel, even size) to YUV with the BT.601 video range. */
export function planesFromRgb(rgb: Uint8Array, size: Size): Planes {
	const picture = emptyPlanes(size);
	const [luma, blue, red] = planesOf(picture);
	if (luma === undefined || blue === undefined || red === undefined) return picture;
	for (let y = 0; y < size.height; y++) {
		for (let x = 0; x < size.width; x++) {
			const at = (y * size.width + x) * 3;
			luma.bytes[y * size.width + x] = 16 + weigh(rgb, at, 0.257, 0.504, 0.098);
		}
	}
	const below = size.width * 3;
	for (let y = 0; y < blue.height; y++) {
		for (let x = 0; x < blue.width; x++) {
			const at = y * 2 * below + x * 6;
			// The mean colour of the two by two pixels that share one colour value.
			const corners = [at, at + 3, at + below, at + below + 3];
			let u = 0;
			let v = 0;
			for (const corner of corners) {
				u += weigh(rgb, corner, -0.148, -0.291, 0.439);
				v += weigh(rgb, corner, 0.439, -0.368, -0.071);
			}
			blue.bytes[y * blue.width + x] = 128 + u / 4;
			red.bytes[y * red.width + x] = 128 + v / 4;
		}
	}
	return picture;
}

function weigh(rgb: Uint8Array, at: number, red: number, green: number, blue: number): number {
	return red * (rgb[at] ?? 0) + green * (rgb[at + 1] ?? 0) + blue * (rgb[at + 2] ?? 0);
}

/** Fills `target` with what `window` shows of `source`, smoothly scaled. */
export function showWindow(source: Planes, window: Window, target: Planes): void {
	const targets = planesOf(target);
	planesOf(source).forEach((plane, index) => {
		const into = targets[index];
		if (into !== undefined) scalePlane(plane, window, into);
	});
}

function scalePlane(source: Plane, window: Window, target: Plane): void {
	const columns = places(source.width, window.left, window.width, target.width);
	const rows = places(source.height, window.top, window.height, target.height);
	const { bytes, width } = source;
	let at = 0;
	for (let y = 0; y < target.height; y++) {
		const upper = (rows.first[y] ?? 0) * width;
		const lower = (rows.second[y] ?? 0) * width;
		const down = rows.weight[y] ?? 0;
		for (let x = 0; x < target.width; x++) {
			const left = columns.first[x] ?? 0;
			const right = columns.second[x] ?? 0;
			const across = columns.weight[x] ?? 0;
			const above =
				(bytes[upper + left] ?? 0) * (256 - across) + (bytes[upper + right] ?? 0) * across;
			const beneath =
				(bytes[lower + left] ?? 0) * (256 - across) + (bytes[lower + right] ?? 0) * across;
			target.bytes[at++] = (above * (256 - down) + beneath * down + 32_768) >> 16;
		}
	}
}

/** For each target pixel of one direction: the two source pixels it lies between, and the weight. */
function places(
	sourceLength: number,
	offset: number,
	extent: number,
	targetLength: number,
): { first: Uint16Array; second: Uint16Array; weight: Uint16Array } {
	const first = new Uint16Array(targetLength);
	const second = new Uint16Array(targetLength);
	const weight = new Uint16Array(targetLength);
	const step = (extent * sourceLength) / targetLength;
	for (let index = 0; index < targetLength; index++) {
		const exact = offset * sourceLength + (index + 0.5) * step - 0.5;
		const place = Math.min(sourceLength - 1, Math.max(0, exact));
		first[index] = Math.floor(place);
		second[index] = Math.min(sourceLength - 1, Math.floor(place) + 1);
		weight[index] = Math.round((place - Math.floor(place)) * 256);
	}
	return { first, second, weight };
}
