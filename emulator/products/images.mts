/** Images that the emulator makes: of the input images, or a gradient when there are none. */
import { createHash } from 'node:crypto';

import sharp from 'sharp';

import type { Size } from '../videoFrames.mts';

/**
 * A PNG of this size: the input images side by side, or a gradient whose colours follow from `seed`.
 * Throws an Error that says why when an input cannot be decoded.
 */
export async function makeImage(
	inputs: readonly Uint8Array[],
	size: Size,
	seed: string,
): Promise<Buffer> {
	if (inputs.length === 0) return await sharp(gradient(size, seed)).png().toBuffer();
	const strips = await Promise.all(
		inputs.map(async (input, index) => {
			const left = Math.floor((index * size.width) / inputs.length);
			const right = Math.floor(((index + 1) * size.width) / inputs.length);
			const strip = { width: Math.max(1, right - left), height: size.height };
			return { input: await cropped(input, strip), left, top: 0 };
		}),
	);
	const { red, green, blue } = coloursOf(seed);
	return await sharp({
		create: { ...size, channels: 3, background: { r: red, g: green, b: blue } },
	})
		.composite(strips)
		.png()
		.toBuffer();
}

/** Throws an Error that says why when the bytes are not an image. */
export async function checkImage(input: Uint8Array): Promise<void> {
	try {
		await sharp(input).metadata();
	} catch (error) {
		throw undecodable(error);
	}
}

async function cropped(input: Uint8Array, size: Size): Promise<Buffer> {
	try {
		return await sharp(input)
			.autoOrient()
			.resize({ ...size, fit: 'cover' })
			.png()
			.toBuffer();
	} catch (error) {
		throw undecodable(error);
	}
}

function undecodable(error: unknown): Error {
	const reason = error instanceof Error ? error.message : String(error);
	return new Error(`Input image cannot be opened: ${reason}`);
}

function gradient({ width, height }: Size, seed: string): Buffer {
	const { red, green, blue } = coloursOf(seed);
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
			<linearGradient id="g" x2="1" y2="1">
				<stop stop-color="rgb(${red},${green},${blue})"/>
				<stop offset="1" stop-color="rgb(${blue},${red},${green})"/>
			</linearGradient>
			<rect width="100%" height="100%" fill="url(#g)"/>
		</svg>`,
	);
}

function coloursOf(seed: string): { red: number; green: number; blue: number } {
	const [red = 0, green = 0, blue = 0] = createHash('sha256').update(seed).digest();
	return { red, green, blue };
}
