/** The thread that encodes videos, one after the other. */
import { parentPort } from 'node:worker_threads';

import encoders from 'h264-mp4-encoder';
import sharp from 'sharp';

import type { VideoRequest } from './runInput.mts';
import { cameraPath, emptyPlanes, planesFromRgb, showWindow, videoSize } from './videoFrames.mts';
import type { Planes, Size } from './videoFrames.mts';

/** What the encoding thread is asked. */
export interface EncodingOrder {
	picture: Uint8Array;
	request: VideoRequest;
}

/** What it answers. */
export type EncodingAnswer = { video: Uint8Array } | { error: string };

/** The picture is kept this much larger than the video, so that zooming in stays sharp. */
const OVERSAMPLING = 1.2;

/** The most pixels of all frames together that the emulator encodes (about 15 s of work). */
const MOST_PIXELS = 300_000_000;

/** H.264 quantization (10 best to 51), encoder speed (0 best to 10), frames between key frames. */
const QUALITY = { quantizationParameter: 27, speed: 5, groupOfPictures: 48 };

/** Boxes of an MP4 that hold other boxes and lead to those below. */
const CONTAINERS = ['moov', 'trak', 'mdia'];

/** Boxes that say when the video was made: four bytes each for creation and change. */
const DATED = ['mvhd', 'tkhd', 'mdhd'];

/** Bytes of a box's size and type; the version and flags of a dated box take four more. */
const HEADER_BYTES = 8;

parentPort?.on('message', (order: EncodingOrder) => {
	void answerTo(order).then((answer) => parentPort?.postMessage(answer));
});

async function answerTo({ picture, request }: EncodingOrder): Promise<EncodingAnswer> {
	try {
		return { video: await encodeVideo(picture, request) };
	} catch (error) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
}

/**
 * Makes a video of a picture: an MP4 of the asked-for size, number of frames and rate. Throws an
 * Error that says why when the picture cannot be decoded or the video would be too large.
 */
async function encodeVideo(picture: Uint8Array, request: VideoRequest): Promise<Uint8Array> {
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

/**
 * Sets the times of an MP4 to "unknown", in place, so that the same frames always give the same
 * bytes: the encoder writes the time of day.
 */
function forgetTimes(mp4: Uint8Array): void {
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
