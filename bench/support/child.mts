/** Measurements in a Node process of their own, which write their result as JSON. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import type { Cleanup } from './cleanup.mts';

/**
 * Runs a script and gives what it wrote, read as JSON; throws when it fails.
 * @param args of node: its own flags, the script, the script's arguments
 */
export async function runChild(cleanup: Cleanup, args: readonly string[]): Promise<unknown> {
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	const exit = once(child, 'exit');
	cleanup.add(async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill();
		await exit;
	});
	const [output] = await Promise.all([text(child.stdout), exit]);
	if (child.exitCode === 0) return JSON.parse(output);
	throw new Error(`${args.join(' ')} ended with ${child.exitCode ?? child.signalCode}.`);
}
