/** The n8n servers of the end-to-end tests and of `npm run n8n`, each installed once from npm. */
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runTool } from './server-tool.mts';

/** Everything that is installed or written for real n8n servers; git ignores it. */
export const N8N_FOLDER = join(process.cwd(), '.n8n');

/** What stands in the package.json of an installation, beside n8n itself. */
interface Recipe {
	/** Packages that npm is to take in this version, whatever n8n asks for. */
	overrides: Record<string, string>;
}

/** The newest n8n, and the last one of the line before. */
export const N8N_VERSIONS = ['2.41.1', '1.123.81'] as const;

/** A version of n8n that the tests run on. */
export type N8nVersion = (typeof N8N_VERSIONS)[number];

const RECIPES: Readonly<Record<N8nVersion, Recipe>> = {
	'2.41.1': { overrides: {} },
	// n8n 1.x fetches its xlsx from a server of its makers; npm's own copy does.
	'1.123.81': { overrides: { xlsx: '0.18.5' } },
};

/** The n8n command of an installed server. */
export function n8nCommand(version: N8nVersion): string {
	return join(folderOf(version), 'node_modules/n8n/bin/n8n');
}

/**
 * Installs a version of n8n into `.n8n/servers/<version>`, which takes some minutes and 3 GB.
 * Returns at once when that has been done.
 */
export async function installN8n(version: N8nVersion): Promise<void> {
	const folder = folderOf(version);
	const marker = join(folder, 'installed');
	if (await exists(marker)) return;

	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const { overrides } = RECIPES[version];
	const manifest = { private: true, dependencies: { n8n: version }, overrides };
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
	// Install scripts would compile a Kafka module; the only native module n8n needs is sqlite3.
	await runTool('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
		title: `Installing n8n ${version} (some minutes, once)`,
		cwd: folder,
		log: join(folder, 'install.log'),
	});
	await runTool('npm', ['rebuild', 'sqlite3'], {
		title: `Building sqlite3 for n8n ${version}`,
		cwd: folder,
		log: join(folder, 'rebuild.log'),
	});
	await writeFile(marker, '');
}

function folderOf(version: N8nVersion): string {
	return join(N8N_FOLDER, 'servers', version);
}

async function exists(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}
