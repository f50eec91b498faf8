import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { VideoRequest } from '../parameters.mts';
import { EncodingThread } from './encodingThread.mts';

/** A video on disk. */
export interface Video {
	/** Its name in the store's folder. */
	file: string;
	sizeBytes: number;
}

/** Videos that are kept; the one used longest ago goes first. */
const MOST_VIDEOS = 300;

/** Makes videos, each only once, and keeps them in a folder of its own while it is open. */
export class VideoStore {
	/** The folder the videos are in. */
	readonly folder: string;
	#thread = new EncodingThread();
	#videos = new Map<string, Promise<Video>>();

	private constructor(folder: string) {
		this.folder = folder;
	}

	/** Opens a store with an empty folder. */
	static async open(): Promise<VideoStore> {
		return new VideoStore(await mkdtemp(join(tmpdir(), 'wiro-emulator-')));
	}

	/** The video that the picture becomes; the same inputs give the same video. */
	async videoOf(picture: Uint8Array, request: VideoRequest): Promise<Video> {
		const { resolution, aspectRatio, numFrames, fps, seed } = request;
		const key = createHash('sha256')
			.update(JSON.stringify([resolution, aspectRatio, numFrames, fps, seed]))
			.update(picture)
			.digest('hex');
		const video = this.#videos.get(key) ?? this.#make(key, picture, request);
		// Set anew each time, so that the first key of the map is the one used longest ago.
		this.#videos.delete(key);
		this.#videos.set(key, video);
		await this.#dropOldest();
		return await video;
	}

	/** Ends the encoding and removes the folder. */
	async close(): Promise<void> {
		await this.#thread.close();
		// A video that is just being written makes the first try fail.
		await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	async #make(key: string, picture: Uint8Array, request: VideoRequest): Promise<Video> {
		try {
			const bytes = await this.#thread.encode(picture, request);
			const file = `${key}.mp4`;
			await writeFile(join(this.folder, file), bytes);
			return { file, sizeBytes: bytes.byteLength };
		} catch (error) {
			this.#videos.delete(key);
			throw error;
		}
	}

	async #dropOldest(): Promise<void> {
		const [oldest] = this.#videos.keys();
		if (this.#videos.size <= MOST_VIDEOS || oldest === undefined) return;
		this.#videos.delete(oldest);
		await rm(join(this.folder, `${oldest}.mp4`), { force: true });
	}
}
