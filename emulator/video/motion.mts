import { createHash } from 'node:crypto';

/** The part of the picture that a frame shows; all four are fractions of the picture's sides. */
export interface Window {
	left: number;
	top: number;
	width: number;
	height: number;
}

/** How much of the picture is cut away at the end of the video, at least and at most. */
const ZOOM = { least: 0.1, most: 0.18 };

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
