/** Keeps the output files of tasks on disk. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file on disk. */
export interface StoredFile {
	/** Its name in the store's folder; its ending says what it is. */
	file: string;
	contentType: string;
	sizeBytes: number;
}

/** A file to keep. */
export interface NewFile {
	/** The same for the same bytes: letters and digits. */
	key: string;
	/** Such as `.png`. */
	ending: string;
	contentType: string;
	/** Makes its bytes; asked only when the store does not have the file. */
	make: () => Promise<Uint8Array> | Uint8Array;
}

/** Files that are kept; the one used longest ago goes first. */
const MOST_FILES = 300;

/** Keeps files, each made only once, in a folder of its own while it is open. */
export class OutputStore {
	/** The folder the files are in. */
	readonly folder: string;
	#files = new Map<string, Promise<StoredFile>>();

	private constructor(folder: string) {
		this.folder = folder;
	}

	/** Opens a store with an empty folder. */
	static async open(): Promise<OutputStore> {
		return new OutputStore(await mkdtemp(join(tmpdir(), 'wiro-emulator-')));
	}

	/** The file, which is made when it is not there. Rejects when it cannot be made. */
	async keep(wanted: NewFile): Promise<StoredFile> {
		const name = `${wanted.key}${wanted.ending}`;
		const file = this.#files.get(name) ?? this.#write(name, wanted);
		// Deleted and set again each time, so that the first key of the map is the one used longest ago.
		this.#files.delete(name);
		this.#files.set(name, file);
		await this.#dropOldest();
		return await file;
	}

	/** Removes the folder. */
	async close(): Promise<void> {
		// A file that is just being written makes the first try fail.
		await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	async #write(name: string, { contentType, make }: NewFile): Promise<StoredFile> {
		try {
			const bytes = await make();
			await writeFile(join(this.folder, name), bytes);
			return { file: name, contentType, sizeBytes: bytes.byteLength };
		} catch (error) {
			this.#files.delete(name);
			throw error;
		}
	}

	async #dropOldest(): Promise<void> {
		const [oldest] = this.#files.keys();
		if (this.#files.size <= MOST_FILES || oldest === undefined) return;
		this.#files.delete(oldest);
		await rm(join(this.folder, oldest), { force: true });
	}
}
