/**
 * Lanes to one emulator, each with faults of its own: the emulator's own faults are for whoever
 * calls next, so that with them only one execution at a time could be tried.
 */
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';

import type { Endpoint, Fate, Fault } from '../../emulator/control.mts';
import { FaultBook } from '../../emulator/faults/book.mts';
import { type Answer, isActedOn, send, sendSpoiled } from '../../emulator/faults/replies.mts';
import { isJsonObject, parseJsonObject, textOf } from '../../emulator/json.mts';
import type { Emulator } from '../../emulator/start.mts';

/** How long a connection lives on which no answer comes, or half of one, in milliseconds. */
const DROP_AFTER_MS = 200;

/** What happens on a lane. */
export interface LaneSetup {
	/** What goes wrong with its calls, as in the emulator. */
	faults?: Fault[];
	/** What becomes of its tasks, in order. */
	fates?: Fate[];
	/** Changes every answer of the API on its way. */
	rewrite?: (body: string) => string;
}

/** A task that Wiro started on a lane. */
export interface StartedRun {
	taskId: string;
	prompt: string;
	/** Whether the answer that names it was sent. */
	isAnswered: boolean;
}

/** One way to the emulator. */
export interface Lane {
	/** The base URL for the credential. */
	baseUrl: string;
	/** What the requests that came were for, in order, spoiled or not. */
	received: Endpoint[];
	started: StartedRun[];
	/** The signatures of its requests. */
	signatures: string[];
}

interface OpenLane extends Lane {
	book: FaultBook;
	fates: Fate[];
	rewrite: (body: string) => string;
}

/** The gateway with all lanes. */
export interface FaultGateway {
	/** Opens one more lane. */
	lane(setup: LaneSetup): Lane;
	close(): Promise<void>;
}

const ENDPOINTS: ReadonlyArray<readonly [RegExp, Exclude<Endpoint, 'other'>]> = [
	[/^\/v1\/Run\//, 'run'],
	[/^\/v1\/Task\/Detail$/, 'detail'],
	[/^\/v1\/Task\/Kill$/, 'kill'],
	[/^\/v1\/Task\/Cancel$/, 'cancel'],
	[/^\/files\//, 'file'],
];

/** Opens a gateway to the emulator on a free port. */
export async function openFaultGateway(emulator: Emulator): Promise<FaultGateway> {
	const lanes = new Map<string, OpenLane>();
	// One Run at a time between its fate and its task.
	let lastRun: Promise<unknown> = Promise.resolve();

	const app = fastify({ forceCloseConnections: true });
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});

	async function forward(request: FastifyRequest, path: string): Promise<Answer> {
		const { method, body } = request;
		const response = await fetch(emulator.url + path, {
			method,
			headers: Object.entries(request.headers).flatMap(
				([name, value]): Array<[string, string]> =>
					typeof value === 'string' && !/^(host|connection|content-length)$/.test(name)
						? [[name, value]]
						: [],
			),
			...(Buffer.isBuffer(body) && { body: new Uint8Array(body) }),
		});
		return {
			status: response.status,
			contentType: response.headers.get('content-type') ?? '',
			body: Buffer.from(await response.arrayBuffer()),
		};
	}

	async function forwardRun(request: FastifyRequest, path: string, lane: OpenLane) {
		const running = lastRun.then(async () => {
			const fate = lane.fates.shift();
			if (fate !== undefined) await emulator.fates([fate]);
			return await forward(request, path);
		});
		lastRun = running.catch(() => undefined);
		return await running;
	}

	async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
		const [, name = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(request.url) ?? [];
		const lane = lanes.get(name);
		const endpoint = ENDPOINTS.find(([pattern]) => pattern.test(path))?.[1];
		if (lane === undefined || endpoint === undefined) return await reply.status(404).send();
		lane.received.push(endpoint);
		lane.signatures.push(String(request.headers['x-signature'] ?? ''));

		const fault = lane.book.take(endpoint);
		let answer: Answer = { status: 200, contentType: '', body: '' };
		if (fault === undefined || isActedOn(fault)) {
			answer =
				endpoint === 'run' ? await forwardRun(request, path, lane) : await forward(request, path);
			if (endpoint === 'run') noteRun(lane, request, answer, fault);
			if (endpoint !== 'file') {
				const ownUrls = String(answer.body).replaceAll(emulator.url, `${url}/${name}`);
				answer = { ...answer, body: lane.rewrite(ownUrls) };
			}
		}
		if (fault === undefined) await send(reply, answer);
		else await sendSpoiled(reply, fault, answer);
		if (fault?.kind === 'timeout' || fault?.kind === 'stall') {
			setTimeout(() => reply.raw.socket?.destroy(), DROP_AFTER_MS);
		}
		return reply;
	}

	app.all('/*', handle);
	const url = await app.listen({ port: 0, host: '127.0.0.1' });
	return {
		lane({ faults = [], fates = [], rewrite = (body) => body }) {
			const name = `lane-${lanes.size}`;
			const book = new FaultBook();
			book.arm(faults);
			const lane: OpenLane = {
				baseUrl: `${url}/${name}/v1`,
				received: [],
				started: [],
				signatures: [],
				book,
				fates: [...fates],
				rewrite,
			};
			lanes.set(name, lane);
			return lane;
		},
		close: async () => await app.close(),
	};
}

function noteRun(
	lane: OpenLane,
	{ body }: FastifyRequest,
	answer: Answer,
	fault: Fault | undefined,
): void {
	const taskId = textOf(parseJsonObject(String(answer.body))?.taskid);
	if (taskId === '') return;
	const prompt = textOf(parseJsonObject(String(body))?.prompt);
	lane.started.push({ taskId, prompt, isAnswered: namesTask(fault) });
}

/** Whether an answer to Run still names its task when the fault has spoiled it. */
function namesTask(fault: Fault | undefined): boolean {
	if (fault === undefined) return true;
	if (fault.kind !== 'patch' || !isJsonObject(fault.patch)) return false;
	return fault.patch.taskid !== null || fault.patch.socketaccesstoken !== null;
}
