/** n8n's binary data: the service that nodes store files with, in memory or in files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

import { Container, n8nCore } from './modules.mts';

/** Where n8n keeps binary data: in the item itself (n8n's `default` mode) or in a file. */
export type BinaryDataMode = 'default' | 'filesystem';

const config = Container.get(n8nCore.BinaryDataConfig);
const service = Container.get(n8nCore.BinaryDataService);

/**
 * Runs something with n8n's binary data kept in one of its modes; without it, it is in memory.
 * In `filesystem` mode the files live in a folder of their own, removed in the end.
 */
export async function withBinaryData<T>(mode: BinaryDataMode, use: () => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-binary-'));
	try {
		await setMode(mode, folder);
		return await use();
	} finally {
		await setMode('default', folder);
		await rm(folder, { recursive: true, force: true });
	}
}

async function setMode(mode: BinaryDataMode, folder: string): Promise<void> {
	config.mode = mode;
	config.localStoragePath = folder;
	await service.init();
}

/**
 * Gives the bytes of an item's binary property, in whichever mode n8n stored it.
 * @param property the property's name, n8n's usual one if left out
 */
export async function readBinary(item: INodeExecutionData, property = 'data'): Promise<Buffer> {
	const binary = item.binary?.[property];
	if (!binary) throw new Error(`The item has no binary data named "${property}".`);
	return await service.getAsBuffer(binary);
}

/** A file to give to a workflow with an item. */
export interface InputFile {
	data: Buffer;
	fileName?: string;
	/** Left out, n8n finds it out from the bytes or the name. */
	mimeType?: string;
}

/** Stores a file as n8n's nodes do and gives what an item's `binary` holds of it. */
export async function storeFile(
	{ data, fileName, mimeType }: InputFile,
	execution: { id: string; workflowId: string },
) {
	return await n8nCore.prepareBinaryData(
		data,
		execution.id,
		execution.workflowId,
		fileName,
		mimeType,
	);
}
