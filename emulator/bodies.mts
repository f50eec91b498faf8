/** The bodies of requests: their fields, and their files, which are kept on disk. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import type { FastifyRequest } from 'fastify';

import { parseJsonObject } from './json.mts';
import type { JsonObject } from './json.mts';

/** The bytes of an uploaded file, on disk. */
export interface StoredUpload {
	path: string;
	sizeBytes: number;
	sha256: string;
}

/** A file that came in a multipart body. */
export interface UploadedFile extends StoredUpload {
	field: string;
	/** Empty when the part had an empty name or none; such a part does not count as a file. */
	fileName: string;
	contentType: string;
}

/** What a request body holds, whichever of the three forms it came in. */
export interface Body {
	/** Null when the body could not be read as fields. */
	fields: JsonObject | null;
	files: UploadedFile[];
}

/** Wiro's limit for an uploaded file, in bytes. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;

/**
 * Reads a request body: JSON; multipart with a boundary; or, as Wiro's curl examples send it, JSON
 * text that calls itself multipart/form-data and has no boundary.
 * @param uploads where the files go; rejects, and keeps none, when a file is too large
 */
export async function readBody(request: FastifyRequest, uploads: UploadStore): Promise<Body> {
	const contentType = request.headers['content-type'] ?? '';
	if (!contentType.startsWith('multipart/form-data')) {
		const isJson = contentType.startsWith('application/json');
		const sent = isJson && typeof request.body === 'string' ? request.body : '';
		return { fields: parseJsonObject(sent), files: [] };
	}
	if (!contentType.includes('boundary=')) {
		return { fields: parseJsonObject(await text(request.raw)), files: [] };
	}
	const fields: JsonObject = {};
	const files: UploadedFile[] = [];
	try {
		for await (const part of request.parts()) {
			if (part.type === 'file') {
				const stored = await uploads.save(part.file);
				const { fieldname: field, filename: fileName = '', mimetype: contentType } = part;
				files.push({ field, fileName, contentType, ...stored });
			} else if (typeof part.value === 'string') {
				addField(fields, part.fieldname, part.value);
			}
		}
	} catch (error) {
		await uploads.discard(files);
		throw error;
	}
	return { fields, files };
}

/** A field that stands several times becomes a list. */
function addField(fields: JsonObject, name: string, value: string): void {
	const before = fields[name];
	if (before === undefined) fields[name] = value;
	else fields[name] = [...(Array.isArray(before) ? before : [before]), value];
}

/** Keeps uploads on disk, in a folder of its own, so that large ones take no memory. */
export class UploadStore {
	#folder: string;
	#paths = new Set<string>();

	private constructor(folder: string) {
		this.#folder = folder;
	}

	/** Opens a store with an empty folder. */
	static async open(): Promise<UploadStore> {
		return new UploadStore(await mkdtemp(join(tmpdir(), 'wiro-emulator-uploads-')));
	}

	/** Saves a file while it arrives. Rejects, and keeps no part of it, when the upload breaks off. */
	async save(file: Readable): Promise<StoredUpload> {
		const path = join(this.#folder, randomUUID());
		const hash = createHash('sha256');
		let sizeBytes = 0;
		this.#paths.add(path);
		try {
			await pipeline(
				file,
				async function* (chunks: AsyncIterable<Buffer>) {
					for await (const chunk of chunks) {
						hash.update(chunk);
						sizeBytes += chunk.byteLength;
						yield chunk;
					}
				},
				createWriteStream(path),
			);
		} catch (error) {
			await this.discard([{ path }]);
			throw error;
		}
		return { path, sizeBytes, sha256: hash.digest('hex') };
	}

	/** The bytes of an upload, once: it is removed. */
	async take(upload: Pick<StoredUpload, 'path'>): Promise<Buffer> {
		const bytes = await readFile(upload.path);
		await this.discard([upload]);
		return bytes;
	}

	/** Removes uploads that are not needed. */
	async discard(uploads: ReadonlyArray<Pick<StoredUpload, 'path'>>): Promise<void> {
		for (const { path } of uploads) this.#paths.delete(path);
		await Promise.all(uploads.map(({ path }) => rm(path, { force: true })));
	}

	/** Removes all uploads. */
	async reset(): Promise<void> {
		await this.discard([...this.#paths].map((path) => ({ path })));
	}

	/** Removes the folder. */
	async close(): Promise<void> {
		// A file that is just being written makes the first try fail.
		await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
	}
}
