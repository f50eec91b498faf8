import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The bytes of an uploaded file, on disk. */
export interface StoredUpload {
	path: string;
	sizeBytes: number;
	sha256: string;
}

/** Keeps uploads on disk, in a folder of its own, so that large ones take no memory. */
export class UploadStore {
	#folder: string;
	#paths = new Set<string>();

	private constructor(folder: string) {
		this.#folder = folder;
	}

	/** Opens a store with an empty folder. */
	static async open(): Promise<UploadStore> {
		return new UploadStore(await mkdtemp(join(tmpdir(), 'wiro-emulator-uploads-')));
	}

	/** Writes a file down as it comes. Rejects when it breaks off; nothing is kept then. */
	async save(file: Readable): Promise<StoredUpload> {
		const path = join(this.#folder, randomUUID());
		const hash = createHash('sha256');
		let sizeBytes = 0;
		this.#paths.add(path);
		try {
			await pipeline(
				file,
				async function* (chunks: AsyncIterable<Buffer>) {
					for await (const chunk of chunks) {
						hash.update(chunk);
						sizeBytes += chunk.byteLength;
						yield chunk;
					}
				},
				createWriteStream(path),
			);
		} catch (error) {
			await this.discard([{ path }]);
			throw error;
		}
		return { path, sizeBytes, sha256: hash.digest('hex') };
	}

	/** The bytes of an upload, once: it is removed. */
	async take(upload: Pick<StoredUpload, 'path'>): Promise<Buffer> {
		const bytes = await readFile(upload.path);
		await this.discard([upload]);
		return bytes;
	}

	/** Removes uploads that nobody will take. */
	async discard(uploads: ReadonlyArray<Pick<StoredUpload, 'path'>>): Promise<void> {
		for (const { path } of uploads) this.#paths.delete(path);
		await Promise.all(uploads.map(({ path }) => rm(path, { force: true })));
	}

	/** Removes all uploads. */
	async reset(): Promise<void> {
		await this.discard([...this.#paths].map((path) => ({ path })));
	}

	/** Removes the folder. */
	async close(): Promise<void> {
		// A file that is just being written makes the first try fail.
		await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
	}
}
