/**
 * `npm run n8n`: a real n8n to play in, with the package as it is built, a credential, the templates
 * and the emulator beside it. What is made there is kept in `.n8n/editor`.
 */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import getPort from 'get-port';

import { type Emulator, startEmulator } from '../emulator/start.mts';
import { CREDENTIAL, emulatorCredential } from './credential.mts';
import { parseWorkflow } from './engine/workflow.mts';
import { N8N_FOLDER, N8N_VERSIONS, installN8n, packPackage } from './server/install.mts';
import { type N8nServer, startServer } from './server/server.mts';

const TEMPLATES = 'workflows';
const EMULATOR_PORT = 3900;

const [NEWEST] = N8N_VERSIONS;

const { values: flags } = parseArgs({ options: { port: { type: 'string', default: '5678' } } });

async function startEditor(emulator: Emulator): Promise<N8nServer> {
	return await startServer({
		version: NEWEST,
		userFolder: join(N8N_FOLDER, 'editor'),
		port: Number(flags.port),
		credentials: { [CREDENTIAL]: emulatorCredential(emulator) },
	});
}

/** Imports the templates that are not there yet: one that was changed in the editor stays so. */
async function importTemplates(server: N8nServer): Promise<void> {
	const present = new Set((await server.workflows()).map(({ name }) => name));
	for (const file of await readdir(TEMPLATES)) {
		if (!file.endsWith('.json')) continue;
		const template = parseWorkflow(await readFile(join(TEMPLATES, file), 'utf8'));
		if (!present.has(template.name ?? '')) await server.createWorkflow(template);
	}
}

function tell({ url, version, login, folder }: N8nServer, emulator: Emulator): void {
	console.log(`
n8n ${version} with n8n-nodes-wiro   ${url.replace('127.0.0.1', 'localhost')}
  Email       ${login.email}
  Password    ${login.password}
  Credential  ${CREDENTIAL}, for the emulator at ${emulator.url}
  Kept in     ${folder}

Ctrl-C ends n8n and the emulator.`);
}

/** Resolves with the first Ctrl-C; npm passes the terminal's on, so that it comes twice. */
async function interruption(): Promise<void> {
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
	});
}

async function main(): Promise<void> {
	const port = Number(flags.port);
	if ((await getPort({ port, host: '127.0.0.1' })) !== port) {
		throw new Error(`Port ${port} cannot be used. Another one: npm run n8n -- --port 5680`);
	}
	await installN8n(NEWEST);
	await packPackage();
	const emulator = await startEmulator({}, EMULATOR_PORT);
	try {
		console.log(`Starting n8n ${NEWEST} …`);
		const server = await startEditor(emulator);
		try {
			await importTemplates(server);
			tell(server, emulator);
			await Promise.race([interruption(), server.exit]);
		} finally {
			await server.stop();
			// n8n writes its interface anew at each start, and `npm run lint` would read all of it.
			await rm(join(server.folder, '.cache'), { recursive: true, force: true });
		}
	} finally {
		await emulator.stop();
	}
}

process.exitCode = 1;
await main().then(
	() => (process.exitCode = 0),
	(error: unknown) => console.error(error instanceof Error ? error.message : error),
);
