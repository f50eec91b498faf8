/** The processes of n8n. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import getPort from 'get-port';

import { BackgroundProcess } from './background.mts';
import { N8N_FOLDER, type N8nVersion, n8nCommand } from './install.mts';

/** What each of n8n's commands writes last, when everything has started. */
const READY = {
	start: 'Editor is now accessible via',
	worker: 'n8n worker is now ready',
	webhook: 'Webhook listener waiting for requests',
} as const;

/** n8n itself, or one of the processes that queue mode has beside it. */
export type N8nCommand = keyof typeof READY;

/** What decides how an n8n process runs. */
export interface ProcessOptions {
	/** `start` if left out. */
	command?: N8nCommand;
	version: N8nVersion;
	userFolder: string;
	port: number;
	env: NodeJS.ProcessEnv;
}

/** An n8n process, which can be ended and started again: at the same address, with the same folder. */
export class N8nProcess {
	/** http://127.0.0.1:PORT */
	readonly url: string;
	/** Everything that this process keeps; its output is in `n8n.log` there. */
	readonly folder: string;
	private readonly options: ProcessOptions;
	private process: BackgroundProcess | undefined;

	constructor(options: ProcessOptions) {
		this.url = `http://127.0.0.1:${options.port}`;
		this.folder = options.userFolder;
		this.options = options;
	}

	/** The process id, also that of its group; another one after each start. */
	get pid(): number {
		return this.running.pid;
	}

	/** Resolves when the process has ended; another one after each start. */
	get exit(): Promise<unknown> {
		return this.running.exit;
	}

	/** How long its latest start took, in milliseconds. */
	get startMs(): number {
		return this.running.startMs;
	}

	/**
	 * Starts n8n and resolves when it is ready: its REST API answers and its active workflows are
	 * active, or it takes jobs or webhooks.
	 * @param env more environment variables, for this start only
	 */
	async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
		const { command = 'start', version } = this.options;
		// After a SIGKILL n8n would wait ten seconds before it starts.
		await rm(join(this.folder, '.n8n/crash.journal'), { force: true });
		const guard = join(process.cwd(), 'n8n/server/guard.mts');
		this.process = await BackgroundProcess.start({
			name: `n8n ${version} (${command})`,
			command: 'node',
			args: ['--import', guard, n8nCommand(version), command],
			log: logFile(this.folder),
			ready: READY[command],
			options: {
				env: { ...(await environment(this.options)), ...env },
				extendEnv: false,
				detached: true,
				ipc: true,
			},
		});
	}

	/** Ends n8n as an administrator would (SIGTERM) or as a power cut would (SIGKILL). */
	async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		await this.process?.end(signal);
	}

	/** What it has written since its latest start. */
	async output(): Promise<string> {
		return await readFile(logFile(this.folder), 'utf8');
	}

	private get running(): BackgroundProcess {
		if (this.process === undefined) throw new Error('This n8n has not been started.');
		return this.process;
	}
}

/** The file that the output of an n8n goes to, from its latest start on. */
export function logFile(userFolder: string): string {
	return join(userFolder, 'n8n.log');
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
