/** `npm run emulator`: a Wiro API on this machine. */
import { parseArgs } from 'node:util';

import { PROJECTS } from './projects.mts';
import { createServer } from './server.mts';

const { values: flags } = parseArgs({
	options: {
		port: { type: 'string', default: '3900' },
		host: { type: 'string', default: '127.0.0.1' },
		speed: { type: 'string', default: '1' },
		quiet: { type: 'boolean', default: false },
	},
});

const port = numberFlag('port', flags.port, (value) => Number.isInteger(value) && value >= 0);
const speed = numberFlag('speed', flags.speed, (value) => value > 0);

const server = await createServer({ speed }, flags.quiet ? () => {} : console.log);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
// Started by a test or a demo: when that ends, so does the emulator.
process.once('disconnect', () => void stop());

try {
	const url = await server.listen({ port, host: flags.host });
	console.log(flags.quiet ? `listening ${url}` : startText(url));
} catch (error) {
	const reason = error instanceof Error ? error.message : String(error);
	console.error(`Port ${port} of ${flags.host} cannot be used: ${reason}`);
	await server.close();
	// A parent's channel would keep the process alive.
	process.exit(1);
}

async function stop(): Promise<void> {
	await server.close();
	process.exit(0);
}

function numberFlag(name: string, text: string, accepts: (value: number) => boolean): number {
	const value = Number(text);
	if (text.trim() === '' || !accepts(value)) {
		console.error(`--${name} ${text} is not possible`);
		process.exit(2);
	}
	return value;
}

function startText(address: string): string {
	const keys = PROJECTS.map(({ apiKey, apiSecret }) =>
		apiSecret === null
			? `  API key only   key ${apiKey}`
			: `  Signature      key ${apiKey}   secret ${apiSecret}`,
	);
	return [
		`The Wiro emulator listens on ${address}`,
		'',
		'In the Wiro Project API credential:',
		`  Base URL       ${address}/v1`,
		...keys,
		'',
		`One second here is ${speed} emulated. Ctrl+C stops it.`,
		'',
	].join('\n');
}
