/**
 * Real n8n servers, with the packed package installed as n8n installs community packages. Works in
 * a plain Node process and in jest.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import getPort from 'get-port';
import pidusage from 'pidusage';

import type { CredentialInput } from '../engine/credentials.mts';
import type { WorkflowSource } from '../engine/workflow.mts';
import { N8nClient } from './client.mts';
import { type N8nVersion, installPackage } from './install.mts';
import { N8nProcess, type ProcessOptions } from './process.mts';
import { type Login, N8nSession } from './session.mts';

/** The owner of every server that is started here. */
const OWNER: Login = { email: 'owner@example.com', password: 'Wiro-and-n8n-1' };

/** What to start, and with what. */
export interface ServerOptions {
	/** Must be installed; see {@link installN8n}. */
	version: N8nVersion;
	/** Where n8n keeps everything; a fresh one, gone after `stop()`, if left out. */
	userFolder?: string;
	/** Must be free; any free one if left out. */
	port?: number;
	/** The credentials to make, by name; one that exists is replaced. */
	credentials?: Readonly<Record<string, CredentialInput>>;
	/** The workflows to make, inactive; see `workflowIds`. */
	workflows?: WorkflowSource[];
	/** More environment variables of n8n. */
	env?: NodeJS.ProcessEnv;
}

/** How a server is started, again too. */
interface ServerLaunch extends ProcessOptions {
	/** Whether its folder goes with it. */
	isTemporary: boolean;
}

/** A running n8n server, and its REST API for its owner. */
export class N8nServer extends N8nClient {
	readonly version: N8nVersion;
	/** http://127.0.0.1:PORT, also after a restart. */
	readonly url: string;
	readonly login: Login = OWNER;
	/** Everything that this n8n keeps; its output is in `n8n.log` there. */
	readonly folder: string;
	/** The ids of the workflows that it was started with, in their order. */
	readonly workflowIds: string[] = [];
	private readonly launch: ServerLaunch;
	private process: N8nProcess;

	private constructor(launch: ServerLaunch, process: N8nProcess) {
		const url = `http://127.0.0.1:${launch.port}`;
		super(new N8nSession(url));
		this.version = launch.version;
		this.url = url;
		this.folder = launch.userFolder;
		this.launch = launch;
		this.process = process;
	}

	/** Starts the process and logs in. */
	static async start(launch: ServerLaunch): Promise<N8nServer> {
		const server = new N8nServer(launch, await N8nProcess.start(launch));
		await server.orStop(() => server.session.open(server.login));
		return server;
	}

	/** The id of n8n's process; another one after each restart. */
	get pid(): number {
		return this.process.pid;
	}

	/** Resolves when n8n's process has ended; another one after each restart. */
	get exit(): Promise<unknown> {
		return this.process.exit;
	}

	/** How long n8n's latest start took, in milliseconds. */
	get startMs(): number {
		return this.process.startMs;
	}

	/** The memory that n8n's process takes now (its resident set), in bytes. */
	async memoryBytes(): Promise<number> {
		return (await pidusage(this.pid)).memory;
	}

	/** Ends n8n as an administrator would, and everything it has started. */
	async stop(): Promise<void> {
		await this.process.end('SIGTERM');
		if (this.launch.isTemporary) await rm(this.folder, { recursive: true, force: true });
	}

	/** Ends n8n as a power cut would: with SIGKILL. */
	async kill(): Promise<void> {
		await this.process.end('SIGKILL');
	}

	/** Starts n8n again, at the same address and with all that it kept; stops it first if it runs. */
	async restart(): Promise<void> {
		await this.process.end('SIGTERM');
		this.process = await N8nProcess.start(this.launch);
	}

	/** Does what a fresh server needs, and stops the server when that fails. */
	async orStop(prepare: () => Promise<void>): Promise<void> {
		try {
			await prepare();
		} catch (error) {
			await this.stop();
			throw error;
		}
	}
}

/** Starts an n8n server with the packed package, an owner, credentials and workflows. */
export async function startServer({
	version,
	userFolder,
	port,
	credentials = {},
	workflows = [],
	env = {},
}: ServerOptions): Promise<N8nServer> {
	const folder = userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-wiro-')));
	await mkdir(folder, { recursive: true });
	await installPackage(folder);
	const server = await N8nServer.start({
		version,
		userFolder: folder,
		isTemporary: userFolder === undefined,
		port: port ?? (await getPort()),
		env,
	});
	await server.orStop(async () => {
		for (const [name, input] of Object.entries(credentials)) {
			await server.createCredential(name, input);
		}
		for (const source of workflows) {
			server.workflowIds.push(await server.createWorkflow(source));
		}
	});
	return server;
}
