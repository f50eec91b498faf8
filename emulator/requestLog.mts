import type { FastifyRequest } from 'fastify';

import type { Body } from './bodies.mts';
import type { Endpoint, Fault, RecordedRequest } from './control.mts';
import { isJsonObject } from './json.mts';
import type { JsonObject } from './json.mts';
import { projectOfKey } from './projects.mts';

/** Requests that are kept; the oldest go first. */
const MOST_REQUESTS = 20_000;

/** Headers whose values are kept out of the log. */
const SECRET_HEADERS = ['x-api-key', 'x-signature', 'authorization', 'cookie'];

/** What each path of Wiro's API is called. */
const ENDPOINTS: ReadonlyArray<readonly [RegExp, Endpoint]> = [
	[/^\/v1\/Run\//, 'run'],
	[/^\/v1\/Task\/Detail$/, 'detail'],
	[/^\/v1\/Task\/Kill$/, 'kill'],
	[/^\/v1\/Task\/Cancel$/, 'cancel'],
	[/^\/v1\/Task\/List$/, 'tasks'],
	[/^\/v1\/Task\/InputOutputDelete$/, 'deleteFiles'],
	[/^\/v1\/Tool\/List$/, 'models'],
	[/^\/v1\/Tool\/Detail$/, 'model'],
	[/^\/v1\/Tool\/Explore$/, 'explore'],
	[/^\/files\//, 'file'],
	[/^\/pictures\//, 'picture'],
];

/** Remembers the requests that came on a lane, for `GET /_emulator/requests`. */
export class RequestLog {
	#entries: RecordedRequest[] = [];
	#entryOf = new WeakMap<FastifyRequest, RecordedRequest>();
	#nextIndex = 0;

	/** Notes a request that has just come. */
	arrived(request: FastifyRequest): void {
		const path = request.url.split('?')[0] ?? '';
		const entry: RecordedRequest = {
			index: this.#nextIndex++,
			atMs: Date.now(),
			project: projectOfKey(request.headers)?.name ?? null,
			method: request.method,
			path,
			endpoint: ENDPOINTS.find(([pattern]) => pattern.test(path))?.[1] ?? 'other',
			contentType: request.headers['content-type'] ?? '',
			headers: visibleHeaders(request),
			body: null,
			files: [],
			fault: null,
			statusCode: null,
			result: null,
			taskIds: [],
		};
		this.#entries.push(entry);
		if (this.#entries.length > MOST_REQUESTS) this.#entries.shift();
		this.#entryOf.set(request, entry);
	}

	/** Notes what the request held. */
	read(request: FastifyRequest, body: Body): void {
		const entry = this.#entryOf.get(request);
		if (entry === undefined) return;
		entry.body = body.fields;
		entry.files = body.files.map(({ field, fileName, contentType, sizeBytes, sha256 }) => ({
			field,
			fileName,
			contentType,
			sizeBytes,
			sha256,
		}));
	}

	/** Notes the fault that spoils the answer to the request. */
	spoiled(request: FastifyRequest, fault: Fault): void {
		const entry = this.#entryOf.get(request);
		if (entry !== undefined) entry.fault = fault;
	}

	/** Notes the answer of the API, whether or not it arrives. */
	answered(request: FastifyRequest, answer: JsonObject): void {
		const entry = this.#entryOf.get(request);
		if (entry === undefined) return;
		entry.result = typeof answer.result === 'boolean' ? answer.result : null;
		const tasks = Array.isArray(answer.tasklist) ? answer.tasklist.filter(isJsonObject) : [];
		const ids = [answer.taskid, ...tasks.map((task) => task.id)];
		entry.taskIds = ids.filter((id) => typeof id === 'string');
	}

	/** Notes the HTTP status with which the request was answered; gives the entry. */
	sent(request: FastifyRequest, statusCode: number): RecordedRequest | undefined {
		const entry = this.#entryOf.get(request);
		if (entry !== undefined) entry.statusCode = statusCode;
		return entry;
	}

	/** All requests in the order of arrival. */
	all(): RecordedRequest[] {
		return this.#entries;
	}
}

function visibleHeaders(request: FastifyRequest): Record<string, string> {
	const visible: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) {
		visible[name] = SECRET_HEADERS.includes(name) ? '<present>' : String(value);
	}
	return visible;
}
