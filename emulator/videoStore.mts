/** Makes videos in a thread of its own. */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';

import type { OutputStore, StoredFile } from './outputStore.mts';
import type { VideoRequest } from './runInput.mts';
import type { EncodingAnswer, EncodingOrder } from './videoEncoder.mts';

/** Makes videos, each only once. */
export class VideoStore {
	#files: OutputStore;
	#thread = new EncodingThread();

	/** @param files where the videos are kept */
	constructor(files: OutputStore) {
		this.#files = files;
	}

	/** The video that the picture becomes; the same inputs give the same video. */
	async videoOf(picture: Uint8Array, request: VideoRequest): Promise<StoredFile> {
		const { resolution, aspectRatio, numFrames, fps, seed } = request;
		const key = createHash('sha256')
			.update(JSON.stringify([resolution, aspectRatio, numFrames, fps, seed]))
			.update(picture)
			.digest('hex');
		return await this.#files.keep({
			key,
			ending: '.mp4',
			contentType: 'video/mp4',
			make: () => this.#thread.encode(picture, request),
		});
	}

	/** Ends the encoding. */
	async close(): Promise<void> {
		await this.#thread.close();
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
