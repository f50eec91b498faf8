import encoders from 'h264-mp4-encoder';
import sharp from 'sharp';

import type { VideoRequest } from '../parameters.mts';
import { cameraPath } from './motion.mts';
import { emptyPlanes, planesFromRgb, showWindow } from './planes.mts';
import type { Planes } from './planes.mts';
import { videoSize } from './size.mts';
import type { Size } from './size.mts';
import { forgetTimes } from './timeless.mts';

/** The picture is kept this much larger than the video, so that zooming in stays sharp. */
const OVERSAMPLING = 1.2;

/** The most pixels of all frames together that the emulator encodes (about 15 s of work). */
const MOST_PIXELS = 300_000_000;

/** H.264 quantization (10 best to 51), encoder speed (0 best to 10), frames between key frames. */
const QUALITY = { quantizationParameter: 27, speed: 5, groupOfPictures: 48 };

/**
 * Makes a video of a picture: an MP4 of the asked-for size, number of frames and rate. Throws an
 * Error that says why when the picture cannot be decoded or the video would be too large.
 */
export async function encodeVideo(picture: Uint8Array, request: VideoRequest): Promise<Uint8Array> {
	const size = videoSize(request.resolution, request.aspectRatio, await uprightSize(picture));
	if (size.width * size.height * request.numFrames > MOST_PIXELS) {
		throw new Error(
			`Out of memory: ${request.numFrames} frames of ${size.width}x${size.height} are too many.`,
		);
	}
	const source = await cropped(picture, size);
	const encoder = await encoders.createH264MP4Encoder();
	try {
		Object.assign(encoder, size, QUALITY, { frameRate: request.fps });
		encoder.initialize();
		const frame = emptyPlanes(size);
		for (const window of cameraPath(request.seed, request.numFrames)) {
			showWindow(source, window, frame);
			encoder.addFrameYuv(frame.bytes);
		}
		encoder.finalize();
		const video = encoder.FS.readFile(encoder.outputFilename);
		encoder.FS.unlink(encoder.outputFilename);
		forgetTimes(video);
		return video;
	} finally {
		encoder.delete();
	}
}

/** The size of a picture as a person sees it, turned as its EXIF orientation says. */
async function uprightSize(picture: Uint8Array): Promise<Size> {
	try {
		const { autoOrient } = await sharp(picture).metadata();
		return autoOrient;
	} catch (error) {
		throw undecodable(error);
	}
}

/** The middle of the picture in the video's shape, upright, without transparency. */
async function cropped(picture: Uint8Array, size: Size): Promise<Planes> {
	const larger = { width: enlarged(size.width), height: enlarged(size.height) };
	try {
		const rgb = await sharp(picture)
			.autoOrient()
			.flatten({ background: '#ffffff' })
			.toColourspace('srgb')
			.resize({ ...larger, fit: 'cover' })
			.raw()
			.toBuffer();
		return planesFromRgb(rgb, larger);
	} catch (error) {
		throw undecodable(error);
	}
}

function enlarged(length: number): number {
	return Math.round((length * OVERSAMPLING) / 2) * 2;
}

function undecodable(error: unknown): Error {
	const reason = error instanceof Error ? error.message : String(error);
	return new Error(`Input image cannot be opened: ${reason}`);
}
