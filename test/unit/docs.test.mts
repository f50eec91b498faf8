import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { syntaxTreeOf } from '../support/syntaxTree.mts';

/** The repository's own files on GitHub: a reader of npm's page follows these. */
const OWN =
	/^https:\/\/(github|raw\.githubusercontent)\.com\/n8n-nodes-wiro\/n8n-nodes-wiro\/(blob\/)?main\//;

const pages = globSync('{*,docs/*,workflows/*,emulator/**/*,.github/**/*}.md');

/** The anchor that GitHub gives to a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

const anchorsOf = (page: string) =>
	[...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));

/** The links of a page to files of the repository, as `[path from its root, anchor]`. */
function linksOf(page: string): Array<[path: string, anchor: string | undefined]> {
	const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(
		(match) => match[1] ?? '',
	);
	return links.flatMap((link) => {
		if (/^[a-z]+:/.test(link) && !OWN.test(link)) return [];
		const [path = '', anchor] = link.replace(OWN, '').split('#');
		if (OWN.test(link)) return [[path, anchor]];
		return [[path === '' ? page : join(dirname(page), path), anchor]];
	});
}

describe('The documentation', () => {
	it.each(pages)('%s leads to files and headings that exist', (page) => {
		const dead = linksOf(page).filter(
			([path, anchor]) =>
				!existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor)),
		);
		expect(dead).toEqual([]);
	});

	it('shows every screenshot that there is', () => {
		const shown = pages.flatMap((page) => linksOf(page).map(([path]) => path));
		expect(globSync('docs/**/*.{png,svg,webp}').filter((path) => !shown.includes(path))).toEqual(
			[],
		);
	});
});

/** Exported declarations of a file without a docstring. A type may share the one of its schema. */
function undocumentedIn(path: string): string[] {
	const source = syntaxTreeOf(path);
	const exported = source.statements.filter(
		(statement) =>
			ts.canHaveModifiers(statement) &&
			ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
	);
	const isDocumented = (statement: ts.Statement) =>
		ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc);
	const namesOf = (statement: ts.Statement) =>
		ts.isVariableStatement(statement)
			? statement.declarationList.declarations.map(({ name }) => name.getText())
			: [(ts.isTypeAliasDeclaration(statement) && statement.name.text) || statement.getText()];
	const documented = new Set([...source.statements].filter(isDocumented).flatMap(namesOf));
	return exported
		.filter((statement) => !isDocumented(statement))
		.flatMap(namesOf)
		.filter((name) => !documented.has(name))
		.map((name) => `${path}: ${name.slice(0, 60)}`);
}

describe('The code', () => {
	it('has a docstring for everything that it exports', () => {
		const paths = globSync('{nodes,credentials,emulator,n8n,bench,demo,release}/**/*.{ts,mts}');
		expect(paths.length).toBeGreaterThan(100);
		expect(paths.flatMap(undocumentedIn)).toEqual([]);
	});
});
