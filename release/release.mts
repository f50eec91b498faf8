/** What has to agree before a version is published. */

/** The release as the repository and CI's environment describe it. */
export interface Release {
	/** The version in package.json. */
	version: string;
	/** The text of CHANGELOG.md. */
	changelog: string;
	/** The environment of this process. */
	environment: Readonly<Record<string, string | undefined>>;
}

/** A heading of Keep a Changelog: `## [1.2.3] - 2026-11-26`, or `## [Unreleased]`. */
const HEADING = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?\s*$/;

/**
 * Every reason why this release may not be published; empty when there is none.
 *
 * GitHub Actions sets the variables, see "Default environment variables" in its documentation.
 */
export function reasonsAgainst({ version, changelog, environment }: Release): string[] {
	const { GITHUB_ACTIONS, GITHUB_REF_TYPE, GITHUB_REF_NAME = '' } = environment;
	const tag = `v${version}`;
	if (GITHUB_ACTIONS !== 'true') {
		return [
			`This package is published by CI only, with npm provenance. Push the tag ${tag} instead: git push origin ${tag}`,
		];
	}
	return [
		...tagReasons(tag, GITHUB_REF_TYPE, GITHUB_REF_NAME),
		...changelogReasons(version, changelog),
	];
}

function tagReasons(tag: string, type: string | undefined, name: string): string[] {
	if (type !== 'tag') return [`This run is for ${name || 'no ref'}, not for the tag ${tag}.`];
	if (name !== tag) return [`The tag is ${name}, but package.json wants ${tag}.`];
	return [];
}

function changelogReasons(version: string, changelog: string): string[] {
	const [unreleased, newest] = sections(changelog);
	if (unreleased?.name !== 'Unreleased') {
		return ['CHANGELOG.md does not start with the heading [Unreleased].'];
	}
	const reasons: string[] = [];
	if (unreleased.text !== '') {
		reasons.push(`CHANGELOG.md has entries under [Unreleased]. Move them to [${version}].`);
	}
	if (newest?.name !== version) {
		reasons.push(
			`The newest version in CHANGELOG.md is ${newest?.name ?? 'missing'}, but package.json has ${version}.`,
		);
	} else if (newest.date === undefined || newest.text === '') {
		reasons.push(`[${version}] in CHANGELOG.md needs a date (YYYY-MM-DD) and an entry.`);
	}
	return reasons;
}

interface Section {
	name: string;
	date: string | undefined;
	/** What stands under the heading, without the link definitions at the end of a changelog. */
	text: string;
}

/** The changelog's sections, the newest first, as they stand in the file. */
function sections(changelog: string): Section[] {
	const found: Section[] = [];
	for (const line of changelog.split('\n')) {
		const [heading, name = '', date] = HEADING.exec(line) ?? [];
		const current = found.at(-1);
		if (heading !== undefined) found.push({ name, date, text: '' });
		else if (current && !/^\[[^\]]+\]: /.test(line)) {
			current.text = `${current.text}\n${line}`.trim();
		}
	}
	return found;
}
