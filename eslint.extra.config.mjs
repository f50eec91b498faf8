// What n8n's own lint (eslint.config.mjs, which strict mode wants unchanged) leaves out:
// eslint-plugin-n8n-nodes-base 2, which has configs of the old format only, the .mts files, and what
// may import what.
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** The rooms of the nodes, from the door to the wire: each may import itself and those after it. */
const ROOMS = ['actions', 'callbacks', 'methods', 'models', 'fields', 'waiting', 'api'];

/** What is for development only. None of it is published. */
const TOOLS = ['bench', 'demo', 'emulator', 'n8n', 'release'];

/** Zones of import-x/no-restricted-paths: what is at `target` may not import what is at `from`. */
const zones = [
	...ROOMS.map((room, index) => ({
		target: `./nodes/Wiro/${room}`,
		from: './nodes/Wiro',
		except: ROOMS.slice(index).map((name) => `./${name}`),
		message: `nodes/Wiro/${room} may import ${ROOMS.slice(index).join(', ')} and credentials only.`,
	})),
	{
		target: './credentials',
		from: './nodes',
		message: 'The nodes may import the credentials, not the other way round.',
	},
	{
		target: ['./nodes', './credentials'],
		from: ['test', ...TOOLS].map((name) => `./${name}`),
		message: 'The published package does not have it.',
	},
	{
		target: TOOLS.map((name) => `./${name}`),
		from: './test',
		message: 'What tools and tests share has a room of its own.',
	},
];

export default defineConfig(
	globalIgnores(['.n8n', 'dist', 'coverage', 'demo/output', 'reports']),
	{
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		plugins: { 'n8n-nodes-base': n8nNodesBase },
	},
	{
		files: ['package.json'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: n8nNodesBase.configs.community.rules,
	},
	{
		files: ['credentials/**/*.ts'],
		languageOptions: { parser: tseslint.parser },
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			// For n8n's own credentials only: a community node documents itself at a URL.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		languageOptions: { parser: tseslint.parser },
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			// They know the text 'main' only, and n8n's own lint wants its constant.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { project: 'tsconfig.json' } },
	},
	{
		files: ['**/*.mts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { project: 'tsconfig.tools.json' } },
	},
	{
		files: ['**/*.ts', '**/*.mts'],
		plugins: { 'import-x': importX },
		settings: {
			'import-x/extensions': ['.ts', '.mts'],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.mts'] },
			'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mts', '.js'] })],
		},
		rules: {
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': ['error', { zones }],
		},
	},
	{
		files: ['**/*.ts', '**/*.mts'],
		rules: {
			// An interface's method may be asynchronous for the sake of others.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true },
			],
			'@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
		},
	},
	{
		files: ['test/support/server/mcp.mts'],
		rules: {
			// Clients and n8n's MCP servers still speak it.
			'@typescript-eslint/no-deprecated': [
				'error',
				{
					allow: [
						{
							from: 'package',
							name: 'SSEClientTransport',
							package: '@modelcontextprotocol/sdk',
						},
					],
				},
			],
		},
	},
);
