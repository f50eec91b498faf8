import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';

import { holds, listOf } from '../../n8n/guards.mts';

const ROOT = process.cwd();

interface Packed {
	filename: string;
	/** In bytes, compressed. */
	size: number;
	files: Array<{ path: string }>;
}

const isPackedList = listOf(holds<Packed>('filename', 'size', 'files'));

/** All messages of n8n's verifier, warnings too: its own `analyzePackage` counts errors only. */
const VERIFY = `
	import { ESLint } from 'eslint';
	import glob from 'fast-glob';
	import * as scanner from '@n8n/scan-community-package/scanner/scanner.mjs';

	const [folder, kind] = process.argv.slice(1);
	// The scan of a published package: its sources, and what its tarball has.
	const patterns = kind === 'sources' ? scanner.SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
	const { passed, details, message } = await scanner.analyzePackage(folder, patterns);
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await scanner.buildScanConfig(),
	});
	const files = glob.sync(patterns, { cwd: folder, absolute: true, ignore: ['node_modules/**'] });
	const results = await eslint.lintFiles(files);
	const messages = results.flatMap(({ filePath, messages }) =>
		messages.map(({ line, ruleId, message }) => filePath + ':' + line + ' ' + ruleId + ' ' + message),
	);
	console.log(JSON.stringify({ passed, details, message, files: files.length, messages }));
`;

async function verify(folder: string, kind: 'sources' | 'tarball'): Promise<unknown> {
	const { stdout } = await execa({
		cwd: ROOT,
		// With jest's "test", the rules take every file for a file of their own tests.
		env: { NODE_ENV: 'production' },
	})`${process.execPath} --input-type=module --eval ${VERIFY} ${folder} ${kind}`;
	return JSON.parse(stdout);
}

/** What a package exports where it is installed: each key, and the name of its class. */
async function exportsOf(name: string, cwd: string): Promise<unknown> {
	const print = `console.log(JSON.stringify(Object.entries(require('${name}')).map(([key, { name }]) => [key, name])))`;
	const { stdout } = await execa({ cwd })`${process.execPath} --eval ${print}`;
	return JSON.parse(stdout);
}

/** A package.json, as far as it is checked here. */
interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
	peerDependencies: Record<string, string>;
	peerDependenciesMeta: Record<string, { optional: boolean }>;
	scripts: Record<string, string>;
}

const isManifest = holds<Manifest>('n8n', 'peerDependencies', 'peerDependenciesMeta', 'scripts');

