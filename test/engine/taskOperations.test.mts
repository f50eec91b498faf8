import { describe, expect, it } from '@jest/globals';

import type { Endpoint, JsonObject } from '../../emulator/control.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { CANCELLED, REFERENCES, TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { FAST, SHORT_RUN, WIRO, jsonOf, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const { taskId: ID, taskToken: TOKEN } = TASK_REFERENCE;

describe('A task operation', () => {
	const wiro = useWiro();

	const bodies = async (endpoint: Endpoint): Promise<Array<JsonObject | null>> =>
		(await wiro.requests(endpoint)).map(({ body }) => body);

	describe.each(REFERENCES)('that names its task by the %s', (_name, reference, named, killed) => {
		it.each(['get', 'waitForCompletion'])(
			'gives the task and its output (%s)',
			async (operation) => {
				await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
				const run = await wiro.run({ operation, ...reference });

				expect(jsonOf(run)).toMatchObject([
					{ ...TASK_REFERENCE, status: 'task_postprocess_end', succeeded: true, fileName: '0.mp4' },
				]);
				expect(await bodies('detail')).toEqual([named]);
			},
		);

		it('kills a task that runs', async () => {
			await wiro.emulator.plantTask(taskIn('task_start'));
			const run = await wiro.run({ operation: 'kill', ...reference });

			expect(jsonOf(run)).toMatchObject([{ ...TASK_REFERENCE, ...CANCELLED }]);
			expect(await bodies('kill')).toEqual([killed]);
		});

		it('cancels a task by its id, which is asked for where only the token is known', async () => {
			await wiro.emulator.plantTask(taskIn('task_queue'));
			const run = await wiro.run({ operation: 'cancel', ...reference });

			expect(jsonOf(run)).toMatchObject([{ ...TASK_REFERENCE, ...CANCELLED }]);
			expect(await bodies('cancel')).toEqual([{ taskid: ID }]);
			expect(await bodies('detail')).toEqual('taskid' in named ? [] : [named]);
		});

		it.each([
			['get', 'task_postprocess_end', 'detail'],
			['waitForCompletion', 'task_postprocess_end', 'detail'],
			['kill', 'task_start', 'kill'],
			['cancel', 'task_queue', 'cancel'],
		] as const)(
			"gives Wiro's own object when simplify is off (%s)",
			async (operation, status, endpoint) => {
				await wiro.emulator.plantTask(taskIn(status, { outputs: 2 }));
				const run = await wiro.run({ operation, ...reference, simplify: false });

				const [item, ...more] = run.items(WIRO);
				expect(more).toEqual([]);
				expect(item?.pairedItem).toEqual({ item: 0 });
				expect(item?.json).toMatchObject({ id: ID, socketaccesstoken: TOKEN });
				expect(item?.json.outputs).toHaveLength(2);
				expect(item?.json).not.toHaveProperty('taskId');
				expect(await wiro.counts()).toMatchObject({ [endpoint]: 1 });
			},
		);
	});

	it.each([
		['get', 4, {}],
		['waitForCompletion', 4, { options: FAST }],
		['kill', 4, {}],
		['cancel', 0, {}],
	])(
		'follows a Run that does not wait without typing anything (%s)',
		async (operation, slots, rest) => {
			await wiro.emulator.settings({ workerSlots: slots });
			await wiro.emulator.fates([{ end: operation === 'kill' ? 'never' : 'success', seconds: 0 }]);
			const next = { ...wiroNode({ operation, ...rest }), name: 'Next' };

			const run = await runWorkflow({
				workflow: chain(wiroNode({ ...SHORT_RUN, waitForCompletion: false }), next),
				credentials: { [CREDENTIAL]: wiro.credential },
			});

			expect(run.status).toBe('success');
			const [reference] = jsonOf(run);
			const { taskId, taskToken } = reference ?? {};
			expect(run.items('Next').map(({ json }) => json)).toMatchObject([{ taskId, taskToken }]);
			expect(taskId).toMatch(/^\d+$/);
			expect(await wiro.counts()).toMatchObject({ run: 1 });
		},
	);

	it.each([
		['get', { detail: 1 }],
		['waitForCompletion', { detail: 1 }],
		['kill', { kill: 1, detail: 1 }],
		['cancel', { cancel: 1, detail: 1 }],
	])('says what to check when the project has no such task (%s)', async (operation, counts) => {
		const run = await wiro.run({ operation, taskId: '1' });

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/^Wiro knows no such task in this project.*\[item 0\]$/),
			description: expect.stringMatching(/Task ID.*credential/),
		});
		expect(await wiro.counts()).toEqual(counts);
	});
});
