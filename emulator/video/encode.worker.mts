/** The thread that encodes videos, one after the other. */
import { parentPort } from 'node:worker_threads';

import { encodeVideo } from './encode.mts';
import type { EncodingAnswer, EncodingOrder } from './encodingThread.mts';

let lastJob = Promise.resolve();

parentPort?.on('message', (order: EncodingOrder) => {
	lastJob = lastJob.then(async () => {
		parentPort?.postMessage(await answer(order));
	});
});

async function answer({ id, picture, request }: EncodingOrder): Promise<EncodingAnswer> {
	try {
		return { id, video: await encodeVideo(picture, request) };
	} catch (error) {
		return { id, error: error instanceof Error ? error.message : String(error) };
	}
}
