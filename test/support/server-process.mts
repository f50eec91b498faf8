/** The process of an n8n server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { holds } from './guards.mts';
import { N8N_FOLDER, type N8nVersion, n8nCommand } from './server-install.mts';
import { endOf, toolEnvironment } from './server-tool.mts';

/** What n8n writes when nothing is left to be started. */
const READY = 'Editor is now accessible via';

const READY_MS = 120_000;
const LOOK_EVERY_MS = 100;
/** n8n gives running executions five seconds when it is told to end; see N8N_GRACEFUL_SHUTDOWN_TIMEOUT. */
const END_MS = 15_000;

/** What decides how an n8n process runs. */
export interface ProcessOptions {
	version: N8nVersion;
	userFolder: string;
	port: number;
	env: NodeJS.ProcessEnv;
}

/** A running n8n, in a process group of its own. */
export class N8nProcess {
	/** The process id; also that of its group. */
	readonly pid: number;
	/** Resolves when the process has ended. */
	readonly exit: Promise<unknown>;
	/** How long its start took, in milliseconds. */
	startMs = 0;
	private readonly child: ChildProcess;

	private constructor(child: ChildProcess, pid: number) {
		this.exit = once(child, 'exit');
		this.child = child;
		this.pid = pid;
	}

	/** Starts n8n and resolves when its REST API answers and its active workflows are active. */
	static async start(options: ProcessOptions): Promise<N8nProcess> {
		const { version, userFolder } = options;
		// After a SIGKILL n8n would wait ten seconds before it starts.
		await rm(join(userFolder, '.n8n/crash.journal'), { force: true });
		const log = logFile(userFolder);
		const output = openSync(log, 'w');
		const child = spawn(
			'node',
			['--import', join(process.cwd(), 'test/support/server-guard.mts'), n8nCommand(version)],
			{
				env: await environment(options),
				detached: true,
				stdio: ['ignore', output, output, 'ipc'],
			},
		);
		closeSync(output);
		if (child.pid === undefined) throw new Error('n8n could not be started.');
		const started = new N8nProcess(child, child.pid);
		try {
			await started.becomesReady(log);
		} catch (error) {
			await started.end('SIGKILL');
			throw new Error(`n8n ${version} did not start. The end of ${log}:\n${await endOf(log)}`, {
				cause: error,
			});
		}
		return started;
	}

	/** Whether the process has ended. */
	get ended(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Ends n8n, with SIGTERM in its own time but no longer than some seconds. */
	async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		if (!this.ended && signal === 'SIGTERM') {
			this.child.kill(signal);
			await Promise.race([this.exit, delay(END_MS, undefined, { ref: false })]);
		}
		// What n8n has started, such as its task runner, may have outlived it.
		killGroup(this.pid);
		await this.exit;
	}

	private async becomesReady(log: string): Promise<void> {
		const start = Date.now();
		while (!(await readFile(log, 'utf8')).includes(READY)) {
			if (this.ended || Date.now() - start > READY_MS) {
				throw new Error('It ended or took too long.');
			}
			await delay(LOOK_EVERY_MS);
		}
		this.startMs = Date.now() - start;
	}
}

/** The file that the output of an n8n goes to, from its latest start on. */
export function logFile(userFolder: string): string {
	return join(userFolder, 'n8n.log');
}

/**
 * Finds a port of this machine that nobody listens on; throws when there is none.
 * @param port the only one that will do; 0 is any
 */
export async function freePort(port = 0): Promise<number> {
	const server = createServer().listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	if (address === null || typeof address === 'string') throw new Error('There is no free port.');
	return address.port;
}

// In jest an error of Node's own is no instance of the Error that a test file knows.
const hasCode = holds<{ code: string }>('code');

function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch (error) {
		if (!hasCode(error) || error.code !== 'ESRCH') throw error;
	}
}

/** n8n's environment: of this process's own only what a program needs to run at all. */
async function environment({ userFolder, port, env }: ProcessOptions): Promise<NodeJS.ProcessEnv> {
	const { PATH, HOME, LANG, TMPDIR } = process.env;
	return toolEnvironment({
		PATH,
		HOME,
		LANG,
		TMPDIR,
		// n8n is some thousand modules: from the second start on they need not be compiled.
		NODE_COMPILE_CACHE: join(N8N_FOLDER, 'compiled'),
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/`,
		N8N_ENCRYPTION_KEY: 'of-an-n8n-that-keeps-no-secrets',
		N8N_SECURE_COOKIE: 'false',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		// The Code node's task runner on 2.x; two servers may run side by side.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		...env,
	});
}
