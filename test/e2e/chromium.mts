/** The browser that the end-to-end tests open n8n's editor with. */
import { debianProgram, firstOf } from '../../n8n/server/debian.mts';

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
	return await debianProgram('chromium', async () => await firstOf(PLACES));
}
