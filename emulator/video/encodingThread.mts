import { Worker } from 'node:worker_threads';

import type { VideoRequest } from '../parameters.mts';

/** What the encoding thread is asked. */
export interface EncodingOrder {
	picture: Uint8Array;
	request: VideoRequest;
}

/** What it answers. */
export type EncodingAnswer = { video: Uint8Array } | { error: string };

/** An order and the two ends of the promise of its video. */
type Job = { order: EncodingOrder } & PromiseWithResolvers<Uint8Array>;

/** Encodes videos in a thread of its own, so that the server goes on answering. */
export class EncodingThread {
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
		const worker = new Worker(new URL('./encode.worker.mts', import.meta.url));
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
