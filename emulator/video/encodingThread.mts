import { Worker } from 'node:worker_threads';

import type { VideoRequest } from '../parameters.mts';

/** What the encoding thread is asked. */
export interface EncodingOrder {
	id: number;
	picture: Uint8Array;
	request: VideoRequest;
}

/** What it answers. */
export type EncodingAnswer = { id: number; video: Uint8Array } | { id: number; error: string };

/** A promise's two ends. */
type Pending = PromiseWithResolvers<Uint8Array>;

/** Encodes videos in a thread of its own, so that the server goes on answering. */
export class EncodingThread {
	#worker: Worker | undefined;
	#pending = new Map<number, Pending>();
	#lastId = 0;

	/** The MP4 that the picture becomes; rejects with an Error that says why it cannot be made. */
	encode(picture: Uint8Array, request: VideoRequest): Promise<Uint8Array> {
		const id = ++this.#lastId;
		const pending = Promise.withResolvers<Uint8Array>();
		this.#pending.set(id, pending);
		this.#start().postMessage({ id, picture, request } satisfies EncodingOrder);
		return pending.promise;
	}

	/** Ends the thread; what is being encoded is given up. */
	async close(): Promise<void> {
		await this.#worker?.terminate();
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
		const pending = this.#pending.get(answer.id);
		this.#pending.delete(answer.id);
		if ('video' in answer) pending?.resolve(answer.video);
		else pending?.reject(new Error(answer.error));
	}

	#giveUp(error: Error): void {
		this.#worker = undefined;
		for (const pending of this.#pending.values()) pending.reject(error);
		this.#pending.clear();
	}
}
