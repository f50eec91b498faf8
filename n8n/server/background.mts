/** Programs that run beside this process. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';

import { type Options, type Subprocess, execa } from 'execa';

import { holds } from '../guards.mts';
import { until } from '../until.mts';

const READY_MS = 120_000;
/** n8n gives running executions five seconds after SIGTERM; see N8N_GRACEFUL_SHUTDOWN_TIMEOUT. */
const END_MS = 15_000;

/** How much of a program's output an error shows. */
const SHOWN_LINES = 40;

/** What to run. */
export interface BackgroundProgram {
	/** Its name in errors. */
	name: string;
	command: string;
	args: readonly string[];
	/** The file that its output goes to, from this start on. */
	log: string;
	/** What it writes when it is ready. */
	ready: string;
	/** Where it is detached, it leads a process group, which ends with it. */
	options: Pick<Options, 'cwd' | 'detached' | 'env' | 'extendEnv' | 'ipc' | 'uid' | 'gid'>;
}

type Child = Pick<Subprocess, 'kill' | 'nodeChildProcess' | 'pid'>;

/** A program that runs in the background. */
export class BackgroundProcess {
	/** The process id; also that of its group, if it is detached. */
	readonly pid: number;
	/** Resolves when the process has ended. */
	readonly exit: Promise<unknown>;
	/** How long its start took, in milliseconds. */
	startMs = 0;
	private readonly child: Child;
	private readonly leadsGroup: boolean;

	private constructor({ name, options }: BackgroundProgram, child: Child) {
		if (child.pid === undefined) throw new Error(`${name} could not be started.`);
		this.exit = once(child.nodeChildProcess, 'exit');
		this.child = child;
		this.pid = child.pid;
		this.leadsGroup = options.detached === true;
	}

	/** Starts a program and resolves when it is ready; when it fails, the error shows its output. */
	static async start(program: BackgroundProgram): Promise<BackgroundProcess> {
		const { name, command, args, log, ready, options } = program;
		await writeFile(log, '');
		const child = execa(command, args, {
			preferLocal: true,
			localDir: process.cwd(),
			...options,
			stdin: 'ignore',
			stdout: { file: log },
			stderr: { file: log },
			buffer: false,
			reject: false,
			forceKillAfterDelay: END_MS,
		});
		const started = new BackgroundProcess(program, child);
		try {
			await started.becomesReady(log, ready);
		} catch (cause) {
			await started.end('SIGKILL');
			const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
			const end = lines.slice(-SHOWN_LINES).join('\n');
			throw new Error(`${name} did not start. The end of ${log}:\n${end}`, { cause });
		}
		return started;
	}

	/** Ends the program, and its process group; other signals than SIGKILL give it some seconds. */
	async end(signal: 'SIGTERM' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
		if (signal !== 'SIGKILL') {
			this.child.kill(signal);
			await this.exit;
		}
		// What it has started, such as n8n's task runner, may have outlived it.
		if (this.leadsGroup) killGroup(this.pid);
		else this.child.kill('SIGKILL');
		await this.exit;
	}

	private async becomesReady(log: string, ready: string): Promise<void> {
		const start = Date.now();
		await until(
			`its output has "${ready}"`,
			async () => {
				const { exitCode, signalCode } = this.child.nodeChildProcess;
				if (exitCode !== null || signalCode !== null) throw new Error('It has ended.');
				return (await readFile(log, 'utf8')).includes(ready);
			},
			{ timeoutMs: READY_MS },
		);
		this.startMs = Date.now() - start;
	}
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
