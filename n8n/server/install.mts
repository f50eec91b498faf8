/** What real n8n servers need on this machine: n8n itself, and the package as n8n gets it. */
import { access, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

/** Everything that is installed or written for real n8n servers; git ignores it. */
export const N8N_FOLDER = join(process.cwd(), '.n8n');

/** The newest n8n, and the last one of the line before. */
export const N8N_VERSIONS = ['2.41.1', '1.123.81'] as const;

/** A version of n8n that the tests run on. */
export type N8nVersion = (typeof N8N_VERSIONS)[number];

/** Packages that npm is to take in this version, whatever n8n asks for. */
const OVERRIDES: Readonly<Record<N8nVersion, Record<string, string>>> = {
	'2.41.1': {},
	// n8n 1.x fetches its xlsx from a server of its makers; npm's own copy does.
	'1.123.81': { xlsx: '0.18.5' },
};

/** The package under test in the form in which n8n expects it at `<user folder>/.n8n/nodes`. */
const PACKED = join(N8N_FOLDER, 'package');

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
	const manifest = {
		private: true,
		dependencies: { n8n: version },
		overrides: OVERRIDES[version],
	};
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

/**
 * Packs the package as it is built in dist/, and has npm install that tarball as n8n does with a
 * community package, for every server that is started from now on.
 */
export async function packPackage(): Promise<void> {
	await mkdir(N8N_FOLDER, { recursive: true });
	const fresh = await mkdtemp(join(N8N_FOLDER, 'package-'));
	const log = join(fresh, 'npm.log');
	await runTool('npm', ['pack', '--ignore-scripts', '--pack-destination', fresh], { log });
	const tarball = (await readdir(fresh)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm pack made no tarball.');
	await writeFile(join(fresh, 'package.json'), JSON.stringify({ private: true }));
	// Nothing else is fetched: its only peer is n8n-workflow, which n8n itself brings.
	await runTool('npm', ['install', tarball, '--ignore-scripts', '--offline', '--no-audit'], {
		cwd: fresh,
		log,
	});
	await rm(PACKED, { recursive: true, force: true });
	await rename(fresh, PACKED);
}

/** Puts the packed package into an n8n user folder, in place of an earlier one. */
export async function installPackage(userFolder: string): Promise<void> {
	if (!(await exists(PACKED))) await packPackage();
	const nodes = join(userFolder, '.n8n/nodes');
	await rm(nodes, { recursive: true, force: true });
	await cp(PACKED, nodes, { recursive: true });
}

/** How a tool is run. */
interface ToolOptions {
	/** One line for whoever waits for it; no line if left out. */
	title?: string;
	/** The repository's folder if left out. */
	cwd?: string;
	/** The file that all of the tool's output goes to. */
	log: string;
	/** Environment variables beside those of this process. */
	env?: NodeJS.ProcessEnv;
}

/** Runs a command line tool on this repository's Node; when it fails, the error has its output. */
export async function runTool(
	command: string,
	args: readonly string[],
	{ title, cwd = process.cwd(), log, env = {} }: ToolOptions,
): Promise<void> {
	if (title !== undefined) process.stderr.write(`${title} …\n`);
	const output = ['pipe', { file: log }] as const;
	const { durationMs } = await execa(command, args, {
		cwd,
		env,
		preferLocal: true,
		localDir: process.cwd(),
		stdin: 'ignore',
		stdout: output,
		stderr: output,
	});
	if (title !== undefined) process.stderr.write(`${title}: ${Math.round(durationMs / 1000)} s\n`);
}

/** Whether there is a file or folder. */
export async function exists(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}

function folderOf(version: N8nVersion): string {
	return join(N8N_FOLDER, 'servers', version);
}
