/** What Wiro serves: its API under /v1, and the output files; and the sample pictures. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { MAX_FILE_BYTES, readBody } from './bodies.mts';
import { refused } from './answers.mts';
import type { Call, CallAnswer } from './answers.mts';
import type { Fault } from './control.mts';
import { originOf } from './emulator.mts';
import type { Emulator } from './emulator.mts';
import { isActedOn, jsonAnswer, send, sendSpoiled } from './faults.mts';
import { isJsonObject, textOf } from './json.mts';
import { exploreModels, listModels, modelDetail } from './modelCalls.mts';
import { run } from './runCall.mts';
import { PICTURE_FOLDER } from './runInput.mts';
import { cancelTask, deleteFiles, detail, killTask, listTasks } from './taskCalls.mts';

/** Acts on a call. */
type Action = (emulator: Emulator, call: Call) => CallAnswer;

/** What the files are, by the end of their names. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
	'.mp4': 'video/mp4',
	'.png': 'image/png',
	'.wav': 'audio/wav',
	'.glb': 'model/gltf-binary',
	'.jpg': 'image/jpeg',
	'.html': 'text/html; charset=utf-8',
};

/** Wiro's API under /v1. */
export function apiRoutes(emulator: Emulator) {
	return async (app: FastifyInstance): Promise<void> => {
		app.removeAllContentTypeParsers();
		await app.register(multipart, { limits: { fileSize: MAX_FILE_BYTES } });
		app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) =>
			done(null, text),
		);

		const route = (path: string, endpoint: Fault['endpoint'], action: Action) => {
			app.post(path, (request, reply) => answerCall(emulator, endpoint, action, request, reply));
		};
		route('/Run/*', 'run', run);
		route('/Task/Detail', 'detail', detail);
		route('/Task/Kill', 'kill', killTask);
		route('/Task/Cancel', 'cancel', cancelTask);
		route('/Task/List', 'tasks', listTasks);
		route('/Task/InputOutputDelete', 'deleteFiles', deleteFiles);
		route('/Tool/List', 'models', listModels);
		route('/Tool/Detail', 'model', modelDetail);
		route('/Tool/Explore', 'explore', exploreModels);
	};
}

/** The output files and the sample pictures, and a page that shows one. */
export function fileRoutes(emulator: Emulator) {
	return async (app: FastifyInstance): Promise<void> => {
		await app.register(fastifyStatic, { root: emulator.files.folder, serve: false });

		app.get<{ Params: { folder: string; name: string } }>(
			'/files/:folder/:name',
			async (request, reply) => {
				const { folder, name } = request.params;
				const file = emulator.tasks.outputAt(folder, name)?.stored.file;
				const fault = takeFault(emulator, request, 'file');
				return await sendFile(reply, emulator.files.folder, file, fault);
			},
		);
		app.get<{ Params: { name: string } }>('/pictures/:name', async (request, reply) => {
			const fault = takeFault(emulator, request, 'picture');
			return await sendFile(reply, PICTURE_FOLDER, request.params.name, fault);
		});
	};
}

/** The fault that spoils the answer to a request; the log of requests has it then. */
function takeFault(
	emulator: Emulator,
	request: FastifyRequest,
	endpoint: Fault['endpoint'],
): Fault | undefined {
	const { faults, requests } = emulator.laneOf(request);
	const fault = faults.take(endpoint);
	if (fault !== undefined) requests.spoiled(request, fault);
	return fault;
}

async function answerCall(
	emulator: Emulator,
	endpoint: Fault['endpoint'],
	action: Action,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const body = await readBody(request, emulator.uploads);
	const slug = slugIn(request);
	const lane = emulator.laneOf(request);
	lane.requests.read(request, body);
	emulator.clock.catchUp();
	const fault = takeFault(emulator, request, endpoint);
	let answer: CallAnswer = { status: 200, body: {} };
	if (fault === undefined || isActedOn(fault)) {
		const { gatekeeper, settings } = emulator;
		const admission = gatekeeper.admit(request.headers, settings.refuseReusedNonces);
		answer =
			'refusal' in admission
				? refused(0, admission.refusal, 401)
				: action(emulator, { ...admission, body, lane, origin: originOf(request, lane), slug });
		lane.requests.answered(request, answer.body);
	}
	// A task that was started takes its picture itself.
	if (answer.body.result !== true) await emulator.uploads.discard(body.files);
	const ready = jsonAnswer(answer.body, answer.status);
	if (fault === undefined) await send(reply, ready);
	else await sendSpoiled(reply, fault, ready);
	return reply;
}

/** What stands after /Run/ in the path; empty for all other calls. */
function slugIn({ params }: FastifyRequest): string {
	return isJsonObject(params) ? textOf(params['*']) : '';
}

async function sendFile(
	reply: FastifyReply,
	folder: string,
	file: string | undefined,
	fault: Fault | undefined,
): Promise<FastifyReply> {
	if (fault !== undefined) {
		const found = file !== undefined && isActedOn(fault);
		const body = found ? await readFile(join(folder, file)) : '';
		const contentType = CONTENT_TYPES[extname(file ?? '')] ?? 'application/octet-stream';
		await sendSpoiled(reply, fault, { status: 200, contentType, body });
	} else if (file === undefined) {
		reply.callNotFound();
	} else {
		await reply.sendFile(file, folder);
	}
	return reply;
}
