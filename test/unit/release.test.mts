import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';

import { reasonsAgainst } from '../../release/release.mts';
import { listen } from '../support/listen.mts';

/** CI's environment when the tag v1.2.3 was pushed. */
const TAG_PUSHED = { GITHUB_ACTIONS: 'true', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.3' };

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.2.3] - 2026-11-26

### Added

- A thing.

## [1.2.2] - 2026-11-25

- Another thing.

[Unreleased]: https://example.com/compare
`;

const AGREEING = { version: '1.2.3', changelog: CHANGELOG, environment: TAG_PUSHED };

describe('A release', () => {
	it('may be published when version, changelog and tag agree', () => {
		expect(reasonsAgainst(AGREEING)).toEqual([]);
	});

	it('is refused on a laptop, with the way that works', () => {
		expect(reasonsAgainst({ ...AGREEING, environment: {} })).toEqual([
			'This package is published by CI only, with npm provenance. Push the tag v1.2.3 instead: git push origin v1.2.3',
		]);
	});

	it.each([
		[
			'another tag',
			{ GITHUB_REF_NAME: 'v1.2.4' },
			'The tag is v1.2.4, but package.json wants v1.2.3.',
		],
		[
			'a tag without v',
			{ GITHUB_REF_NAME: '1.2.3' },
			'The tag is 1.2.3, but package.json wants v1.2.3.',
		],
		[
			'a branch with the name of the tag',
			{ GITHUB_REF_TYPE: 'branch' },
			'This run is for v1.2.3, not for the tag v1.2.3.',
		],
	])('is refused in CI for %s', (_, change, reason) => {
		const environment = { ...TAG_PUSHED, ...change };
		expect(reasonsAgainst({ ...AGREEING, environment })).toEqual([reason]);
	});

	it.each([
		[
			'has no entry for the version',
			CHANGELOG.replaceAll('1.2.3', '1.2.0'),
			'The newest version in CHANGELOG.md is 1.2.0, but package.json has 1.2.3.',
		],
		[
			'has no version at all',
			'# Changelog\n\n## [Unreleased]\n',
			'The newest version in CHANGELOG.md is missing, but package.json has 1.2.3.',
		],
		[
			'gives the version no date',
			CHANGELOG.replace(' - 2026-11-26', ''),
			'[1.2.3] in CHANGELOG.md needs a date (YYYY-MM-DD) and an entry.',
		],
		[
			'says nothing about the version',
			CHANGELOG.replace('### Added\n\n- A thing.\n', ''),
			'[1.2.3] in CHANGELOG.md needs a date (YYYY-MM-DD) and an entry.',
		],
		[
			'still has entries that are not released',
			CHANGELOG.replace('## [Unreleased]\n', '## [Unreleased]\n\n- Not yet.\n'),
			'CHANGELOG.md has entries under [Unreleased]. Move them to [1.2.3].',
		],
		[
			'has no place for the next entries',
			CHANGELOG.replace('## [Unreleased]\n', ''),
			'CHANGELOG.md does not start with the heading [Unreleased].',
		],
	])('is refused when the changelog %s', (_, changelog, reason) => {
		expect(reasonsAgainst({ ...AGREEING, changelog })).toEqual([reason]);
	});

	it('is refused with every reason at once', () => {
		const environment = { ...TAG_PUSHED, GITHUB_REF_NAME: 'v2.0.0' };
		expect(reasonsAgainst({ version: '1.3.0', changelog: CHANGELOG, environment })).toHaveLength(2);
	});
});

describe('npm publish', () => {
	/** A folder with all that npm needs to publish version 1.2.3. */
	let folder = '';

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'wiro-release-'));
		await cp('release', join(folder, 'release'), { recursive: true });
		await cp('package.json', join(folder, 'package.json'));
		await execa({ cwd: folder })`npm pkg set version=1.2.3`;
		await writeFile(join(folder, 'CHANGELOG.md'), CHANGELOG);
	});
	afterAll(async () => await rm(folder, { recursive: true, force: true }));

	/** What npm prints, and whether it would have published. */
	async function publish(env: Record<string, string>, ...options: string[]) {
		const { failed, all } = await execa({
			cwd: folder,
			env,
			reject: false,
			all: true,
		})`npm publish ${options}`;
		return { failed, all };
	}

	it('stops on a laptop', async () => {
		const { failed, all } = await publish({ GITHUB_ACTIONS: '' }, '--dry-run', '--offline');

		expect(failed).toBe(true);
		expect(all).toContain('This package is published by CI only, with npm provenance.');
		expect(all).not.toContain('+ n8n-nodes-wiro@1.2.3');
	});

	it('stops in CI when the tag is another one', async () => {
		const env = { ...TAG_PUSHED, GITHUB_REF_NAME: 'v1.2.4' };
		const { failed, all } = await publish(env, '--dry-run', '--offline');

		expect(failed).toBe(true);
		expect(all).toContain('The tag is v1.2.4, but package.json wants v1.2.3.');
	});

	it('goes through in CI when version, changelog and tag agree', async () => {
		const { failed, all } = await publish(TAG_PUSHED, '--dry-run', '--offline');

		expect({ failed, all }).toMatchObject({ failed: false });
		expect(all).toContain('1.2.3: version, changelog and tag agree.');
		expect(all).toContain('+ n8n-nodes-wiro@1.2.3');
	});

	it('sends nothing from a laptop that skips the check, for it has no provenance', async () => {
		const methods: Array<string | undefined> = [];
		const registry = createServer((request, response) => {
			methods.push(request.method);
			response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
		});
		const host = `127.0.0.1:${await listen(registry)}`;
		try {
			const outsideCi = { GITHUB_ACTIONS: '', GITLAB_CI: '', CI: '' };
			const options = [
				'--ignore-scripts',
				`--registry=http://${host}`,
				`--//${host}/:_authToken=any`,
			];
			const { failed, all } = await publish(outsideCi, ...options);

			expect(failed).toBe(true);
			expect(all).toContain('Automatic provenance generation not supported');
			expect(methods).not.toContain('PUT');
		} finally {
			registry.close();
		}
	});
});
