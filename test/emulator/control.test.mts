import { describe, expect, it } from '@jest/globals';

import { RUN, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator();

describe('the log of requests', () => {
	it('shows what came, without keys and signatures', async () => {
		await wiro.call(RUN, SHORT_RUN, wiro.signed('99'));
		const request = await wiro.lastRequest();

		expect(request).toMatchObject({
			index: 0,
			project: 'signature',
			method: 'POST',
			path: `/v1${RUN}`,
			endpoint: 'run',
			body: SHORT_RUN,
			files: [],
			statusCode: 200,
			result: true,
			taskIds: ['700001'],
			headers: { 'x-nonce': '99', 'x-api-key': '<present>', 'x-signature': '<present>' },
		});
		expect(JSON.stringify(request)).not.toContain(wiro.signed('99')['x-signature']);
	});
});

describe('the control API', () => {
	it.each([
		['POST', 'faults', [{ endpoint: 'run', kind: 'nonsense' }]],
		['POST', 'faults', [{ endpoint: 'run', kind: 'status' }]],
		['POST', 'fates', [{ end: 'success', output: 2 }]],
		['POST', 'fates', [{ end: 'success', lateFiles: 'never' }]],
		['POST', 'faults', [{ endpoint: 'file', kind: 'trickle', pieces: 0 }]],
		['PATCH', 'settings', { speed: '10' }],
		['PATCH', 'settings', { refusal: { code: 0 } }],
		['PATCH', 'settings', { unknownTaskAnswer: 'nothing' }],
		['POST', 'reset', { workerSlot: 1 }],
		['POST', 'tasks', { id: '1' }],
	])('refuses %s %s with what it does not know: %j', async (method, path, body) => {
		const response = await fetch(`${wiro.emulator.url}/_emulator/${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});

		expect(response.status).toBe(400);
	});
});
