import { text } from 'node:stream/consumers';

import type { FastifyRequest } from 'fastify';

import type { JsonObject } from './control.mts';
import { parseJsonObject } from './json.mts';
import type { StoredUpload, UploadStore } from './uploads.mts';

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
				fields[part.fieldname] = part.value;
			}
		}
	} catch (error) {
		await uploads.discard(files);
		throw error;
	}
	return { fields, files };
}
