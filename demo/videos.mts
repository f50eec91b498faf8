/** The videos that a workflow's items name. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

/** A file on this machine. */
export interface SavedFile {
	path: string;
	sizeBytes: number;
}

/** Downloads the file that an item's `url` names, as `<task id>-<output index>.mp4`. */
export async function saveVideo({ json }: INodeExecutionData, folder: string): Promise<SavedFile> {
	const { url, taskId, outputIndex, sizeBytes } = json;
	if (typeof url !== 'string' || typeof taskId !== 'string' || typeof outputIndex !== 'number') {
		throw new Error('The item names no output file.');
	}
	const response = await fetch(url);
	if (!response.ok) {
		throw new Error(`The video could not be downloaded: HTTP status ${response.status}.`);
	}
	const video = new Uint8Array(await response.arrayBuffer());
	if (typeof sizeBytes === 'number' && video.byteLength !== sizeBytes) {
		throw new Error(`The video has ${video.byteLength} bytes instead of ${sizeBytes}.`);
	}
	await mkdir(folder, { recursive: true });
	const path = join(folder, `${taskId}-${outputIndex}.mp4`);
	await writeFile(path, video);
	return { path, sizeBytes: video.byteLength };
}
