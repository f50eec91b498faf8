import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';

import { MAX_FILE_BYTES, UploadStore } from './bodies.mts';
import { refused } from './answers.mts';
import type { SettingsChange } from './control.mts';
import { controlRoutes } from './controlRoutes.mts';
import { Emulator, withoutLane } from './emulator.mts';
import { OutputStore } from './outputStore.mts';
import { apiRoutes, fileRoutes } from './routes.mts';
import { VideoStore } from './videoStore.mts';

/** A body may be this much larger than the file in it. */
const BODY_OVERHEAD_BYTES = 1024 * 1024;

/** Where Wiro's API is; it answers its own errors with HTTP 200. */
const API_PREFIX = '/v1';

/** What is not Wiro's but the emulator's own. */
const CONTROL_PREFIX = '/_emulator';

/**
 * Makes the emulator's server; it does not listen yet. Closing it ends everything it started.
 * @param note writes a line for the person who runs the emulator
 */
export async function createServer(
	settings: SettingsChange,
	note: (line: string) => void,
): Promise<FastifyInstance> {
	const files = await OutputStore.open();
	const stores = { files, videos: new VideoStore(files), uploads: await UploadStore.open() };
	const emulator = new Emulator(settings, stores, note);
	const app = fastify({
		bodyLimit: MAX_FILE_BYTES + BODY_OVERHEAD_BYTES,
		forceCloseConnections: true,
		// Idle connections stay open: a client could send its next request just as the server closes one.
		keepAliveTimeout: 0,
		// All routes are there on each lane, too; `originalUrl` says on which one a request came.
		rewriteUrl: ({ url = '/' }) => withoutLane(url),
		// A misspelt setting or fault is an error, not silently dropped or bent into shape.
		ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
	});
	app.addHook('onClose', async () => await emulator.close());
	recordRequests(app, emulator, note);
	app.setErrorHandler<Error & { statusCode?: number }>(async (error, request, reply) => {
		const isWiro = request.url.startsWith(API_PREFIX);
		if (error.statusCode === undefined) note(`${request.method} ${request.url}: ${error.stack}`);
		reply.status(isWiro ? 200 : (error.statusCode ?? 500));
		return await reply.send(refused(0, error.message).body);
	});
	await app.register(apiRoutes(emulator), { prefix: API_PREFIX });
	await app.register(fileRoutes(emulator));
	await app.register(controlRoutes(emulator), { prefix: CONTROL_PREFIX });
	return app;
}

function recordRequests(
	app: FastifyInstance,
	emulator: Emulator,
	note: (line: string) => void,
): void {
	app.addHook('onRequest', async (request) => {
		if (request.url.startsWith(CONTROL_PREFIX)) return;
		emulator.laneOf(request).requests.arrived(request);
	});
	app.addHook('onResponse', async (request, reply) => {
		const lane = emulator.laneOf(request);
		const entry = lane.requests.sent(request, reply.statusCode);
		if (entry === undefined) return;
		const outcome = entry.result === false ? 'refused' : entry.taskIds.join(' ');
		note(`${entry.method} ${lane.path}${entry.path} ${entry.statusCode} ${outcome}`.trimEnd());
	});
}
