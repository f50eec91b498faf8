/** The package under test as n8n gets it: packed, and installed by npm as a community package. */
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { N8N_FOLDER } from './server-install.mts';
import { runTool } from './server-tool.mts';

/** What n8n expects at `<user folder>/.n8n/nodes`. */
const PACKED = join(N8N_FOLDER, 'package');

/**
 * Packs the package as it is built in dist/, and installs that tarball, for every server that is
 * started from now on.
 */
export async function packPackage(): Promise<void> {
	await mkdir(N8N_FOLDER, { recursive: true });
	const fresh = await mkdtemp(join(N8N_FOLDER, 'package-'));
	const log = join(fresh, 'npm.log');
	await runTool('npm', ['pack', '--ignore-scripts', '--pack-destination', fresh], {
		cwd: process.cwd(),
		log,
	});
	const tarball = (await readdir(fresh)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm pack made no tarball.');
	await writeFile(join(fresh, 'package.json'), JSON.stringify({ private: true }));
	// Its only peer is n8n-workflow, which n8n itself brings.
	await runTool(
		'npm',
		['install', tarball, '--ignore-scripts', '--legacy-peer-deps', '--offline', '--no-audit'],
		{ cwd: fresh, log },
	);
	await rm(PACKED, { recursive: true, force: true });
	await rename(fresh, PACKED);
}

/** Puts the packed package into an n8n user folder, in place of an earlier one. */
export async function installPackage(userFolder: string): Promise<void> {
	if ((await stat(PACKED).catch(() => undefined)) === undefined) await packPackage();
	const nodes = join(userFolder, '.n8n/nodes');
	await rm(nodes, { recursive: true, force: true });
	await cp(PACKED, nodes, { recursive: true });
}
