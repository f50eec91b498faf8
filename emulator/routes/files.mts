import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Emulator } from '../emulator.mts';
import { isActedOn, sendSpoiled } from '../faults/replies.mts';
import { PICTURE_FOLDER } from '../pictures.mts';

/** What the files are, by the end of their names. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
	'.mp4': 'video/mp4',
	'.jpg': 'image/jpeg',
	'.html': 'text/html; charset=utf-8',
};

/** The output files and the sample pictures, and a page that shows one. */
export function fileRoutes(emulator: Emulator) {
	return async (app: FastifyInstance): Promise<void> => {
		await app.register(fastifyStatic, { root: emulator.videos.folder, serve: false });

		app.get<{ Params: { folder: string; name: string } }>(
			'/files/:folder/:name',
			async (request, reply) => {
				const { folder, name } = request.params;
				const file = emulator.tasks.outputAt(folder, name)?.video.file;
				return await sendFile(emulator, 'file', emulator.videos.folder, file, reply);
			},
		);
		app.get<{ Params: { name: string } }>('/pictures/:name', async (request, reply) => {
			const { name } = request.params;
			return await sendFile(emulator, 'picture', PICTURE_FOLDER, name, reply);
		});
	};
}

async function sendFile(
	emulator: Emulator,
	endpoint: 'file' | 'picture',
	folder: string,
	file: string | undefined,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const fault = emulator.faults.take(endpoint);
	if (fault !== undefined) {
		const found = file !== undefined && isActedOn(fault);
		const body = found ? await readFile(join(folder, file)) : '';
		const contentType = CONTENT_TYPES[extname(file ?? '')] ?? 'application/octet-stream';
		await sendSpoiled(reply, fault, { status: 200, contentType, body });
		return reply;
	}
	if (file === undefined) reply.callNotFound();
	else await reply.sendFile(file, folder);
	return reply;
}
