/** Tests on real n8n servers, which their setup installs; `npm run build` comes first. */
import config from './jest.config.mjs';

const { testEnvironment, moduleFileExtensions, transform, transformIgnorePatterns } = config;

export default {
	testEnvironment,
	moduleFileExtensions,
	transform,
	transformIgnorePatterns,
	roots: ['<rootDir>/test'],
	testMatch: ['<rootDir>/test/e2e/**/*.test.mts'],
	globalSetup: '<rootDir>/test/e2e/setup.mts',
	testTimeout: 180_000,
	// The servers need the processors.
	maxWorkers: 1,
};
