import { describe, expect, it } from '@jest/globals';

import type { FaultKind } from '../../emulator/control.mts';
import { START } from '../../n8n/engine/workflow.mts';
import { createRelay } from '../support/wiro/relay.mts';
import { EACH_PROMPT, SHORT_RUN, jsonOf, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';

const THREE = ['one', 'two', 'three'].map((prompt) => ({ json: { prompt } }));

const LOST: Array<[string, FaultKind]> = [
	['reset after Wiro acted', { kind: 'resetAfter' }],
	['reset before Wiro acted', { kind: 'resetBefore' }],
	['broken off', { kind: 'breakHalfway' }],
	['no JSON', { kind: 'invalidJson', acted: true }],
	['empty', { kind: 'emptyBody', acted: true }],
	['without a task', { kind: 'patch', patch: { taskid: null, socketaccesstoken: null } }],
	['HTTP 500', { kind: 'status', status: 500 }],
	['HTTP 502', { kind: 'status', status: 502, body: '<html>Bad gateway</html>' }],
];

describe('A Run', () => {
	const wiro = useWiro();

	it.each(LOST)('whose answer is %s is sent once, by Retry On Fail too', async (_name, kind) => {
		for (const node of [{}, retryOnFail(5)]) {
			await wiro.emulator.reset({ speed: 200, taskListAnswer: 'http404' });
			await wiro.emulator.faults([{ endpoint: 'run', ...kind }]);

			const run = await wiro.run(SHORT_RUN, { node });

			expect(run.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringContaining('so the task may or may not have started [item 0]'),
				description: expect.stringMatching(/tasks on wiro\.ai.*Get.*paid twice/),
			});
			expect(await wiro.counts()).toEqual({ run: 1 });
		}
	});

	it('whose answer is lost is named, also when the error is that of another item', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter', times: 3 }]);
		const run = await wiro.run(EACH_PROMPT, { startItems: THREE });

		expect(run.error).toMatchObject({
			message: expect.stringMatching(/may or may not have started \[item 0\]$/),
			description: expect.stringMatching(
				/may also have started for item 1, item 2: see your tasks/,
			),
		});
		expect(await wiro.counts()).toEqual({ run: 3 });
	});

	it('that was refused a connection is sent again, once there is one', async () => {
		const relay = await createRelay(wiro.emulator.baseUrl);
		const { type, data } = wiro.credential;
		try {
			const running = wiro.run(SHORT_RUN, {
				credential: { type, data: { ...data, baseUrl: relay.baseUrl } },
				onNodeFinished: (name) => {
					// The first try is made at once, the second about a second later.
					if (name === START) setTimeout(() => void relay.open(), 400);
				},
			});
			expect(jsonOf(await running)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		} finally {
			await relay.close();
		}
		expect((await wiro.counts()).run).toBe(1);
	});

	it('that is refused every connection fails in the end, and no task is said to have started', async () => {
		const { type, data } = wiro.credential;
		const credential = { type, data: { ...data, baseUrl: 'http://127.0.0.1:1/v1' } };

		const run = await wiro.run(SHORT_RUN, { credential });

		expect(run.error).toMatchObject({
			message: 'Wiro could not be reached: the connection was refused [item 0]',
		});
		expect(await wiro.counts()).toEqual({});
	});

	it('is sent again after HTTP 429, and when Wiro has a slot for it (code 96)', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'run', kind: 'status', status: 429, headers: { 'retry-after': '0' } },
			{ endpoint: 'run', kind: 'errors', errors: [{ code: 96, message: 'Too many tasks.' }] },
		]);

		const run = await wiro.run(EACH_PROMPT, { startItems: THREE.slice(0, 2) });

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true]);
		expect(await wiro.emulator.tasks()).toHaveLength(2);
		expect((await wiro.counts()).run).toBe(4);
	});

	it('is not sent before all items are checked', async () => {
		const numFrames = '={{ $json.prompt === "three" ? 80 : 5 }}';
		const run = await wiro.run({ ...EACH_PROMPT, numFrames }, { startItems: THREE });

		expect(run.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 2 } });
		expect(await wiro.counts()).toEqual({});
	});
});
