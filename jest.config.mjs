/** Tests run against the compiled package in dist/, so `npm run build` comes first (npm test does it). */
export default {
	testEnvironment: 'node',
	// Not the n8n servers in .n8n/, which are some hundred thousand files.
	roots: ['<rootDir>/test', '<rootDir>/dist'],
	testMatch: ['<rootDir>/test/{unit,engine,thorough,emulator}/**/*.test.mts'],
	moduleFileExtensions: ['mts', 'js', 'mjs', 'cjs', 'ts', 'json', 'node'],
	transform: {
		// n8n-core is CommonJS, and jest loads a graph of CommonJS far faster than one of ES modules.
		'^.+\\.mts$': [
			'babel-jest',
			{
				configFile: false,
				presets: ['@babel/preset-typescript'],
				plugins: ['@babel/plugin-transform-modules-commonjs'],
			},
		],
		'/node_modules/(execa|get-port)/': '<rootDir>/test/support/esmPackages.mjs',
	},
	transformIgnorePatterns: ['/node_modules/(?!(execa|get-port)/)'],
	collectCoverageFrom: ['dist/{nodes,credentials}/**/*.js'],
	coverageProvider: 'v8',
	coverageReporters: ['text', 'text-summary'],
	coverageThreshold: { global: { lines: 95 } },
	testTimeout: 120_000,
	// More than the two cores of a small machine: most of the time tests wait.
	maxWorkers: 7,
};
