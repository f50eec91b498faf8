/** Tests run against the compiled package in dist/, so `npm run build` comes first (npm test does it). */
export default {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/{unit,engine,emulator}/**/*.test.mts'],
	moduleFileExtensions: ['mts', 'js', 'mjs', 'cjs', 'ts', 'json', 'node'],
	transform: {
		'^.+\\.mts$': [
			'ts-jest',
			{
				diagnostics: false,
				tsconfig: {
					module: 'commonjs',
					moduleResolution: 'node10',
					target: 'es2023',
					esModuleInterop: true,
					isolatedModules: true,
					allowImportingTsExtensions: true,
					noEmit: false,
				},
			},
		],
	},
	testTimeout: 30_000,
	maxWorkers: 2,
};
