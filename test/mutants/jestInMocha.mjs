/**
 * The tests in mocha, for mutation testing alone: its Stryker runner loads n8n-core and the tests
 * once and then changes from mutant to mutant, where jest's would load them again for each.
 *
 * It replaces mocha's own interface, and `@jest/globals` in the tests.
 */
import { registerHooks } from 'node:module';
import { relative } from 'node:path';

import { expect } from 'expect';
import { bind } from 'jest-each';
import { ModuleMocker } from 'jest-mock';
import Mocha from 'mocha';

import { abandonEmulator } from './sharedEmulator.mjs';

const { Suite, Test } = Mocha;

const SHARED_EMULATOR = new URL('sharedEmulator.mjs', import.meta.url).href;
const FIRST_CHECK = /(const FIRST_CHECK_MS =) 1_000;/;

registerHooks({
	resolve(specifier, context, next) {
		if (specifier === '@jest/globals') return { url: import.meta.url, shortCircuit: true };
		if (specifier.endsWith('/emulator/start.mts') && context.parentURL !== SHARED_EMULATOR) {
			return { url: SHARED_EMULATOR, shortCircuit: true };
		}
		// The compiled package has n8n's CommonJS copy: the classes of the other are other classes.
		const conditions = specifier === 'n8n-workflow' ? ['node', 'require'] : context.conditions;
		return next(specifier, { ...context, conditions });
	},
	load(url, context, next) {
		const loaded = next(url, context);
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
export const jest = new ModuleMocker(globalThis);
export { expect };
