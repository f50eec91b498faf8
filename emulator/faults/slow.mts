import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyReply } from 'fastify';

import type { Answer } from './replies.mts';

/** Sends headers and the first half of the bytes; `then` is called when they are on their way. */
export function sendHalf(reply: FastifyReply, answer: Answer, then?: () => void): void {
	const bytes = begin(reply, answer);
	reply.raw.write(bytes.subarray(0, bytes.byteLength / 2), then);
}

/** Sends the whole answer in so many pieces, with a pause in milliseconds between them. */
export async function trickle(
	reply: FastifyReply,
	answer: Answer,
	pieces: number,
	everyMs: number,
): Promise<void> {
	const bytes = begin(reply, answer);
	const pieceBytes = Math.max(1, Math.ceil(bytes.byteLength / pieces));
	for (let sent = 0; sent < bytes.byteLength && !reply.raw.destroyed; sent += pieceBytes) {
		if (sent > 0) await sleep(everyMs, undefined, { ref: false });
		reply.raw.write(bytes.subarray(sent, sent + pieceBytes));
	}
	reply.raw.end();
}

/** Sends the headers; gives the bytes that they announce. */
function begin(reply: FastifyReply, answer: Answer): Buffer {
	const bytes = Buffer.from(answer.body);
	reply.hijack();
	reply.raw.writeHead(answer.status, {
		'content-type': answer.contentType,
		'content-length': bytes.byteLength,
	});
	return bytes;
}
