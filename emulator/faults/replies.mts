import type { FastifyReply } from 'fastify';

import type { Fault, JsonObject, JsonValue } from '../control.mts';
import { isJsonObject } from '../json.mts';
import { sendHalf, trickle } from './slow.mts';

/** An answer that is ready to be sent. */
export interface Answer {
	status: number;
	contentType: string;
	body: string | Buffer;
}

/** The type of every answer of the API. */
const JSON_TYPE = 'application/json; charset=utf-8';

/** How an answer trickles unless the fault says. */
const TRICKLE = { pieces: 20, everyMs: 50 };

/** An answer of the API. */
export function jsonAnswer(body: JsonObject, status = 200): Answer {
	return { status, contentType: JSON_TYPE, body: JSON.stringify(body) };
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
		case 'breakHalfway':
			return true;
	}
}

/**
 * Sends what the fault makes of an answer.
 * @param answer the true answer; an empty one when the request was not acted on
 */
export async function sendSpoiled(
	reply: FastifyReply,
	fault: Fault,
	answer: Answer,
): Promise<void> {
	switch (fault.kind) {
		case 'resetBefore':
		case 'resetAfter':
			reply.hijack();
			reply.raw.socket?.resetAndDestroy();
			return;
		case 'timeout':
			reply.hijack();
			return;
		case 'stall':
			sendHalf(reply, answer);
			return;
		case 'trickle':
			await trickle(
				reply,
				answer,
				fault.pieces ?? TRICKLE.pieces,
				fault.everyMs ?? TRICKLE.everyMs,
			);
			return;
		case 'breakHalfway':
			sendHalf(reply, answer, () => reply.raw.socket?.destroy());
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
		case 'errors':
			await send(reply, jsonAnswer({ result: false, errors: errorsOf(fault.errors) }));
			return;
		case 'emptyTasklist':
			await send(reply, jsonAnswer({ total: '0', errors: [], tasklist: [], result: true }));
			return;
		case 'patch':
			await send(reply, { ...answer, body: patched(answer.body, fault.patch) });
	}
}

/** Sends an answer as it is. */
export async function send(reply: FastifyReply, answer: Answer): Promise<void> {
	await reply.status(answer.status).type(answer.contentType).send(answer.body);
}

function errorsOf(errors: Extract<Fault, { kind: 'errors' }>['errors']): JsonValue[] {
	return errors.map((error) => (typeof error === 'string' ? error : { ...error }));
}

function patched(body: string | Buffer, patch: JsonObject): string {
	const answer: unknown = JSON.parse(String(body));
	if (!isJsonObject(answer)) return String(body);
	if (!Array.isArray(answer.tasklist)) return JSON.stringify(patchedObject(answer, patch));
	const tasklist = answer.tasklist.filter(isJsonObject).map((task) => patchedObject(task, patch));
	return JSON.stringify({ ...answer, tasklist });
}

function patchedObject(object: JsonObject, patch: JsonObject): JsonObject {
	const entries = Object.entries({ ...object, ...patch });
	return Object.fromEntries(entries.filter(([key]) => patch[key] !== null));
}
