/** The n8n server and the emulators that the scenarios work with. */
import { type Emulator, startEmulator } from '../../emulator/start.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { N8N_VERSIONS, installN8n, packPackage } from '../../n8n/server/install.mts';
import { type N8nServer, startServer } from '../../n8n/server/server.mts';
import type { Cleanup } from './cleanup.mts';

const [NEWEST] = N8N_VERSIONS;

/** The version of n8n that is measured on. */
export const N8N_VERSION = NEWEST;

/** The credentials on the server, by their names. */
export const CREDENTIALS = { wiro: 'Wiro', hmac: 'Wiro HMAC key' } as const;

/** One n8n; the node and the hand-built workflow have an emulator each, so that neither takes the other's slots. */
export interface Stage {
	server: N8nServer;
	/** Wiro, as the node reaches it. */
	ours: Emulator;
	/** Wiro, as the hand-built workflow reaches it. */
	byHand: Emulator;
}

/** Starts all of it. */
export async function openStage(cleanup: Cleanup): Promise<Stage> {
	await installN8n(NEWEST);
	await packPackage();
	const ours = await cleanup.started(startEmulator());
	const byHand = await cleanup.started(startEmulator());
	const credentials: Record<string, CredentialInput> = {
		[CREDENTIALS.wiro]: {
			type: 'wiroProjectApi',
			data: { authentication: 'signature', ...ours.signatureKeys, baseUrl: ours.baseUrl },
		},
		// What n8n's Crypto node takes its HMAC key from.
		[CREDENTIALS.hmac]: { type: 'crypto', data: { hmacSecret: byHand.signatureKeys.apiKey } },
	};
	const server = await cleanup.started(startServer({ version: NEWEST, credentials }));
	return { server, ours, byHand };
}
