/** What goes wrong with answers: the faults that are to come, and what each makes of an answer. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyReply } from 'fastify';

import type { Endpoint, Fault } from './control.mts';
import { isJsonObject } from './json.mts';
import type { JsonObject } from './json.mts';

/** An answer that is ready to be sent. */
export interface ReadyAnswer {
	status: number;
	contentType: string;
	body: string | Buffer;
}

/** A fault and how much of it is left. */
interface PlannedFault {
	fault: Fault;
	/** Calls that still pass before it begins. */
	pass: number;
	/** Calls that it still spoils. */
	left: number;
}

/** The type of every answer of the API. */
const JSON_TYPE = 'application/json; charset=utf-8';

/** Where an answer has its tasks or models. */
const LISTS = ['tasklist', 'tool'];

/** How an answer trickles by default. */
const TRICKLE = { pieces: 20, everyMs: 50 };

/** The faults that are to come. */
export class FaultPlan {
	#planned: PlannedFault[] = [];

	/** Adds faults. Those of one endpoint are spent in this order. */
	add(faults: Fault[]): void {
		for (const fault of faults) {
			const times = fault.times ?? 1;
			const left = times === 'always' ? Number.POSITIVE_INFINITY : times;
			this.#planned.push({ fault, pass: fault.after ?? 0, left });
		}
	}

	/** The fault that spoils this call of the endpoint, or undefined. Counts the call. */
	take(endpoint: Endpoint): Fault | undefined {
		for (const planned of this.#planned) {
			if (planned.fault.endpoint !== endpoint || planned.left === 0) continue;
			if (planned.pass === 0) {
				planned.left--;
				return planned.fault;
			}
			planned.pass--;
		}
		return undefined;
	}

	/** The faults that are not spent, with the numbers that are left. */
	unspent(): Fault[] {
		return this.#planned
			.filter(({ left }) => left > 0)
			.map(({ fault, pass, left }) => ({
				...fault,
				after: pass,
				times: Number.isFinite(left) ? left : 'always',
			}));
	}
}

/** Whether the request is acted on although the fault spoils its answer. */
export function isActedOn(fault: Fault): boolean {
	switch (fault.kind) {
		case 'resetBefore':
		case 'status':
		case 'errors':
		case 'emptyTasklist':
			return false;
		case 'timeout':
		case 'invalidJson':
		case 'emptyBody':
			return fault.acted ?? false;
		case 'resetAfter':
		case 'stall':
		case 'trickle':
		case 'patch':
		case 'bareNumbers':
		case 'breakHalfway':
			return true;
	}
}

/** An answer of the API. */
export function jsonAnswer(body: JsonObject, status = 200): ReadyAnswer {
	return { status, contentType: JSON_TYPE, body: JSON.stringify(body) };
}

/** Sends an answer as it is. */
export async function send(reply: FastifyReply, answer: ReadyAnswer): Promise<void> {
	await reply.status(answer.status).type(answer.contentType).send(answer.body);
}

/**
 * Sends what the fault makes of an answer.
 * @param answer the true answer; an empty one when the request was not acted on
 */
export async function sendSpoiled(
	reply: FastifyReply,
	fault: Fault,
	answer: ReadyAnswer,
): Promise<void> {
	switch (fault.kind) {
		case 'resetBefore':
		case 'resetAfter':
			reply.hijack();
			reply.raw.socket?.resetAndDestroy();
			return;
		case 'timeout':
			reply.hijack();
			dropLater(reply, fault.dropAfterMs);
			return;
		case 'stall':
			sendHalf(reply, answer);
			dropLater(reply, fault.dropAfterMs);
			return;
		case 'breakHalfway':
			sendHalf(reply, answer, () => reply.raw.socket?.destroy());
			return;
		case 'trickle':
			await trickle(reply, answer, { ...TRICKLE, ...fault });
			return;
		case 'status':
			reply.headers(fault.headers ?? {});
			await send(reply, {
				status: fault.status,
				contentType: fault.headers?.['content-type'] ?? JSON_TYPE,
				body: fault.body ?? '',
			});
			return;
		case 'invalidJson':
			await send(reply, { status: 200, contentType: JSON_TYPE, body: '{"result": tru' });
			return;
		case 'emptyBody':
			await send(reply, { status: 200, contentType: JSON_TYPE, body: '' });
			return;
		case 'errors': {
			const errors = fault.errors.map((error) =>
				typeof error === 'string' ? error : { ...error },
			);
			await send(reply, jsonAnswer({ result: false, errors }));
			return;
		}
		case 'emptyTasklist':
			await send(reply, jsonAnswer({ total: '0', errors: [], tasklist: [], result: true }));
			return;
		case 'patch':
			await send(reply, { ...answer, body: patched(String(answer.body), fault.patch) });
			return;
		case 'bareNumbers': {
			const body = String(answer.body).replace(/"(\d+(?:\.\d+)?)"/g, '$1');
			await send(reply, { ...answer, body });
		}
	}
}

/** Closes the connection after so many milliseconds, unless they are undefined. */
function dropLater(reply: FastifyReply, afterMs: number | undefined): void {
	if (afterMs !== undefined) setTimeout(() => reply.raw.socket?.destroy(), afterMs).unref();
}

/** Sends headers and the first half of the bytes; `then` is called when they are on their way. */
function sendHalf(reply: FastifyReply, answer: ReadyAnswer, then?: () => void): void {
	const bytes = begin(reply, answer);
	reply.raw.write(bytes.subarray(0, bytes.byteLength / 2), then);
}

/** Sends the whole answer in so many pieces, with a pause in milliseconds between them. */
async function trickle(
	reply: FastifyReply,
	answer: ReadyAnswer,
	{ pieces, everyMs }: typeof TRICKLE,
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
function begin(reply: FastifyReply, answer: ReadyAnswer): Buffer {
	const bytes = Buffer.from(answer.body);
	reply.hijack();
	reply.raw.writeHead(answer.status, {
		'content-type': answer.contentType,
		'content-length': bytes.byteLength,
	});
	return bytes;
}

function patched(body: string, patch: JsonObject): string {
	const answer: unknown = JSON.parse(body);
	if (!isJsonObject(answer)) return body;
	for (const list of LISTS) {
		const members = answer[list];
		if (!Array.isArray(members)) continue;
		const changed = members.filter(isJsonObject).map((member) => patchedObject(member, patch));
		return JSON.stringify({ ...answer, [list]: changed });
	}
	return JSON.stringify(patchedObject(answer, patch));
}

function patchedObject(object: JsonObject, patch: JsonObject): JsonObject {
	const entries = Object.entries({ ...object, ...patch });
	return Object.fromEntries(entries.filter(([key]) => patch[key] !== null));
}
