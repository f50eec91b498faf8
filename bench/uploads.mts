/**
 * Many large pictures sent from n8n's storage: the memory that takes, beside HTTP Request. Run as a
 * program, this file is the process of one sender, on n8n's engine. Linux only.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { wiroCredential } from '../n8n/credential.mts';
import { withBinaryData } from '../n8n/engine/binaryData.mts';
import { runWorkflow } from '../n8n/engine/run.mts';
import { START, type WorkflowNode, chain } from '../n8n/engine/workflow.mts';
import { N8N_FOLDER, N8N_VERSIONS, installN8n } from '../n8n/server/install.mts';
import { type Scenario, both, inOwnProcess, tell } from './scenario.mts';
import { CREDENTIALS, HTTP_REQUEST, RUN_PATH, WIRO, builtIn, wiroNode } from './workflows.mts';

const [N8N_VERSION] = N8N_VERSIONS;

const ITEMS = 20;
const QUICK_ITEMS = 5;
const FILE_MB = 60;
const BYTES_PER_MB = 1e6;
const FILE_BYTES = FILE_MB * BYTES_PER_MB;
const PICTURE = 'emulator/pictures/raccoon.jpg';

/** As many Runs as the node has under way at once. */
const AT_ONCE = 10;
/** How much memory an upload may take, as a part of its file. */
const MOST_OF_FILE = 1.2;

/** Written to /proc/self/clear_refs, it makes Linux forget a process's peak of memory so far. */
const FORGET_PEAK = '5';

const WIRO_NODE = wiroNode({
	operation: 'run',
	imageSource: 'binary',
	waitForCompletion: false,
});

interface Measured {
	/** The resident set once the files were stored, in bytes. */
	before: number;
	/** Its peak after that, in bytes. */
	peak: number;
}

/** The node and HTTP Request at the same time, each in a process of its own. */
export const uploads: Scenario = {
	name: 'uploads',
	title: 'Large pictures from n8n’s storage',
	comparedWith: 'HTTP Request',
	note: "Binary data in files (n8n's filesystem mode), each sender on n8n's engine in a process of its own, at the same time. The node has ten uploads under way at once, and its target is 1.2 times their files; HTTP Request sends all of them at once.",
	async measure({ quick }) {
		await installN8n(N8N_VERSION);
		const items = quick ? QUICK_ITEMS : ITEMS;
		const raw = await both({ ours: WIRO, theirs: HTTP_REQUEST }, async (sender) => {
			const receiver = await startReceiver();
			const args = [sender, items, receiver.baseUrl];
			const keys: Array<keyof Measured> = ['before', 'peak'];
			const measured = await inOwnProcess<Measured>(import.meta.filename, args, keys);
			receiver.close();
			const sent = receiver.bytes();
			if (sent < items * FILE_BYTES) throw new Error(`${sender} sent only ${sent} bytes.`);
			return { ...measured, sent };
		});
		tell(`  ${JSON.stringify(raw)}`);
		const growth = ({ before, peak }: Measured) => (peak - before) / BYTES_PER_MB;
		return {
			figures: [
				{
					id: 'uploads.peak',
					label: `${items} items of ${FILE_MB} MB: growth of the resident set to its peak`,
					unit: 'MB',
					ours: growth(raw.ours),
					theirs: growth(raw.theirs),
					target: { most: MOST_OF_FILE * FILE_MB * Math.min(items, AT_ONCE) },
				},
			],
			raw,
		};
	},
};

/** Starts a server that accepts every Run, counts its bytes and keeps none of them. */
async function startReceiver() {
	let bytes = 0;
	const server = createServer((request, response) => {
		request.on('data', (chunk: Buffer) => (bytes += chunk.length));
		request.on('end', () => {
			response.setHeader('content-type', 'application/json');
			response.end('{"errors":[],"taskid":"534574","socketaccesstoken":"token","result":true}');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
	return {
		baseUrl: `http://127.0.0.1:${address.port}/v1`,
		bytes: () => bytes,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

if (import.meta.main) {
	const [sender = '', items = '', baseUrl = ''] = process.argv.slice(2);
	const measured = await withBinaryData('filesystem', async () => {
		if (sender === WIRO) return await measureSender(WIRO_NODE, Number(items), baseUrl);
		return await withHttpRequest(
			async (packageRoot) =>
				await measureSender(httpRequestNode(baseUrl), Number(items), baseUrl, packageRoot),
		);
	});
	console.log(JSON.stringify(measured));
}

/** Sends all files, and gives the memory once they were stored and its peak after that. */
async function measureSender(
	node: WorkflowNode,
	items: number,
	baseUrl: string,
	packageRoot?: string,
): Promise<Measured> {
	// A real picture, with zeros behind its end.
	const data = Buffer.alloc(FILE_BYTES);
	(await readFile(PICTURE)).copy(data);
	let before = 0;
	const run = await runWorkflow({
		workflow: chain(node),
		credentials: {
			[CREDENTIALS.wiro]: wiroCredential({ authentication: 'apiKey', apiKey: 'key', baseUrl }),
		},
		startItems: Array.from({ length: items }, (_, index) => ({
			binary: { data: { data, fileName: `${index}.jpg`, mimeType: 'image/jpeg' } },
		})),
		packageRoot,
		onNodeFinished: (name) => {
			if (name !== START) return;
			globalThis.gc?.();
			before = process.memoryUsage.rss();
			writeFileSync('/proc/self/clear_refs', FORGET_PEAK);
		},
	});
	const status = await readFile('/proc/self/status', 'utf8');
	const peakKb = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
	if (run.items(node.name).length !== items || peakKb === undefined) {
		throw new Error(`${node.name} ended as ${run.status}: ${run.error?.message ?? ''}`);
	}
	return { before, peak: Number(peakKb) * 1024 };
}

function httpRequestNode(baseUrl: string): WorkflowNode {
	const parameters = [
		{ parameterType: 'formData', name: 'prompt', value: 'A raccoon looks up' },
		{ parameterType: 'formBinaryData', name: 'inputImage', inputDataFieldName: 'data' },
	];
	return builtIn('httpRequest', 4.2, HTTP_REQUEST, {
		method: 'POST',
		url: baseUrl + RUN_PATH,
		sendBody: true,
		contentType: 'multipart-form-data',
		bodyParameters: { parameters },
	});
}

/** Makes a package of n8n's own HTTP Request node alone: loading all of its nodes takes a while. */
async function withHttpRequest<T>(use: (packageRoot: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-http-request-'));
	try {
		const installed = join(N8N_FOLDER, 'servers', N8N_VERSION, 'node_modules/n8n-nodes-base');
		await symlink(join(installed, 'dist'), join(folder, 'dist'));
		const nodes = ['dist/nodes/HttpRequest/HttpRequest.node.js'];
		const manifest = { name: 'n8n-nodes-base', version: '1.0.0', n8n: { nodes } };
		await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
		return await use(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
