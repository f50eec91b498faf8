import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { nodeCredentials } from '../../n8n/credential.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';
import { type StrictServer, startTlsServer } from '../support/wiro/strictServers.mts';
import { SHORT_RUN, WIRO, wiroNode } from '../support/wiro/useWiro.mts';

/** What was pasted, and what the person who saves the credential reads. */
const PASTED: Array<[what: string, fields: Record<string, string>, message: string]> = [
	[
		'a zero-width space in the key',
		{ apiKey: 'emulator\u200B-key' },
		"The 'API Key' in the credential has a zero-width space at position 9.",
	],
	[
		'a line break in the secret',
		{ apiSecret: 'emulator-\nsecret' },
		"The 'API Secret' in the credential has a line break at position 10.",
	],
	[
		'a curly quote in the key',
		{ apiKey: 'emulator\u2019key' },
		"The 'API Key' in the credential has a curly quote at position 9.",
	],
	[
		'a base URL that is none',
		{ baseUrl: 'api.wiro.ai/v1' },
		"The 'Base URL' in the credential is not a complete URL that begins with https:// or http://.",
	],
];

describeOnServers(
	'The credential',
	(n8n) => {
		const withFields = (fields: CredentialInput['data']): CredentialInput => {
			const { type, data } = n8n.credential;
			return { type, data: { ...data, ...fields } };
		};

		it.each(PASTED)('says where it has %s, before anything is sent', async (_, fields, message) => {
			const result = await n8n.server.testCredential(withFields(fields));

			expect(result).toEqual({ status: 'Error', message: expect.stringContaining(message) });
			await expect(n8n.emulator.requests()).resolves.toEqual([]);
		});

		it('takes keys with white space around them', async () => {
			const { apiKey, apiSecret } = n8n.emulator.signatureKeys;
			const pasted = withFields({ apiKey: ` ${apiKey}\n`, apiSecret: `\u200B${apiSecret} ` });

			await expect(n8n.server.testCredential(pasted)).resolves.toMatchObject({ status: 'OK' });
		});

		describe('for a server with a self-signed certificate', () => {
			let tls: StrictServer;
			let baseUrl: string;
			beforeEach(async () => {
				tls = await startTlsServer('selfSigned', n8n.emulator.baseUrl);
				baseUrl = `https://127.0.0.1:${tls.port}/v1`;
			});
			afterEach(async () => {
				await tls.close();
			});

			it('fails its test', async () => {
				const result = await n8n.server.testCredential(withFields({ baseUrl }));

				expect(result.status).toBe('Error');
				expect(tls.requests()).toBe(0);
			});

			it('passes its test, and makes a video, with Ignore SSL Issues', async () => {
				const name = 'With any certificate';
				const credential = withFields({ baseUrl, allowUnauthorizedCerts: true });
				await n8n.server.createCredential(name, credential);
				const node = { credentials: nodeCredentials(name) };
				const workflow = await n8n.server.createWorkflow(chain(wiroNode(SHORT_RUN, node)));

				const result = await n8n.server.testCredential(credential);
				const execution = await n8n.server.runToEnd(workflow);

				expect(result).toMatchObject({ status: 'OK' });
				expect(execution.items(WIRO)).toEqual([
					expect.objectContaining({ json: expect.objectContaining({ succeeded: true }) }),
				]);
				await expect(n8n.emulator.requests('run')).resolves.toHaveLength(1);
				expect(tls.requests()).toBeGreaterThan(0);
			});
		});
	},
	{ env: NO_EDITOR },
);
