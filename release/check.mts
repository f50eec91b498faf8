/**
 * `node release/check.mts`: stops a release that should not be published. npm runs it before every
 * `npm publish` (`prepublishOnly`), and the publish workflow before it runs the tests.
 */
import { readFile } from 'node:fs/promises';

import { reasonsAgainst } from './release.mts';

const version = versionOf(JSON.parse(await readFile('package.json', 'utf8')));
const changelog = await readFile('CHANGELOG.md', 'utf8');
const reasons = reasonsAgainst({ version, changelog, environment: process.env });

for (const reason of reasons) console.error(reason);
if (reasons.length > 0) process.exitCode = 1;
else console.log(`${version}: version, changelog and tag agree.`);

function versionOf(manifest: unknown): string {
	const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
	if (isVersioned && typeof manifest.version === 'string') return manifest.version;
	throw new Error('package.json has no version.');
}
