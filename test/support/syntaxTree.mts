import { readFileSync } from 'node:fs';

import ts from 'typescript';

/** The syntax tree of a TypeScript file, for tests about the code itself. */
export function syntaxTreeOf(path: string): ts.SourceFile {
	const code = readFileSync(path, 'utf8');
	return ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
}
