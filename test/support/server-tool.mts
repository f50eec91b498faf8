/** Command line tools that take their time, such as npm. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** How a tool is run. */
export interface ToolOptions {
	/** One line for whoever waits for it; nothing is shown without it. */
	title?: string;
	cwd: string;
	/** The file that all of the tool's output goes to. */
	log: string;
	env?: NodeJS.ProcessEnv;
}

const SHOWN_LINES = 40;

/** The environment in which `node` is the one of this repository's node_modules. */
export function toolEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
	const bin = join(process.cwd(), 'node_modules/.bin');
	return { ...env, PATH: [bin, env.PATH].join(delimiter) };
}

/** Runs a tool to its end; when it fails, the error has the end of its output. */
export async function runTool(
	command: string,
	args: readonly string[],
	{ title, cwd, log, env = process.env }: ToolOptions,
): Promise<void> {
	const start = performance.now();
	if (title !== undefined) process.stderr.write(`${title} …`);
	const file = await open(log, 'w');
	try {
		const child = spawn(command, args, {
			cwd,
			env: toolEnvironment(env),
			stdio: ['ignore', file.fd, file.fd],
		});
		await once(child, 'exit');
		const seconds = Math.round((performance.now() - start) / 1000);
		if (title !== undefined) process.stderr.write(` ${seconds} s\n`);
		if (child.exitCode === 0) return;
	} finally {
		await file.close();
	}
	throw new Error(`${[command, ...args].join(' ')} failed:\n${await endOf(log)}`);
}

/** The last lines of a log file. */
export async function endOf(log: string): Promise<string> {
	const text = await readFile(log, 'utf8').catch(() => '');
	return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}
