/** The real n8n servers of a test file, and the emulator that they talk to. */
import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';

import type { Settings } from '../../../emulator/control.mts';
import { type Emulator, startEmulator } from '../../../emulator/start.mts';
import { CREDENTIAL, emulatorCredential } from '../../../n8n/credential.mts';
import type { CredentialInput } from '../../../n8n/engine/credentials.mts';
import type { N8nClient } from '../../../n8n/server/client.mts';
import { type N8nCluster, startCluster } from '../../../n8n/server/cluster.mts';
import { textOf } from '../../../n8n/guards.mts';
import { N8N_VERSIONS, type N8nVersion } from '../../../n8n/server/install.mts';
import { type N8nServer, type ServerOptions, startServer } from '../../../n8n/server/server.mts';

/** A task of 20 emulated seconds takes a fifth of a second. */
const SPEED = 100;

/** For servers that are started again and again: without its editor n8n starts faster. */
export const NO_EDITOR: NodeJS.ProcessEnv = { N8N_DISABLE_UI: 'true' };

/** What a test file may change of its servers and its emulator. */
export interface ServerSetup extends Pick<ServerOptions, 'env'> {
	settings?: Partial<Settings>;
}

/** A real n8n, and the emulator that its Wiro nodes talk to. */
export interface Servers<Server extends N8nClient = N8nServer> {
	readonly server: Server;
	readonly emulator: Emulator;
	/** The credential of the emulated project that signs. */
	readonly credential: CredentialInput;
}

/** Starts a real n8n with credentials; `stop()` ends it. */
type Start<Server> = (
	options: Pick<ServerOptions, 'version' | 'credentials' | 'env'>,
) => Promise<Server>;

/**
 * Starts one n8n, which has the credential {@link CREDENTIAL}, and one emulator before the tests of a
 * block, and resets the emulator before each of them.
 */
function useStarted<Server extends N8nClient & { stop(): Promise<void> }>(
	start: Start<Server>,
	version: ServerOptions['version'],
	{ settings, env }: ServerSetup = {},
): Servers<Server> {
	let started: Servers<Server> | undefined;
	const running = () => {
		if (started === undefined) throw new Error('The server has not started yet.');
		return started;
	};

	beforeAll(async () => {
		const emulator = await startEmulator();
		const credential = emulatorCredential(emulator);
		const credentials = { [CREDENTIAL]: credential };
		try {
			const server = await start({ version, credentials, env });
			started = { server, emulator, credential };
		} catch (error) {
			await emulator.stop();
			throw error;
		}
	});
	afterAll(async () => {
		await Promise.all([started?.server.stop(), started?.emulator.stop()]);
	});
	beforeEach(async () => {
		await running().emulator.reset({ speed: SPEED, ...settings });
	});

	return {
		get server() {
			return running().server;
		},
		get emulator() {
			return running().emulator;
		},
		get credential() {
			return running().credential;
		},
	};
}

/** Starts a server before the tests of a block; see {@link describeOnServers} for each version. */
export function useServer(version: ServerOptions['version'], setup?: ServerSetup): Servers {
	return useStarted(startServer, version, setup);
}

/** Describes something on each version of n8n, with a server of its own. */
export function describeOnServers(
	title: string,
	tests: (n8n: Servers, version: N8nVersion) => void,
	setup?: ServerSetup,
): void {
	describe.each([...N8N_VERSIONS])(`${title}, on n8n %s`, (version) => {
		tests(useServer(version, setup), version);
	});
}

/** Describes something on each version of n8n in queue mode, with a cluster of its own. */
export function describeOnClusters(
	title: string,
	tests: (n8n: Servers<N8nCluster>) => void,
	setup?: ServerSetup,
): void {
	describe.each([...N8N_VERSIONS])(`${title}, on a cluster of n8n %s`, (version) => {
		tests(useStarted(startCluster, version, setup));
	});
}

/** The bytes at an item's URL. */
export async function bytesAt(url: unknown): Promise<number> {
	const response = await fetch(textOf(url));
	return (await response.arrayBuffer()).byteLength;
}
