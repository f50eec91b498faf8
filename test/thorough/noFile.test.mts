import { describe, expect, it } from '@jest/globals';

import type { LateFiles } from '../../emulator/control.mts';
import { textOf } from '../../emulator/json.mts';
import { plant, referenceOf, stillRunning, suspend } from '../support/engine/suspend.mts';
import { bringAllWays } from '../support/engine/ways.mts';
import { SHORT_RUN, jsonOf, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';

const LATE: LateFiles[] = ['empty', 'noUrl'];

describe('A task that is finished', () => {
	const wiro = useWiro();

	/** Goes all ways with tasks whose files are late in each of the two manners. */
	async function bringLate(filesAfterChecks: number) {
		const homes = LATE.map(
			async (lateFiles) =>
				await bringAllWays(
					wiro,
					{ end: 'success', filesAfterChecks, lateFiles },
					{ downloadOutputs: true },
				),
		);
		return (await Promise.all(homes)).flat();
	}

	it('and shows its file later comes home with it, whichever way', async () => {
		const homes = await bringLate(2);

		for (const [name, { items, error }] of homes) {
			expect([name, error]).toEqual([name, undefined]);
			const url = expect.stringMatching(/0\.mp4$/);
			const fileName = `${textOf(items[0]?.json.taskId)}-0.mp4`;
			expect([name, items]).toMatchObject([
				name,
				[
					{
						json: { succeeded: true, url, fileName: '0.mp4', outputCount: 1 },
						binary: { data: { fileName, mimeType: 'video/mp4' } },
					},
				],
			]);
		}
		expect(await wiro.counts()).toMatchObject({ run: homes.length, file: homes.length });
	});

	it('and never shows a file has failed in a way of its own, whichever way', async () => {
		const homes = await bringLate(100_000);

		const message = expect.stringMatching(/^The task \d+ ended without a file/);
		const description = expect.stringMatching(/Check again with the Get Task operation/);
		for (const [name, { items, error }] of homes) {
			if (error === undefined) {
				const json = {
					completed: true,
					succeeded: false,
					error: message,
					errorDescription: description,
				};
				expect([name, items]).toMatchObject([name, [{ json }]]);
				expect(items[0]).not.toHaveProperty('binary');
			} else {
				expect([name, error]).toMatchObject([name, { message, description }]);
			}
		}
		const failed = homes.flatMap(([name, { error }]) => (error ? [name] : []));
		expect(new Set(failed)).toEqual(new Set(['Run', 'Wait for Completion']));
		const { run, file, detail = 0 } = await wiro.counts();
		expect([run, file]).toEqual([homes.length, undefined]);
		expect(detail).toBeGreaterThanOrEqual(5 * homes.length);
	});

	it('is checked again by the next try, which pays only when there is still no file', async () => {
		await wiro.emulator.fates([
			{ end: 'success', filesAfterChecks: 7 },
			{ end: 'success', outputs: 0 },
			{ end: 'success' },
		]);
		const runs = await Promise.all([
			wiro.run(SHORT_RUN, { node: retryOnFail(2) }),
			wiro.run(SHORT_RUN, { node: retryOnFail(2) }),
		]);

		const ids = runs.flatMap((run) => jsonOf(run).map(({ taskId }) => taskId));
		expect(ids.sort()).toEqual(['700001', '700003']);
		expect((await wiro.counts()).run).toBe(3);
	}, 60_000);

	it('with one of its two files comes home with what there is, after a few checks', async () => {
		await plant(wiro, { status: 'task_postprocess_end', pexit: '0', outputs: 2 });
		const [task] = await wiro.emulator.tasks();
		const outputs = task?.outputs.map(({ name, url }, index) => ({
			name,
			url: index === 0 ? url : '',
		}));
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'patch', patch: { outputs: outputs ?? [] }, times: 'always' },
		]);
		const run = await wiro.run({ operation: 'waitForCompletion', taskId: referenceOf(1).taskId });

		expect(jsonOf(run)).toMatchObject([{ succeeded: true, url: task?.outputs[0]?.url }, {}]);
		expect(await wiro.counts()).toEqual({ detail: 5 });
	});

	it('and shows no file to the callback of a suspended execution is checked until it does', async () => {
		await plant(wiro, { status: 'task_postprocess_end', outputs: 1, filesAfterChecks: 3 });
		await stillRunning(wiro, 1);
		const suspended = await suspend(wiro, [1]);

		expect(await suspended.callBack()).toMatchObject({
			status: 200,
			workflowData: [[{ json: { succeeded: true, outputCount: 1 } }]],
		});
		expect((await wiro.requests('detail')).length).toBeLessThanOrEqual(5);
	});
});
