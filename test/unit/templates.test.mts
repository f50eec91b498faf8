/** The form of n8n's template library, from the guidelines of its Creator hub. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { type WorkflowNode, parseWorkflow } from '../../n8n/engine/workflow.mts';
import { textOf } from '../../n8n/guards.mts';

/** White is a section; a note without a colour is yellow. */
const WHITE = 7;

/** What n8n's canvas draws a node and its label into, beside its position; in pixels. */
const NODE = { width: 100, height: 140 };

/** The sections of a description, in their order. */
const DESCRIPTION = [
	"Who's it for",
	'How it works',
	'How to set up',
	'Requirements',
	'How to customize',
];

const templates = globSync('workflows/*.json').map((path) => ({
	file: basename(path, '.json'),
	workflow: parseWorkflow(readFileSync(path, 'utf8')),
}));
const readme = readFileSync('workflows/README.md', 'utf8');

const isNote = ({ type }: WorkflowNode) => type === 'n8n-nodes-base.stickyNote';
const isWhite = ({ parameters }: WorkflowNode) => parameters?.color === WHITE;
const textIn = ({ parameters }: WorkflowNode) => textOf(parameters?.content);
const wordsIn = (text: string) => text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** Where a node or note lies on the canvas. */
function boxOf({ position: [left, top] = [NaN, NaN], type, parameters }: WorkflowNode): Box {
	// The canvas draws a trigger of tools and other nodes with inputs below wider.
	const isWide = type.endsWith('mcpTrigger');
	const width = Number(parameters?.width ?? (isWide ? 2 * NODE.width : NODE.width));
	const height = Number(parameters?.height ?? NODE.height);
	return { left, top, right: left + width, bottom: top + height };
}

const encloses = (outer: Box, inner: Box) =>
	outer.left <= inner.left &&
	outer.top <= inner.top &&
	outer.right >= inner.right &&
	outer.bottom >= inner.bottom;

const overlap = (a: Box, b: Box) =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe.each(templates)('The template $file', ({ file, workflow: { name = '', nodes } }) => {
	const steps = nodes.filter((node) => !isNote(node));
	const notes = nodes.filter(isNote);
	const overviews = notes.filter((note) => !isWhite(note));
	const sections = notes.filter(isWhite);

	it('has a name that begins with what it does and says where, like a sentence', () => {
		expect(name).toMatch(/^[A-Z][a-z]+ [\w ]+ (with|to|on|in|from) /);
		expect(name.replaceAll(/Wiro|AI|MCP/g, '').slice(1)).not.toMatch(/[A-Z]/);
	});

	it('has one yellow note, in the top left corner, that explains it and leads through its setup', () => {
		expect(overviews).toHaveLength(1);
		for (const overview of overviews) {
			expect(wordsIn(textIn(overview))).toBeGreaterThanOrEqual(100);
			expect(wordsIn(textIn(overview))).toBeLessThanOrEqual(300);
			expect(textIn(overview)).toContain('\n### How it works\n');
			expect(textIn(overview)).toContain('\n### Setup\n');
			const { left, top, right } = boxOf(overview);
			for (const other of nodes.filter((node) => node !== overview).map(boxOf)) {
				expect(right).toBeLessThan(other.left);
				expect(top).toBeLessThanOrEqual(other.top);
				expect(left).toBeLessThan(other.left);
			}
		}
	});

	it('has white notes of some words around its nodes, if there are many', () => {
		if (steps.filter(({ type }) => !type.endsWith('Tool')).length < 4) {
			expect(sections).toEqual([]);
			return;
		}
		for (const section of sections) expect(wordsIn(textIn(section))).toBeLessThan(50);
		const around = steps.map((step) => sections.filter((one) => encloses(boxOf(one), boxOf(step))));
		expect(around.map(({ length }) => length)).toEqual(steps.map(() => 1));
		const boxes = sections.map(boxOf);
		expect(boxes.filter((box) => boxes.some((one) => one !== box && overlap(one, box)))).toEqual(
			[],
		);
	});

	it('holds no credential, no data and nobody’s own address', () => {
		const credentials = steps.flatMap((step) => Object.values(step.credentials ?? {}));
		expect(credentials.filter(({ id }) => id !== null)).toEqual([]);
		expect(readFileSync(`workflows/${file}.json`, 'utf8')).not.toMatch(
			/[\w.]+@[\w-]+\.\w|"pinData": \{[^}]/,
		);
	});

	it('is described in about 200 words, with a picture first', () => {
		const [, description = ''] = readme.split(`\n## ${name}\n`);
		const [text = ''] = description.split('\n## ');
		expect(text).toMatch(
			new RegExp(
				`^\n!\\[.+\\]\\(\\.\\./docs/screenshots/templates/${file}\\.png\\)\n\nThis template uses the community node \`n8n-nodes-wiro\``,
			),
		);
		expect([...text.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading)).toEqual(DESCRIPTION);
		expect(text).not.toMatch(/<\w/);
		expect(wordsIn(text)).toBeGreaterThan(150);
		expect(wordsIn(text)).toBeLessThan(280);
	});
});
