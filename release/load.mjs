/**
 * `node release/load.mjs`: packs the package, installs the tarball in an empty folder, and creates
 * its nodes and its credential there, on the Node that runs this file. Plain JavaScript, for Node 20
 * does not strip types. Build the package first.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { name, version, n8n } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'load-'));

try {
	npm(['pack', '--ignore-scripts', '--pack-destination', folder]);
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
	const tarball = join(folder, `${name}-${version}.tgz`);
	npm(['install', tarball, '--offline', '--no-audit', '--no-fund'], folder);
	// In n8n it comes from n8n itself.
	symlinkSync(resolve('node_modules/n8n-workflow'), join(folder, 'node_modules/n8n-workflow'));

	const load = createRequire(join(folder, 'index.js'));
	const classes = Object.values(load(name));
	assert.equal(classes.length, n8n.nodes.length + n8n.credentials.length);
	const names = classes.map((Class) => {
		const instance = new Class();
		const properties = instance.description?.properties ?? instance.properties;
		assert.ok(properties.length > 0, `${Class.name} has no properties.`);
		return Class.name;
	});
	console.log(`Node ${process.version} loads ${names.join(', ')} of ${name} ${version}.`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/** Runs npm; what it prints is shown only when it fails. */
function npm(args, cwd = '.') {
	execFileSync('npm', args, { cwd, stdio: 'pipe' });
}
