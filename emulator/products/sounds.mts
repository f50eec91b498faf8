/** Sounds that the emulator makes. */
import { createHash } from 'node:crypto';

/** 8-bit mono at this rate, in samples a second. */
const SAMPLE_RATE = 8000;

/** The bytes before the samples: RIFF, fmt and data headers. */
const HEADER_BYTES = 44;

/** A WAV: a tone of so many seconds, whose pitch follows from `seed`. */
export function makeSound(seconds: number, seed: string): Buffer {
	const samples = Math.round(seconds * SAMPLE_RATE);
	const wav = Buffer.alloc(HEADER_BYTES + samples);
	wav.write('RIFF', 0);
	wav.writeUInt32LE(wav.byteLength - 8, 4);
	wav.write('WAVEfmt ', 8);
	wav.writeUInt32LE(16, 16);
	wav.writeUInt16LE(1, 20);
	wav.writeUInt16LE(1, 22);
	wav.writeUInt32LE(SAMPLE_RATE, 24);
	wav.writeUInt32LE(SAMPLE_RATE, 28);
	wav.writeUInt16LE(1, 32);
	wav.writeUInt16LE(8, 34);
	wav.write('data', 36);
	wav.writeUInt32LE(samples, 40);
	const hertz = 220 + createHash('sha256').update(seed).digest().readUInt8(0);
	for (let index = 0; index < samples; index++) {
		const angle = (index / SAMPLE_RATE) * hertz * 2 * Math.PI;
		wav.writeUInt8(Math.round(128 + 60 * Math.sin(angle)), HEADER_BYTES + index);
	}
	return wav;
}
