/** Makes the videos of tasks, in a thread of its own, and keeps them on disk. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { VideoRequest } from './runInput.mts';
import type { EncodingAnswer, EncodingOrder } from './videoEncoder.mts';

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
		// Deleted and set again each time, so that the first key of the map is the one used longest ago.
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

/** An order and the two ends of the promise of its video. */
type Job = { order: EncodingOrder } & PromiseWithResolvers<Uint8Array>;

/** Encodes videos in a thread of its own, so that the server goes on answering. */
class EncodingThread {
	#worker: Worker | undefined;
	/** The first one is with the worker; the others wait here, for each is copied on its way. */
	#jobs: Job[] = [];

	/** The MP4 that the picture becomes; rejects with an Error that says why it cannot be made. */
	encode(picture: Uint8Array, request: VideoRequest): Promise<Uint8Array> {
		const job = { order: { picture, request }, ...Promise.withResolvers<Uint8Array>() };
		this.#jobs.push(job);
		if (this.#jobs.length === 1) this.#next();
		return job.promise;
	}

	/** Ends the thread; what is being encoded is given up. */
	async close(): Promise<void> {
		await this.#worker?.terminate();
	}

	#next(): void {
		const [job] = this.#jobs;
		if (job !== undefined) this.#start().postMessage(job.order);
	}

	#start(): Worker {
		if (this.#worker !== undefined) return this.#worker;
		const worker = new Worker(new URL('./videoEncoder.mts', import.meta.url));
		worker.on('message', (answer: EncodingAnswer) => this.#settle(answer));
		worker.on('error', (error: Error) => this.#giveUp(error));
		worker.on('exit', () => this.#giveUp(new Error('The encoding thread has ended.')));
		this.#worker = worker;
		return worker;
	}

	#settle(answer: EncodingAnswer): void {
		const job = this.#jobs.shift();
		if ('video' in answer) job?.resolve(answer.video);
		else job?.reject(new Error(answer.error));
		this.#next();
	}

	#giveUp(error: Error): void {
		this.#worker = undefined;
		for (const job of this.#jobs.splice(0)) job.reject(error);
	}
}
