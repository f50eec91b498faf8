/** Many large pictures sent from n8n's storage: the memory that takes, beside HTTP Request. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';

import { holds } from '../../n8n/guards.mts';
import { type Outcome, atMost } from '../figure.mts';
import { N8N_FOLDER, installN8n } from '../../n8n/server/install.mts';
import { runChild } from '../support/child.mts';
import type { Cleanup } from '../support/cleanup.mts';
import { tell } from '../support/progress.mts';
import { both } from '../support/sideBySide.mts';
import { N8N_VERSION } from '../support/stage.mts';

const ITEMS = 20;
const QUICK_ITEMS = 5;
const FILE_BYTES = 60e6;
const BYTES_PER_MB = 1e6;

/** As many Runs as the node has under way at once. */
const AT_ONCE = 10;

/** How much memory an upload may take, as a part of its file. */
const MOST_OF_FILE = 1.2;

interface Measured {
	/** The resident set once the files were stored, in bytes. */
	before: number;
	/** Its peak after that. */
	peak: number;
}

const isMeasured = holds<Measured>('before', 'peak');

/** A server that takes every Run, counts its bytes and keeps none of them. */
async function startTaker(cleanup: Cleanup) {
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
	cleanup.add(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
	return { baseUrl: `http://127.0.0.1:${address.port}/v1`, bytes: () => bytes };
}

/** Sends the files, the node and HTTP Request at the same time, each in a process of its own. */
export async function uploads(cleanup: Cleanup, quick: boolean): Promise<Outcome> {
	await installN8n(N8N_VERSION);
	const items = quick ? QUICK_ITEMS : ITEMS;
	const baseNodes = join(N8N_FOLDER, 'servers', N8N_VERSION, 'node_modules/n8n-nodes-base');
	const raw = await both({ ours: 'node', byHand: 'httpRequest' }, async (who) => {
		const taker = await startTaker(cleanup);
		const args = [who, String(items), String(FILE_BYTES), taker.baseUrl, baseNodes];
		const measured = await runChild(cleanup, [
			'--expose-gc',
			'bench/children/uploads.mts',
			...args,
		]);
		if (!isMeasured(measured)) throw new Error('The process gave no measurements.');
		const sent = taker.bytes();
		if (sent < items * FILE_BYTES) throw new Error(`Only ${sent} bytes came from ${who}.`);
		return { ...measured, sent };
	});
	tell(`  ${JSON.stringify(raw)}`);
	const growth = ({ before, peak }: Measured) => (peak - before) / BYTES_PER_MB;
	const ours = growth(raw.ours);
	const most = (MOST_OF_FILE * FILE_BYTES * Math.min(items, AT_ONCE)) / BYTES_PER_MB;
	return {
		figures: [
			{
				id: 'uploads.peak',
				label: `${items} items of ${FILE_BYTES / BYTES_PER_MB} MB: resident set at its peak, more than before`,
				unit: 'MB',
				ours,
				byHand: growth(raw.byHand),
				target: atMost(ours, most, ' MB'),
			},
		],
		raw,
	};
}
