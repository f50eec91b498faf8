/** Which Wiro the demo uses: the emulator, or the real one when there is a key for it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { startEmulator } from '../emulator/start.mts';
import { emulatorCredential, wiroCredential } from '../n8n/credential.mts';
import type { CredentialInput } from '../n8n/engine/credentials.mts';
import type { StartItem } from '../n8n/engine/run.mts';

/** A Wiro to run against, and what to fill in the template workflow for it. */
export interface Target {
	/** One line for the reader. */
	title: string;
	baseUrl: string;
	/** The file that the image comes from. */
	picture: string;
	credential: CredentialInput;
	/** What the demo fills in the Wiro node besides the credential. */
	parameters: INodeParameters;
	startItems: StartItem[];
	close(): Promise<void>;
}

const PICTURE = 'emulator/pictures/wan_2_2_input.jpg';
const PROMPT =
	'Close-up of a raccoon among green palm leaves. It blinks, sniffs the air and tilts its head a ' +
	'little, while the leaves sway in a light breeze. Soft daylight, the camera remains still.';

const WIRO = 'https://api.wiro.ai/v1';

// A task takes 21 emulated seconds, each of its statuses one or more.
const EMULATOR_SPEED = 2.5;
const EMULATOR_POLL_SECONDS = 0.25;

/**
 * Takes the real Wiro when WIRO_API_KEY is set (with WIRO_API_SECRET, unless the project is
 * key-only) and starts an emulator otherwise. WIRO_BASE_URL leads to another address than Wiro's.
 */
export async function chooseTarget(env: NodeJS.ProcessEnv): Promise<Target> {
	const { WIRO_API_KEY: apiKey, WIRO_API_SECRET: apiSecret, WIRO_BASE_URL: baseUrl } = env;
	if (apiKey) return await wiro(apiKey, apiSecret, baseUrl ?? WIRO);
	if (apiSecret) throw new Error('WIRO_API_SECRET is set, but WIRO_API_KEY is not.');
	return await emulator();
}

/** The real Wiro cannot fetch a picture from this machine, so the picture travels as a file. */
async function wiro(
	apiKey: string,
	apiSecret: string | undefined,
	baseUrl: string,
): Promise<Target> {
	const file = { data: await readFile(PICTURE), fileName: basename(PICTURE) };
	return {
		title: `${baseUrl} (this run costs money)`,
		baseUrl,
		picture: PICTURE,
		credential: wiroCredential(
			apiSecret
				? { authentication: 'signature', apiKey, apiSecret, baseUrl }
				: { authentication: 'apiKey', apiKey, baseUrl },
		),
		parameters: { imageSource: 'binary', binaryPropertyName: 'data', prompt: PROMPT },
		startItems: [{ binary: { data: file } }],
		close: async () => {},
	};
}

async function emulator(): Promise<Target> {
	const started = await startEmulator({ speed: EMULATOR_SPEED });
	const { url, baseUrl } = started;
	return {
		title: `the emulator on this machine, ${baseUrl} (no key, no cost)`,
		baseUrl,
		picture: PICTURE,
		credential: emulatorCredential(started),
		parameters: {
			inputImageUrl: `${url}/pictures/${basename(PICTURE)}`,
			prompt: PROMPT,
			// The emulator is faster than Wiro: ask often enough to see every status.
			options: { pollInterval: EMULATOR_POLL_SECONDS },
		},
		startItems: [{}],
		close: async () => await started.stop(),
	};
}
