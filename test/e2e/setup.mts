/** Before the end-to-end tests: installs what is missing, and packs the package as it is built. */
import { chromiumPath } from '../support/server-chromium.mts';
import { N8N_VERSIONS, installN8n, packPackage } from '../support/server.mts';

export default async function setup(): Promise<void> {
	for (const version of N8N_VERSIONS) await installN8n(version);
	await chromiumPath();
	await packPackage();
}
