/** The browser that the end-to-end tests open n8n's editor with. */
import { join } from 'node:path';

import { N8N_FOLDER, exists, runTool } from '../../n8n/server/install.mts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What a Chromium needs in a container, and what keeps it from asking its makers anything. */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Finds Chromium on this machine; installs Debian's when it is missing and that is allowed. */
export async function chromiumPath(): Promise<string> {
	const found = await firstOf(PLACES);
	if (found !== undefined) return found;
	if (process.getuid?.() !== 0) {
		throw new Error('Chromium is missing. Install it first: sudo apt-get install chromium');
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await runTool('apt-get', ['update'], { env, log: join(N8N_FOLDER, 'apt-update.log') });
	await runTool('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
		env,
		title: 'Installing Chromium (once)',
		log: join(N8N_FOLDER, 'apt-install.log'),
	});
	const installed = await firstOf(PLACES);
	if (installed === undefined) throw new Error('Debian has installed no chromium.');
	return installed;
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
	for (const path of paths) if (await exists(path)) return path;
	return undefined;
}
