/** Before the end-to-end tests: installs what is missing, and packs the package as it is built. */
import { N8N_VERSIONS, installN8n, packPackage } from '../../n8n/server/install.mts';
import { postgresPath } from '../../n8n/server/postgres.mts';
import { redisPath } from '../../n8n/server/redis.mts';
import { chromiumPath } from './chromium.mts';

export default async function setup(): Promise<void> {
	await Promise.all(N8N_VERSIONS.map(installN8n));
	await chromiumPath();
	await redisPath();
	await postgresPath();
	await packPackage();
}
