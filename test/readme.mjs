/**
 * Runs the commands of the README as a stranger would: each as it is written, in order, in a fresh
 * clone. A command that goes on until Ctrl-C has to answer at the address that it prints.
 *
 * It runs before anything is installed, on the system's Node.js: plain JavaScript, no packages.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** How a command that goes on says so. */
const GOES_ON = 'Ctrl-C ends';

/** Runs only those commands that contain this text. */
const [only = ''] = process.argv.slice(2);

const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```sh\n([^]*?)^```$/gm)];
const commands = blocks
	.flatMap(([, block]) => block.trim().split('\n'))
	.filter((command) => command.includes(only));

/** Runs a command to its end, or visits its address and presses Ctrl-C. Throws if it fails. */
async function run(command) {
	const options = { stdio: ['ignore', 'pipe', 'inherit'], detached: true };
	const child = spawn('bash', ['-c', command], options);
	const ended = once(child, 'close');
	let output = '';
	let address;
	for await (const chunk of child.stdout.setEncoding('utf8')) {
		process.stdout.write(chunk);
		output += chunk;
		if (address !== undefined || !output.includes(GOES_ON)) continue;
		[address] = /http:\/\/localhost:\d+/.exec(output) ?? [];
		try {
			const { ok, status } = await fetch(address);
			if (!ok) throw new Error(`${address} answers with ${status}.`);
		} finally {
			process.kill(-child.pid, 'SIGINT');
		}
	}
	const [code, signal] = await ended;
	// bash and npm end by the signal, or say so with code 130.
	const isInterrupted = address !== undefined && (signal === 'SIGINT' || code === 130);
	if (code === 0 || isInterrupted) return;
	throw new Error(`"${command}" has ended with ${signal ?? `code ${code}`}.`);
}

if (commands.length === 0) throw new Error('The README has no such command.');
for (const command of commands) {
	console.log(`\n$ ${command}`);
	const start = Date.now();
	await run(command);
	console.log(`(${Math.round((Date.now() - start) / 1000)} s)`);
}
