/**
 * Uploads of many pictures from n8n's storage, on n8n's engine in this process: how much memory they
 * take at most. Takes who is to send them (`node` or `httpRequest`), the number of files, the bytes of
 * each, the base URL to send them to and the folder of n8n-nodes-base; writes JSON. Linux only.
 */
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { withBinaryData } from '../../n8n/engine/binaryData.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { START, chain } from '../../n8n/engine/workflow.mts';
import { RUN_PATH } from '../workflows/model.mts';

const CREDENTIAL = 'Wiro';
const SENDER = 'Sender';
const PICTURE = 'emulator/pictures/raccoon.jpg';

/** What makes Linux forget the most memory that a process has had so far. */
const FORGET_PEAK = '5';

const [who = '', items = '', bytes = '', baseUrl = '', baseNodes = ''] = process.argv.slice(2);

/** A real picture, and zeros behind its end. */
async function paddedPicture(): Promise<Buffer> {
	const data = Buffer.alloc(Number(bytes));
	(await readFile(PICTURE)).copy(data);
	return data;
}

/** A memory of this process in bytes, by its name in /proc. */
async function memory(name: 'VmRSS' | 'VmHWM'): Promise<number> {
	const status = await readFile('/proc/self/status', 'utf8');
	const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
	if (kilobytes === undefined) throw new Error(`Linux does not tell ${name}.`);
	return Number(kilobytes) * 1024;
}

const node = {
	name: SENDER,
	type: 'n8n-nodes-wiro.wiro',
	credentials: { wiroProjectApi: { id: null, name: CREDENTIAL } },
	parameters: { operation: 'run', imageSource: 'binary', waitForCompletion: false },
};

const httpRequest = {
	name: SENDER,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url: baseUrl + RUN_PATH,
		sendBody: true,
		contentType: 'multipart-form-data',
		bodyParameters: {
			parameters: [
				{ parameterType: 'formData', name: 'prompt', value: 'A raccoon looks up' },
				{ parameterType: 'formBinaryData', name: 'inputImage', inputDataFieldName: 'data' },
			],
		},
	},
};

/** A package with n8n's own HTTP Request node alone: to load all of its nodes takes a while. */
async function withHttpRequest<T>(use: (packageRoot: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-http-request-'));
	try {
		await symlink(join(baseNodes, 'dist'), join(folder, 'dist'));
		const nodes = ['dist/nodes/HttpRequest/HttpRequest.node.js'];
		const manifest = { name: 'n8n-nodes-base', version: '1.0.0', n8n: { nodes } };
		await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Sends them all, and gives how much the memory has grown at most since they were stored. */
async function measure(packageRoot?: string) {
	const data = await paddedPicture();
	let before = 0;
	const measuring: Array<Promise<void>> = [];
	const run = await runWorkflow({
		workflow: chain(who === 'node' ? node : httpRequest),
		credentials: {
			[CREDENTIAL]: {
				type: 'wiroProjectApi',
				data: { authentication: 'apiKey', apiKey: 'key', baseUrl },
			},
		},
		startItems: Array.from({ length: Number(items) }, (_, index) => ({
			binary: { data: { data, fileName: `${index}.jpg`, mimeType: 'image/jpeg' } },
		})),
		packageRoot,
		onNodeFinished: (name) => {
			if (name !== START) return;
			globalThis.gc?.();
			before = process.memoryUsage.rss();
			measuring.push(writeFile('/proc/self/clear_refs', FORGET_PEAK));
		},
	});
	const peak = await memory('VmHWM');
	await Promise.all(measuring);
	if (run.items(SENDER).length !== Number(items)) {
		throw new Error(`${who} came to: ${run.status} ${run.error?.message ?? ''}`);
	}
	return { before, peak };
}

const measured = await withBinaryData('filesystem', async () =>
	who === 'node' ? await measure() : await withHttpRequest(measure),
);
console.log(JSON.stringify(measured));
