/**
 * The tests in mocha, for mutation testing alone: its Stryker runner loads n8n-core and the tests
 * once and then changes from mutant to mutant, where jest's would load them again for each.
 *
 * It replaces mocha's own interface, and `@jest/globals` in the tests.
 */
import { createRequire, registerHooks } from 'node:module';
import { relative } from 'node:path';
import { getCallSites } from 'node:util';

import { expect } from 'expect';
import { bind } from 'jest-each';
import { ModuleMocker } from 'jest-mock';
import Mocha from 'mocha';

import { abandonEmulator } from './sharedEmulator.mjs';

const { Suite, Test } = Mocha;

const SHARED_EMULATOR = new URL('sharedEmulator.mjs', import.meta.url).href;
const FIRST_CHECK = /(const FIRST_CHECK_MS =) 1_000;/;

const require = createRequire(import.meta.url);

/** Which copy of the compiled package and of the test support is loaded now. The first has no number. */
let copy = 0;
const COPY = /\.copy\d+(?=\.mts$)/;
/** What a copy has of its own: not n8n's packages, which keep nothing of the nodes. */
const COPIED = /\/(?:n8n\/engine|test\/support\/engine)\/[^/]+\.mts$/;

const toCopy = (url, number) => url.replace(/(?=\.mts$)/, number);

registerHooks({
	resolve(specifier, context, next) {
		if (COPY.test(specifier)) return { url: specifier, shortCircuit: true };
		if (specifier === '@jest/globals') return { url: import.meta.url, shortCircuit: true };
		if (specifier.endsWith('/emulator/start.mts') && context.parentURL !== SHARED_EMULATOR) {
			return { url: SHARED_EMULATOR, shortCircuit: true };
		}
		// The compiled package has n8n's CommonJS copy: the classes of the other are other classes.
		const conditions = specifier === 'n8n-workflow' ? ['node', 'require'] : context.conditions;
		const resolved = next(specifier, { ...context, conditions });
		const [parentsCopy] = COPY.exec(context.parentURL ?? '') ?? [];
		if (parentsCopy === undefined || !COPIED.test(resolved.url)) return resolved;
		return { ...resolved, url: toCopy(resolved.url, parentsCopy) };
	},
	load(url, context, next) {
		const loaded = next(url.replace(COPY, ''), context);
		if (!url.endsWith('/api/knownTasks.js')) return loaded;
		// Nearly every test waits for this second, and the emulator shows its tasks at once.
		return { ...loaded, source: String(loaded.source).replace(FIRST_CHECK, '$1 20;') };
	},
});

/** A mutant can make a test wait for ever; the longest test takes 9 seconds. */
const LONGEST_TEST_MS = 25_000;

/** The suites that are being filled, innermost first. Each file has one: its hooks are its own. */
const suites = [];
let currentFile;

// Stryker accepts only the interfaces that mocha comes with.
Mocha.interfaces.bdd = (root) => {
	root.beforeEach(function () {
		expect.setState({ currentTestName: this.currentTest.fullTitle() });
	});
	root.afterEach(function () {
		if (this.currentTest.timedOut) abandonEmulator();
	});
	root.on('pre-require', (_context, file) => {
		currentFile = file;
		const suite = Suite.create(root, relative(process.cwd(), file));
		suite.file = file;
		suite.timeout(LONGEST_TEST_MS);
		suites.unshift(suite);
	});
	root.on('post-require', () => suites.shift());
};

function addSuite(title, fill) {
	const suite = Suite.create(suites[0], title);
	suite.file = currentFile;
	suites.unshift(suite);
	fill();
	suites.shift();
}

function addTest(title, work) {
	const test = new Test(title, work);
	test.file = currentFile;
	suites[0].addTest(test);
}

export const describe = Object.assign(addSuite, { each: bind(addSuite, false) });
export const it = Object.assign(addTest, { each: bind(addTest, false) });
export const beforeAll = (work) => suites[0].beforeAll(work);
export const afterAll = (work) => suites[0].afterAll(work);
export const beforeEach = (work) => suites[0].beforeEach(work);
export const afterEach = (work) => suites[0].afterEach(work);
export const jest = Object.assign(new ModuleMocker(globalThis), {
	resetModules() {
		copy++;
		const compiled = `${process.cwd()}/dist/`;
		for (const file of Object.keys(require.cache)) {
			if (file.startsWith(compiled)) delete require.cache[file];
		}
	},
	/** @param specifier relative to the file that asks */
	requireActual(specifier) {
		const [, { scriptName }] = getCallSites();
		return require(toCopy(new URL(specifier, scriptName).href, `.copy${copy}`));
	},
});
export { expect };
