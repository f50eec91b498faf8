import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL, nodeCredentials, wiroCredential } from '../../n8n/credential.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import { testCredential } from '../support/engine/credentialTest.mts';
import { TASK_REFERENCE } from '../support/wiro/tasks.mts';
import { SHORT_RUN, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

type Fields = Record<string, string>;

const GET: INodeParameters = { operation: 'get', taskId: TASK_REFERENCE.taskId };

/** What is pasted: the fields that differ, and what is said about them. */
type Case = [what: string, fields: Fields, message: RegExp, nextStep: RegExp];

const KEY = "The 'API Key' in the credential";
const SECRET = "The 'API Secret' in the credential";
const URL_FIELD = "The 'Base URL' in the credential";
const at = (subject: string, character: string, position: number) =>
	new RegExp(`^${subject} has ${character} at position ${position}\\b`);

const INSIDE: Array<[character: string, name: string]> = [
	['\u200B', 'a zero-width space'],
	['\u200C', 'a zero-width non-joiner'],
	['\u200D', 'a zero-width joiner'],
	['\u2060', 'a word joiner'],
	['\uFEFF', 'a byte order mark'],
	['\u00AD', 'a soft hyphen'],
	['\u00A0', 'a no-break space'],
	['\u202F', 'a no-break space'],
	['\u200E', 'a text direction mark'],
	['\n', 'a line break'],
	['\r\n', 'a line break'],
	['\u2028', 'a line break'],
	['\t', 'a tab'],
	[' ', 'a space'],
	['\u2019', 'a curly quote'],
	['\u201C', 'a curly quote'],
	['\u2013', 'a dash'],
	['\u2022', 'a bullet'],
	['\u2026', 'an ellipsis'],
	['\u0430', 'the character U\\+0430'],
	['\u{1F511}', 'the character U\\+1F511'],
	['\u0007', 'the character U\\+0007'],
];

const WRONG: Case[] = [
	...INSIDE.map(
		([character, name]): Case => [
			`${name.replace('\\', '')} in the key`,
			{ apiKey: `oracle${character}-key` },
			at(KEY, name, 7),
			/copy|Copy/,
		],
	),
	[
		'a line break in the secret',
		{ apiSecret: 'emulator-\nsecret' },
		at(SECRET, 'a line break', 10),
		/Delete the character/,
	],
	[
		'the place that counts what is taken off at the front',
		{ apiKey: '  \u200Babc\u200Bdef' },
		at(KEY, 'a zero-width space', 7),
		/Delete the character/,
	],
	[
		'several characters in the secret',
		{ apiSecret: 'a\u200Bb\u200Bc d' },
		/at position 2, and 2 more characters that do not belong there$/,
		/Delete the character/,
	],
	[
		'a masked key',
		{ apiKey: 'abc\u2022\u2022\u2022\u2022' },
		at(KEY, 'a bullet', 4),
		/Copy the whole value/,
	],
	[
		'quotes around the key',
		{ apiKey: '"emulator-key"' },
		/^The 'API Key'.* quotes around it$/,
		/Delete/,
	],
	[
		'quotes around the secret',
		{ apiSecret: "'emulator-secret'" },
		/^The 'API Secret'.* quotes around/,
		/Delete/,
	],
	[
		'an empty key',
		{ apiKey: '' },
		/^The 'API Key' in the credential is empty$/,
		/Paste the API key/,
	],
	['a key of blanks', { apiKey: ' \u200B ' }, /^The 'API Key' .* is empty$/, /Paste the API key/],
	['an empty secret', { apiSecret: '' }, /^The 'API Secret' .* is empty$/, /API Key Only/],
	[
		'a zero-width space in the base URL',
		{ baseUrl: 'https://api.wiro\u200B.ai/v1' },
		at(URL_FIELD, 'a zero-width space', 17),
		/Delete the character/,
	],
	[
		'a space in the base URL',
		{ baseUrl: 'https:// api.wiro.ai/v1' },
		at(URL_FIELD, 'a space', 9),
		/Delete the character/,
	],
	[
		'curly quotes around the base URL',
		{ baseUrl: '\u201Chttps://api.wiro.ai/v1\u201D' },
		at(URL_FIELD, 'a curly quote', 1),
		/Delete the character/,
	],
	[
		'quotes around the base URL',
		{ baseUrl: '"https://api.wiro.ai/v1"' },
		/quotes around it$/,
		/Delete/,
	],
	[
		'a base URL without https://',
		{ baseUrl: 'wiro.example/v1' },
		/complete URL/,
		/https:\/\/api\.wiro\.ai\/v1/,
	],
	['a base URL of another protocol', { baseUrl: 'ftp://api.wiro.ai' }, /complete URL/, /Set it to/],
];

describe('The keys as people paste them', () => {
	const wiro = useWiro();
	const withFields = (fields: Fields): CredentialInput =>
		wiroCredential({ ...wiro.credential.data, ...fields });

	it.each(WRONG)(
		'with %s are told so, and nothing is sent',
		async (_what, fields, message, nextStep) => {
			const credential = withFields(fields);
			const [run, got] = [
				await wiro.run(SHORT_RUN, { credential }),
				await wiro.run(GET, { credential }),
			];

			for (const { error } of [run, got]) {
				expect(error).toMatchObject({
					name: 'NodeOperationError',
					description: expect.stringMatching(nextStep),
					context: { itemIndex: 0 },
				});
				expect(error?.message.replace(' [item 0]', '')).toMatch(message);
			}
			const tested = await testCredential(credential);
			expect(tested.status).toBe('Error');
			expect(tested.message.split('. ')[0]).toMatch(message);
			expect(tested.message).toMatch(nextStep);
			// Whatever it was, it may be secret.
			const shown = JSON.stringify([run.error, run.data, tested]);
			for (const value of Object.values(fields).filter((text) => text.trim().length > 3)) {
				expect(shown).not.toContain(JSON.stringify(value).slice(1, -1));
			}
			expect(await wiro.counts()).toEqual({});
		},
	);

	it('fail one item each when the node continues', async () => {
		const run = await wiro.run(SHORT_RUN, {
			credential: withFields({ apiKey: 'a\u200Bb' }),
			startItems: [{ json: {} }, { json: {} }],
			node: { onError: 'continueRegularOutput' },
		});

		expect(jsonOf(run).map(({ error }) => error)).toEqual([
			expect.stringMatching(/zero-width space at position 2 \[item 0\]/),
			expect.stringMatching(/zero-width space at position 2 \[item 1\]/),
		]);
		expect(await wiro.counts()).toEqual({});
	});

	it.each(['\u200B', '\uFEFF', '\u00A0', '\u2060', '\u00AD', '\u200D', '\u200E', '\r\n', ' \t'])(
		'work with %j at their ends',
		async (blank) => {
			const { baseUrl, signatureKeys } = wiro.emulator;
			const { apiKey, apiSecret } = signatureKeys;
			const credential = withFields({
				apiKey: `${blank}${apiKey}${blank}`,
				apiSecret: `${blank}${apiSecret}${blank}`,
				baseUrl: `${blank}${baseUrl}/${blank}`,
			});

			expect(await testCredential(credential)).toMatchObject({ status: 'OK' });
			const run = await wiro.run({ ...SHORT_RUN, waitForCompletion: false }, { credential });

			expect(jsonOf(run)).toMatchObject([{ taskId: '700001' }]);
			expect(await wiro.counts()).toEqual({ detail: 1, run: 1 });
		},
	);

	it('need no secret where the project has none', async () => {
		const credential = withFields({
			authentication: 'apiKey',
			...wiro.emulator.keyOnly,
			apiSecret: '\u201Cold\u201D',
		});

		expect(await testCredential(credential)).toMatchObject({ status: 'OK' });
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it.each<[Fields, RegExp]>([
		[
			{ apiKey: 'emulator\u200B-key' },
			/'API Key' in the credential has a zero-width space at position 9/,
		],
		[{ apiSecret: '' }, /'API Secret' in the credential is empty/],
	])('are named by HTTP Request too: %j', async (fields, message) => {
		const request: WorkflowNode = {
			name: 'Request',
			type: 'n8n-nodes-base.httpRequest',
			parameters: {
				method: 'POST',
				url: `${wiro.emulator.baseUrl}/Task/Detail`,
				nodeCredentialType: 'wiroProjectApi',
				jsonBody: '{"taskid":"1"}',
			},
			credentials: nodeCredentials(),
		};

		const run = await runWorkflow({
			workflow: chain(request),
			credentials: { [CREDENTIAL]: withFields(fields) },
		});

		expect(run.error?.message).toMatch(message);
		expect(await wiro.counts()).toEqual({});
	});
});
