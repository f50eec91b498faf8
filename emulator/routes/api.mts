import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { MAX_FILE_BYTES, readBody } from '../bodies.mts';
import type { Body } from '../bodies.mts';
import type { Endpoint } from '../control.mts';
import type { Emulator } from '../emulator.mts';
import { isActedOn, jsonAnswer, send, sendSpoiled } from '../faults/replies.mts';
import { refused } from './call.mts';
import type { Call, CallAnswer } from './call.mts';
import { run } from './runCall.mts';
import { cancelTask, detail, killTask } from './taskCalls.mts';

/** Acts on a call. */
type Action = (emulator: Emulator, call: Call) => CallAnswer;

/** The model this emulator is. */
const MODEL = 'Wan-AI/Wan2.2-I2V-A14B';

/** Wiro's API under /v1. */
export function apiRoutes(emulator: Emulator) {
	return async (app: FastifyInstance): Promise<void> => {
		app.removeAllContentTypeParsers();
		await app.register(multipart, { limits: { fileSize: MAX_FILE_BYTES } });
		app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) =>
			done(null, text),
		);

		const route = (path: string, endpoint: Exclude<Endpoint, 'other'>, action: Action) => {
			app.post(path, (request, reply) => handle(emulator, endpoint, action, request, reply));
		};
		route(`/Run/${MODEL}`, 'run', run);
		route('/Run/*', 'run', () => refused(1, 'slug-owner-project-not-exist'));
		route('/Task/Detail', 'detail', detail);
		route('/Task/Kill', 'kill', killTask);
		route('/Task/Cancel', 'cancel', cancelTask);
	};
}

async function handle(
	emulator: Emulator,
	endpoint: Endpoint,
	action: Action,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const body = await readBody(request, emulator.uploads);
	emulator.requests.read(request, body);
	emulator.clock.catchUp();
	const fault = emulator.faults.take(endpoint);
	const acts = fault === undefined || isActedOn(fault);
	const answer = acts ? act(emulator, action, request, body) : { status: 200, body: {} };
	// A task that was started takes its picture itself.
	if (answer.body.result !== true) await emulator.uploads.discard(body.files);
	const sent = jsonAnswer(answer.body, answer.status);
	if (fault === undefined) await send(reply, sent);
	else await sendSpoiled(reply, fault, sent);
	return reply;
}

function act(emulator: Emulator, action: Action, request: FastifyRequest, body: Body): CallAnswer {
	const admission = emulator.gatekeeper.admit(
		request.headers,
		emulator.settings.refuseReusedNonces,
	);
	const answer =
		'refusal' in admission
			? refused(0, admission.refusal, 401)
			: action(emulator, { ...admission, body, origin: `http://${request.host}` });
	emulator.requests.answered(request, answer.body);
	return answer;
}
