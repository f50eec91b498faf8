/**
 * `node test/demo/checkVideo.mts FOLDER PICTURE`: checks the newest MP4 in the folder with ffprobe
 * and ffmpeg, which must be installed, and says what it saw. Exits with 1 unless it is what the
 * demo's defaults promise: size, length and rate, the picture first, and frames that differ.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { execaSync } from 'execa';
import sharp from 'sharp';

const WIDTH = 832;
const HEIGHT = 480;
const EXPECTED = `codec_name=h264 width=${WIDTH} height=${HEIGHT} r_frame_rate=16/1 nb_read_frames=81`;
const CHECKED_FRAMES = [0, 20, 40, 60, 80];

/**
 * The mean difference of two pictures, of 0 to 255 for each colour value, below which they are the
 * same but for compression. Seen: 5 for the picture and the first frame, over 20 for any two frames.
 */
const SAME_PICTURE = 10;

async function newestVideo(folder: string): Promise<string> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.mp4')).sort();
	const newest = names.at(-1);
	if (newest === undefined) throw new Error(`There is no MP4 in ${folder}.`);
	return join(folder, newest);
}

function probe(video: string): string {
	const entries = 'stream=codec_name,width,height,r_frame_rate,nb_read_frames';
	const { stdout } = execaSync({
		lines: true,
	})`ffprobe -v error -count_frames -select_streams v -show_entries ${entries} -of default=noprint_wrappers=1 ${video}`;
	return stdout.join(' ');
}

function framesOf(video: string): Uint8Array[] {
	const select = CHECKED_FRAMES.map((frame) => `eq(n,${frame})`).join('+');
	const { stdout: bytes } = execaSync({
		encoding: 'buffer',
	})`ffmpeg -v error -i ${video} -vf ${`select='${select}'`} -fps_mode passthrough -f rawvideo -pix_fmt rgb24 pipe:1`;
	const size = WIDTH * HEIGHT * 3;
	return CHECKED_FRAMES.map((_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function difference(one: Uint8Array, other: Uint8Array): number {
	let sum = 0;
	for (const [index, value] of one.entries()) sum += Math.abs(value - (other[index] ?? 0));
	return sum / one.length;
}

function check(what: string, isGood: boolean): void {
	console.log(`${isGood ? 'ok  ' : 'BAD '} ${what}`);
	if (!isGood) process.exitCode = 1;
}

const [folder = '', picture = ''] = process.argv.slice(2);
const video = await newestVideo(folder);
const facts = probe(video);
check(`${video}: ${facts}`, facts === EXPECTED);

const frames = framesOf(video);
const still = await sharp(picture)
	.resize(WIDTH, HEIGHT, { fit: 'cover' })
	.removeAlpha()
	.raw()
	.toBuffer();
const first = difference(frames[0] ?? new Uint8Array(), still);
check(`the first frame differs from the picture by ${first.toFixed(1)}`, first < SAME_PICTURE);
for (const [index, frame] of frames.slice(1).entries()) {
	const change = difference(frame, frames[index] ?? new Uint8Array());
	const names = `frames ${CHECKED_FRAMES[index]} and ${CHECKED_FRAMES[index + 1]}`;
	check(`${names} differ by ${change.toFixed(1)}`, change > SAME_PICTURE);
}
