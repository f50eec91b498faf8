import { describe, expect, it } from '@jest/globals';

import { RUN, SHORT_RUN, useEmulator } from './calls.mts';

const UNKNOWN_KEY = 'Project authorization is not founded.';
const SIGNATURE_MISSING = expect.stringMatching(/^Project requires signature authentication\. /);
const INVALID = 'Project authorization is not valid.';

const wiro = useEmulator();

type Headers = Record<string, string>;

const REFUSED: Array<[string, (right: Headers) => Headers, unknown]> = [
	['no key', () => ({}), UNKNOWN_KEY],
	['a wrong key', (right) => ({ ...right, 'x-api-key': 'wrong' }), UNKNOWN_KEY],
	['a key alone', () => ({ 'x-api-key': 'emulator-key' }), SIGNATURE_MISSING],
	['no nonce', (right) => ({ ...right, 'x-nonce': '' }), SIGNATURE_MISSING],
	['no signature', (right) => ({ ...right, 'x-signature': '' }), SIGNATURE_MISSING],
	['another nonce', (right) => ({ ...right, 'x-nonce': '1' }), INVALID],
	['a nonce that is not an integer', () => wiro.signed('12.5'), INVALID],
	[
		'a signature in capitals',
		(right) => ({ ...right, 'x-signature': `${right['x-signature']}`.toUpperCase() }),
		INVALID,
	],
	['a short signature', (right) => ({ ...right, 'x-signature': 'abc' }), INVALID],
];

describe('authorization', () => {
	it.each(REFUSED)('refuses %s with HTTP 401 and code 0', async (_what, change, message) => {
		const answer = await wiro.call(RUN, SHORT_RUN, change(wiro.signed()));

		expect(answer).toEqual({ httpStatus: 401, result: false, errors: [{ code: 0, message }] });
		expect(await wiro.emulator.tasks()).toEqual([]);
	});

	it('lets a right signature in', async () => {
		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({ httpStatus: 200, result: true });
	});

	it('lets a signature in that still has what openssl prints before it', async () => {
		const headers = wiro.signed();
		headers['x-signature'] = `SHA2-256(stdin)= ${headers['x-signature']}`;

		expect(await wiro.call(RUN, SHORT_RUN, headers)).toMatchObject({ result: true });
	});

	it('lets the key-only project in with its key alone', async () => {
		const headers = { 'x-api-key': wiro.emulator.keyOnly.apiKey };

		expect(await wiro.call(RUN, SHORT_RUN, headers)).toMatchObject({ result: true });
	});

	it('lets a nonce in again unless it is set to refuse that', async () => {
		await wiro.call(RUN, SHORT_RUN, wiro.signed('5'));
		expect(await wiro.call(RUN, SHORT_RUN, wiro.signed('5'))).toMatchObject({
			result: true,
		});

		await wiro.emulator.settings({ refuseReusedNonces: true });
		expect(await wiro.call(RUN, SHORT_RUN, wiro.signed('5'))).toMatchObject({
			httpStatus: 401,
			errors: [{ code: 0, message: INVALID }],
		});
		expect(await wiro.call(RUN, SHORT_RUN, wiro.signed('6'))).toMatchObject({
			result: true,
		});
	});

	it("shows no project another project's task", async () => {
		const { taskid, socketaccesstoken } = await wiro.call(RUN, SHORT_RUN);
		const other = { 'x-api-key': wiro.emulator.keyOnly.apiKey };
		const answers = [
			await wiro.call('/Task/Detail', { taskid }, other),
			await wiro.call('/Task/Detail', { tasktoken: socketaccesstoken }, other),
			await wiro.call('/Task/Kill', { taskid }, other),
			await wiro.call('/Task/Cancel', { taskid }, other),
		];

		const none = { result: false, errors: [{ code: 1, message: 'There is no task yet.' }] };
		expect(answers).toEqual(answers.map(() => ({ httpStatus: 200, ...none })));
	});
});
