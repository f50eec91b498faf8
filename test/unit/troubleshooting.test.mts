import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { syntaxTreeOf } from '../support/syntaxTree.mts';

const PAGE = readFileSync('docs/troubleshooting.md', 'utf8');

/** Calls that make an error or a hint, with the place of the message among their arguments. */
const MESSAGE_ARGUMENTS = new Map([
	['aboutTask', 0],
	['badParameter', 0],
	['execution.addHint', 0],
	['noFile', 1],
	['NodeApiError', 1],
	['NodeOperationError', 1],
	['WiroError', 0],
	['withWords', 0],
]);

/** Properties and variables that hold a message. `happening` ends the message about a request. */
const MESSAGE_NAME = /^(message|happening)$/;

/** The texts that an expression can have, each with `…` for what is only known at run time. */
function textsOf(expression: ts.Expression, constants: Map<string, ts.Expression>): string[] {
	if (ts.isStringLiteralLike(expression)) return [expression.text];
	if (ts.isTemplateExpression(expression)) {
		const parts = expression.templateSpans.map(({ expression: inserted, literal }) => {
			const [label, other] = ts.isIdentifier(inserted) ? textsOf(inserted, constants) : [];
			return `${label === undefined || other !== undefined ? '…' : label}${literal.text}`;
		});
		return [[expression.head.text, ...parts].join('').replace(/…+/g, '…')];
	}
	if (ts.isConditionalExpression(expression)) {
		const { whenTrue, whenFalse } = expression;
		return [whenTrue, whenFalse].flatMap((branch) => textsOf(branch, constants));
	}
	const constant = ts.isIdentifier(expression) ? constants.get(expression.text) : undefined;
	return constant === undefined ? [] : textsOf(constant, constants);
}

/** The expression of a message that a node of the syntax tree gives to an error or a hint. */
function messageIn(node: ts.Node): ts.Expression | undefined {
	if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
		const place = MESSAGE_ARGUMENTS.get(node.expression.getText());
		return place === undefined ? undefined : node.arguments?.[place];
	}
	if (!ts.isPropertyAssignment(node) && !ts.isVariableDeclaration(node)) return undefined;
	return MESSAGE_NAME.test(node.name.getText()) ? node.initializer : undefined;
}

/** What only passes a message on, or adds the number of its item. */
const WITHOUT_WORDS = ['…', '… [item …]'];

function messagesOf(path: string): string[] {
	const source = syntaxTreeOf(path);
	const constants = new Map<string, ts.Expression>();
	const found: ts.Expression[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && /^[A-Z_]+$/.test(node.name.getText())) {
			if (node.initializer !== undefined) constants.set(node.name.getText(), node.initializer);
		}
		const message = messageIn(node);
		if (message !== undefined) found.push(message);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found
		.flatMap((message) => textsOf(message, constants))
		.filter((text) => !WITHOUT_WORDS.includes(text));
}

const inCode = new Set(globSync('{nodes,credentials}/**/*.ts').flatMap(messagesOf));

/** The first cells of the page's tables, each with its messages in backquotes. */
const onPage = PAGE.split('\n')
	.filter((line) => line.startsWith('| `'))
	.flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)])
	.map((match) => match[1] ?? '');

describe('The troubleshooting page', () => {
	it('has every message that the code can produce', () => {
		expect(inCode.size).toBeGreaterThan(100);
		expect([...inCode].filter((message) => !onPage.includes(message))).toEqual([]);
	});

	it('has no message that the code cannot produce', () => {
		expect(onPage.filter((message) => !inCode.has(message))).toEqual([]);
	});

	it('has every message once', () => {
		expect(onPage.filter((message, index) => onPage.indexOf(message) !== index)).toEqual([]);
	});
});
