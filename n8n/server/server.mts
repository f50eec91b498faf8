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

/** A running n8n server, and its REST API for its owner. */
export class N8nServer extends N8nClient {
	/** Everything that this n8n keeps; its output is in `n8n.log` there. */
	readonly folder: string;
	/** The ids of the workflows that it was started with, in their order. */
	readonly workflowIds: string[] = [];
	private readonly process: N8nProcess;
	private readonly isTemporary: boolean;

	/** @param isTemporary whether its folder goes with it */
	constructor(launch: ProcessOptions, isTemporary: boolean) {
		const process = new N8nProcess(launch);
		super(launch.version, process.url);
		this.folder = launch.userFolder;
		this.process = process;
		this.isTemporary = isTemporary;
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

	/** Starts n8n for the first time, and logs in. */
	async start(): Promise<void> {
		await this.process.start();
		await this.logIn();
	}

	/** Ends n8n as an administrator would, and everything it has started. */
	async stop(): Promise<void> {
		await this.process.end('SIGTERM');
		if (this.isTemporary) await rm(this.folder, { recursive: true, force: true });
	}

	/** Ends n8n as a power cut would: with SIGKILL. */
	async kill(): Promise<void> {
		await this.process.end('SIGKILL');
	}

	/** Starts n8n again, at the same address and with all that it kept; stops it first if it runs. */
	async restart(): Promise<void> {
		await this.process.end('SIGTERM');
		await this.process.start();
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
	const launch = { version, userFolder: folder, port: port ?? (await getPort()), env };
	const server = new N8nServer(launch, userFolder === undefined);
	try {
		await server.start();
		await server.createCredentials(credentials);
		for (const source of workflows) {
			server.workflowIds.push(await server.createWorkflow(source));
		}
	} catch (error) {
		await server.stop();
		throw error;
	}
	return server;
}