describe('The package', () => {
	let folder = '';
	let packed: Packed | undefined;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'wiro-pack-'));
		const { stdout } = await execa`npm pack --json --ignore-scripts --pack-destination=${folder}`;
		const list: unknown = JSON.parse(stdout);
		if (isPackedList(list)) packed = list[0];
		await execa`tar -xzf ${join(folder, packed?.filename ?? '')} -C ${folder}`;
	});
	afterAll(async () => await rm(folder, { recursive: true, force: true }));

	it('has as many files as docs/verification.md says', async () => {
		const page = await readFile(join(ROOT, 'docs/verification.md'), 'utf8');
		const numbers = [...page.matchAll(/^\| `[^|]*\| (\d+) +\|/gm)].map(([, number]) =>
			Number(number),
		);

		expect(page).toContain(`lists it: ${packed?.files.length} files`);
		expect(numbers.reduce((sum, number) => sum + number, 0)).toBe(packed?.files.length);
	});

	it('has the compiled files, its entry point, README, LICENSE and package.json, and nothing else', () => {
		const paths = packed?.files.map(({ path }) => path) ?? [];

		expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
			'LICENSE',
			'README.md',
			'index.js',
			'package.json',
		]);
		expect(paths).toContain('dist/nodes/Wiro/Wiro.node.js');
		expect(paths.filter((path) => /\.(map|d\.ts|ts)$/.test(path))).toEqual([]);
	});

	it('is small', () => {
		expect(packed?.size).toBeGreaterThan(10_000);
		expect(packed?.size).toBeLessThan(120_000);
	});

	it('depends on n8n-workflow alone, and runs nothing when it is installed', async () => {
		const manifest: unknown = JSON.parse(await readFile('package.json', 'utf8'));
		if (!isManifest(manifest)) throw new Error('This is no package.json of an n8n package.');

		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest).not.toHaveProperty('optionalDependencies');
		expect(manifest).not.toHaveProperty('bundledDependencies');
		expect(manifest).not.toHaveProperty('overrides');
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(manifest.peerDependenciesMeta).toEqual({ 'n8n-workflow': { optional: true } });
		expect(Object.keys(manifest.scripts).filter((name) => /install|^prepare/.test(name))).toEqual(
			[],
		);
	});

	it("comes alone where it is installed by hand: n8n-workflow is n8n's own", async () => {
		const nodes = join(folder, 'nodes');
		await mkdir(nodes);
		const tarball = join(folder, packed?.filename ?? '');
		await execa({ cwd: nodes })`npm install ${tarball} --offline --no-audit --no-fund`;

		const installed = await readdir(join(nodes, 'node_modules'));
		expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['n8n-nodes-wiro']);
	});

	it("gives its three classes to require('n8n-nodes-wiro')", async () => {
		const project = join(folder, 'project');
		const modules = join(project, 'node_modules');
		await mkdir(modules, { recursive: true });
		await execa`tar -xzf ${join(folder, packed?.filename ?? '')} -C ${modules}`;
		await rename(join(modules, 'package'), join(modules, 'n8n-nodes-wiro'));
		await symlink(join(ROOT, 'node_modules/n8n-workflow'), join(modules, 'n8n-workflow'));

		const names = await exportsOf('n8n-nodes-wiro', project);

		expect(names).toEqual([
			['Wiro', 'Wiro'],
			['WiroProjectApi', 'WiroProjectApi'],
			['WiroTrigger', 'WiroTrigger'],
		]);
	});

	it('has a schema of the output of each operation, and of the trigger', () => {
		const schemas = (packed?.files ?? [])
			.map(({ path }) => path)
			.filter((path) => path.includes('__schema__'))
			.map((path) => path.replace('dist/nodes/Wiro/__schema__/', ''));

		expect(schemas.sort()).toEqual([
			'v1.0.0.json',
			'v1.0.0/model/getPrice.json',
			'v1.0.0/task/cancel.json',
			'v1.0.0/task/deleteFiles.json',
			'v1.0.0/task/get.json',
			'v1.0.0/task/getMany.json',
			'v1.0.0/task/kill.json',
			'v1.0.0/task/run.json',
			'v1.0.0/task/waitForCompletion.json',
		]);
	});

	it("has every file that its n8n block names, and those files' icons", async () => {
		const inside = join(folder, 'package');
		const manifest: unknown = JSON.parse(await readFile(join(inside, 'package.json'), 'utf8'));
		if (!isManifest(manifest)) throw new Error('This is no package.json of an n8n package.');

		const named = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
		expect(named.length).toBeGreaterThan(1);
		for (const path of named) {
			const text = await readFile(join(inside, path), 'utf8');
			const icons = [...text.matchAll(/'file:([^']+)'/g)].map(([, icon]) => icon ?? '');
			expect(icons).toHaveLength(2);
			for (const icon of icons) await access(join(inside, path, '..', icon));
		}
		for (const path of manifest.n8n.nodes) {
			await access(join(inside, path.replace(/\.js$/, '.json')));
		}
	});

	it.each(['tarball', 'sources'] as const)(
		"passes n8n's verifier without errors and warnings (%s)",
		async (kind) => {
			const verdict = await verify(kind === 'sources' ? ROOT : join(folder, 'package'), kind);

			expect(verdict).toEqual({ passed: true, files: expect.any(Number), messages: [] });
			expect(verdict).not.toHaveProperty('files', 0);
		},
		60_000,
	);

	it('switches no lint rule off in its sources', async () => {
		const entries = await Promise.all(
			['nodes', 'credentials'].map((name) =>
				readdir(name, { recursive: true, withFileTypes: true }),
			),
		);
		const files = entries.flat().filter((entry) => entry.isFile());
		expect(files.length).toBeGreaterThan(20);
		for (const { parentPath, name } of files) {
			const text = await readFile(join(parentPath, name), 'utf8');
			expect(/eslint-disable|@ts-(ignore|nocheck|expect-error)/.exec(text)?.input).toBeUndefined();
		}
	});
});
