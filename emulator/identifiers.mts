import { createHash } from 'node:crypto';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Makes tokens, uuids and the like that look random and are the same for the same seed: the n-th
 * call gives the same text whenever the seed is the same.
 */
export class Identifiers {
	#seed: string;
	#drawn = 0;

	constructor(seed: string) {
		this.#seed = seed;
	}

	/** 30 letters and digits, as Wiro's task tokens and access keys have. */
	token(): string {
		const bytes = Buffer.concat([this.#bytes(), this.#bytes()]).subarray(0, 30);
		return [...bytes].map((byte) => LETTERS_AND_DIGITS[byte % LETTERS_AND_DIGITS.length]).join('');
	}

	/** A uuid. */
	uuid(): string {
		const hex = this.hex();
		const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
		return [...parts, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
	}

	/** 32 hex digits. */
	hex(): string {
		return this.#bytes().toString('hex').slice(0, 32);
	}

	/** The folder of an output file: eight groups of eight hex digits. */
	folder(): string {
		return this.#bytes()
			.toString('hex')
			.replace(/(.{8})(?=.)/g, '$1-');
	}

	#bytes(): Buffer {
		return createHash('sha256').update(`${this.#seed}\n${this.#drawn++}`).digest();
	}
}
