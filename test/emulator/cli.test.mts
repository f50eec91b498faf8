import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Starts `npm run emulator` without npm. */
function start(flags: string[], stdio: StdioOptions): ChildProcess {
	return spawn(process.execPath, [join(process.cwd(), 'emulator/cli.mts'), ...flags], { stdio });
}

/** What the process says first, as soon as it says it. */
async function firstWords(child: ChildProcess): Promise<string> {
	if (child.stdout === null) throw new Error('It has no output.');
	const said: unknown[] = await once(child.stdout, 'data');
	return String(said[0]);
}

describe('npm run emulator', () => {
	it.each(['SIGINT', 'SIGTERM'] as const)(
		'says where it listens and what to put in the credential, and ends on %s',
		async (signal) => {
			const child = start(['--port', '0'], ['ignore', 'pipe', 'inherit']);
			const words = await firstWords(child);
			const exit = once(child, 'exit');
			child.kill(signal);

			expect(words).toMatch(/Base URL +http:\/\/127\.0\.0\.1:\d+\/v1/);
			expect(words).toMatch(/key emulator-key +secret emulator-secret/);
			expect(words).toContain('key emulator-key-only');
			expect(await exit).toEqual([0, null]);
		},
	);

	it('says one line only with --quiet, and ends when its parent lets go of it', async () => {
		const child = start(['--port', '0', '--quiet'], ['ignore', 'pipe', 'inherit', 'ipc']);
		const words = await firstWords(child);
		const exit = once(child, 'exit');
		child.disconnect();

		expect(words).toMatch(/^listening http:\/\/127\.0\.0\.1:\d+\n$/);
		expect(await exit).toEqual([0, null]);
	});

	it('says so when the port is taken', async () => {
		const first = start(['--port', '0', '--quiet'], ['ignore', 'pipe', 'inherit']);
		const port = /:(\d+)\n$/.exec(await firstWords(first))?.[1] ?? '';
		const second = start(['--port', port], ['ignore', 'ignore', 'pipe']);
		const exit = once(second, 'exit');
		const complaint = second.stderr === null ? '' : await text(second.stderr);
		first.kill();
		await once(first, 'exit');

		expect(complaint).toContain(`Port ${port} of 127.0.0.1 cannot be used: `);
		expect(await exit).toEqual([1, null]);
	});

	it.each([
		['--port', 'any'],
		['--speed', '0'],
	])('refuses %s %s', async (flag, value) => {
		const child = start([flag, value], ['ignore', 'ignore', 'pipe']);
		const exit = once(child, 'exit');
		const complaint = child.stderr === null ? '' : await text(child.stderr);

		expect(complaint).toContain(`${flag} ${value} is not possible`);
		expect(await exit).toEqual([2, null]);
	});
});
