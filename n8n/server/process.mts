/** The process of an n8n server. */
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Subprocess, execa } from 'execa';
import getPort from 'get-port';

import { holds } from '../guards.mts';
import { until } from '../until.mts';
import { N8N_FOLDER, type N8nVersion, n8nCommand } from './install.mts';

/** n8n writes this line last, when everything has started. */
const READY = 'Editor is now accessible via';

const READY_MS = 120_000;
/** n8n gives running executions five seconds after SIGTERM; see N8N_GRACEFUL_SHUTDOWN_TIMEOUT. */
const END_MS = 15_000;

/** How much of n8n's output an error shows. */
const SHOWN_LINES = 40;

/** What decides how an n8n process runs. */
export interface ProcessOptions {
	version: N8nVersion;
	userFolder: string;
	port: number;
	env: NodeJS.ProcessEnv;
}

type Child = Pick<Subprocess, 'kill' | 'nodeChildProcess' | 'pid'>;

/** A running n8n, in a process group of its own. */
export class N8nProcess {
	/** The process id; also that of its group. */
	readonly pid: number;
	/** Resolves when the process has ended. */
	readonly exit: Promise<unknown>;
	/** How long its start took, in milliseconds. */
	startMs = 0;
	private readonly child: Child;

	private constructor(child: Child) {
		if (child.pid === undefined) throw new Error('n8n could not be started.');
		this.exit = once(child.nodeChildProcess, 'exit');
		this.child = child;
		this.pid = child.pid;
	}

	/** Starts n8n and resolves when its REST API answers and its active workflows are active. */
	static async start(options: ProcessOptions): Promise<N8nProcess> {
		const { version, userFolder } = options;
		// After a SIGKILL n8n would wait ten seconds before it starts.
		await rm(join(userFolder, '.n8n/crash.journal'), { force: true });
		const log = logFile(userFolder);
		await writeFile(log, '');
		const guard = join(process.cwd(), 'n8n/server/guard.mts');
		const child = execa('node', ['--import', guard, n8nCommand(version)], {
			env: await environment(options),
			extendEnv: false,
			preferLocal: true,
			localDir: process.cwd(),
			detached: true,
			ipc: true,
			stdin: 'ignore',
			stdout: { file: log },
			stderr: { file: log },
			buffer: false,
			reject: false,
			forceKillAfterDelay: END_MS,
		});
		const started = new N8nProcess(child);
		try {
			await started.becomesReady(log);
		} catch (cause) {
			await started.end('SIGKILL');
			const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
			const end = lines.slice(-SHOWN_LINES).join('\n');
			throw new Error(`n8n ${version} did not start. The end of ${log}:\n${end}`, { cause });
		}
		return started;
	}

	/** Ends n8n, with SIGTERM in its own time but no longer than some seconds. */
	async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		if (signal === 'SIGTERM') {
			this.child.kill(signal);
			await this.exit;
		}
		// What n8n has started, such as its task runner, may have outlived it.
		killGroup(this.pid);
		await this.exit;
	}

	private async becomesReady(log: string): Promise<void> {
		const start = Date.now();
		await until(
			'n8n says that it is ready',
			async () => {
				const { exitCode, signalCode } = this.child.nodeChildProcess;
				if (exitCode !== null || signalCode !== null) throw new Error('n8n has ended.');
				return (await readFile(log, 'utf8')).includes(READY);
			},
			{ timeoutMs: READY_MS },
		);
		this.startMs = Date.now() - start;
	}
}

/** The file that the output of an n8n goes to, from its latest start on. */
export function logFile(userFolder: string): string {
	return join(userFolder, 'n8n.log');
}

// In jest, Node's own errors are not instances of a test file's Error.
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
	return {
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
		N8N_RUNNERS_BROKER_PORT: String(await getPort()),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		...env,
	};
}
