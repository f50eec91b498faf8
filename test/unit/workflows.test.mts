import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

const FOLDER = '.github/workflows';

/** What follows `uses:` at each step or job of a workflow. */
function usesOf(workflow: string): string[] {
	return [...workflow.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, uses = '']) => uses);
}

describe("GitHub's workflows", () => {
	it('pin every action by its full commit hash, and name the version', async () => {
		const names = await readdir(FOLDER);
		expect(names.sort()).toEqual(['ci.yml', 'publish.yml']);
		for (const name of names) {
			const uses = usesOf(await readFile(join(FOLDER, name), 'utf8'));
			expect(uses.length).toBeGreaterThan(0);
			// A workflow of this repository comes from the same commit.
			for (const use of uses.filter((one) => !one.startsWith('./'))) {
				expect(use).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
			}
		}
	});

	it('may write nothing but the token that npm asks for, in the job that publishes', async () => {
		const ci = await readFile(join(FOLDER, 'ci.yml'), 'utf8');
		const publish = await readFile(join(FOLDER, 'publish.yml'), 'utf8');

		expect(ci.match(/: write\b/g)).toBeNull();
		expect(ci).not.toContain('secrets.');
		expect(publish.match(/\S+: write\b/g)).toEqual(['id-token: write']);
		expect(publish.match(/secrets\.\w+/g)).toEqual(['secrets.NPM_TOKEN']);
		expect(publish).not.toContain('pull_request');
	});

	it('build and load the package on the Node versions that it supports, from the oldest on', async () => {
		const ci = await readFile(join(FOLDER, 'ci.yml'), 'utf8');
		const [, oldest = ''] =
			/"node": ">=([\d.]+)"/.exec(await readFile('package.json', 'utf8')) ?? [];
		const [, list = ''] = /^\s+node: \[(.+)\]$/m.exec(ci) ?? [];
		const versions = list.split(', ').map((version) => version.replaceAll("'", ''));

		expect(versions[0]).toBe(oldest);
		expect(versions.length).toBeGreaterThan(2);
	});
});
