/** The thread that encodes videos, one after the other. */
import { parentPort } from 'node:worker_threads';

import { encodeVideo } from './encode.mts';
import type { EncodingAnswer, EncodingOrder } from './encodingThread.mts';

parentPort?.on('message', (order: EncodingOrder) => {
	void answer(order).then((answered) => parentPort?.postMessage(answered));
});

async function answer({ picture, request }: EncodingOrder): Promise<EncodingAnswer> {
	try {
		return { video: await encodeVideo(picture, request) };
	} catch (error) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
}
