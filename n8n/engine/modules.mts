/**
 * n8n's own modules, and its service container, made ready for use outside of an n8n server.
 *
 * They are loaded with `require`, for n8n-core and the compiled nodes use the CommonJS copy of
 * n8n-workflow: an `import` would bring in the ES-module copy, whose classes are other classes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Logger } from 'n8n-workflow';

interface ServiceContainer {
	get<T>(service: new (...args: never[]) => T): T;
}

interface Modules {
	'@n8n/backend-common': { Logger: new () => Logger };
	'@n8n/config': { SsrfProtectionConfig: new () => { enabled: boolean } };
	'@n8n/di': { Container: ServiceContainer };
	'n8n-core': typeof import('n8n-core');
	'n8n-workflow': typeof import('n8n-workflow');
	'reflect-metadata': unknown;
}

const requireHere = createRequire(join(process.cwd(), 'package.json'));
const load: <Name extends keyof Modules>(name: Name) => Modules[Name] = createRequire(
	requireHere.resolve('n8n-core'),
);

process.env.N8N_LOG_LEVEL ??= 'silent';

// Decorators in n8n's packages need this before they load.
load('reflect-metadata');

/** n8n-workflow: the classes and helpers that nodes and engine share. */
export const n8nWorkflow = load('n8n-workflow');

/** n8n-core: the engine. */
export const n8nCore = load('n8n-core');

/** The container that holds n8n's services, the very one that n8n-core takes them from. */
export const { Container } = load('@n8n/di');

/** The logger of all nodes. n8n makes it when it is first asked for, with the level in N8N_LOG_LEVEL. */
export function nodeLogger(): Logger {
	return Container.get(load('@n8n/backend-common').Logger);
}

/** Does something while n8n's protection of internal addresses is on, as N8N_SSRF_PROTECTION_ENABLED has it. */
export async function withSsrfProtection<T>(work: () => Promise<T>): Promise<T> {
	const config = Container.get(load('@n8n/config').SsrfProtectionConfig);
	config.enabled = true;
	try {
		return await work();
	} finally {
		config.enabled = false;
	}
}

const { encryptionKey } = createInstanceSettings();
provideEncryptionKey();

/** n8n keeps its encryption key in a file of its user folder; it is read once, then not needed. */
function createInstanceSettings() {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
	process.env.N8N_USER_FOLDER = folder;
	try {
		return Container.get(n8nCore.InstanceSettings);
	} finally {
		delete process.env.N8N_USER_FOLDER;
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Lets n8n encrypt credentials with that key, as a server that never changed its key does. */
function provideEncryptionKey(): void {
	const key = {
		id: 'engine',
		value: Container.get(n8nCore.Cipher).encryptDEKWithInstanceKey(encryptionKey),
		algorithm: 'aes-256-cbc',
		format: 'no-prefix',
	} as const;
	Container.get(n8nCore.EncryptionKeyProxy).setProvider({
		getActiveKey: async () => key,
		getKeyById: async () => key,
		getLegacyKey: async () => key,
	});
}
