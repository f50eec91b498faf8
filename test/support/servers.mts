/** The real n8n servers of a test file, and the emulator that they talk to. */
import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';

import type { Settings } from '../../emulator/control.mts';
import { type Emulator, startEmulator } from './emulator.mts';
import type { CredentialInput } from './engine-credentials.mts';
import { N8N_VERSIONS, type N8nServer, type ServerOptions, startServer } from './server.mts';
import { CREDENTIAL } from './wiro.mts';

/** A task of 20 emulated seconds takes a fifth of a second. */
const SPEED = 100;

/** For servers that are started again and again: without its editor n8n starts faster. */
export const NO_EDITOR: NodeJS.ProcessEnv = { N8N_DISABLE_UI: 'true' };

/** What a test file may change of its servers and its emulator. */
export interface ServerSetup extends Pick<ServerOptions, 'env'> {
	settings?: Partial<Settings>;
}

/** One server, which has the credential {@link CREDENTIAL}, and one emulator, fresh for each test. */
export class ServerTests {
	private started?: { server: N8nServer; emulator: Emulator };

	constructor(version: ServerOptions['version'], { settings, env }: ServerSetup = {}) {
		beforeAll(async () => {
			const emulator = await startEmulator();
			const credentials = { [CREDENTIAL]: credentialFor(emulator) };
			try {
				this.started = { emulator, server: await startServer({ version, credentials, env }) };
			} catch (error) {
				await emulator.stop();
				throw error;
			}
		});
		afterAll(async () => {
			await Promise.all([this.started?.server.stop(), this.started?.emulator.stop()]);
		});
		beforeEach(async () => {
			await this.emulator.reset({ speed: SPEED, ...settings });
		});
	}

	get server(): N8nServer {
		return this.running.server;
	}

	get emulator(): Emulator {
		return this.running.emulator;
	}

	/** The credential of the emulated project that signs. */
	get credential(): CredentialInput {
		return credentialFor(this.emulator);
	}

	private get running() {
		if (this.started === undefined) throw new Error('The server has not started yet.');
		return this.started;
	}
}

/** Describes something on each version of n8n, with a server of its own. */
export function describeOnServers(
	title: string,
	tests: (n8n: ServerTests) => void,
	setup?: ServerSetup,
): void {
	describe.each([...N8N_VERSIONS])(`${title}, on n8n %s`, (version) => {
		tests(new ServerTests(version, setup));
	});
}

function credentialFor({ baseUrl, signatureKeys }: Emulator): CredentialInput {
	return {
		type: 'wiroProjectApi',
		data: { authentication: 'signature', ...signatureKeys, baseUrl },
	};
}
