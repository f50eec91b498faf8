import { describe, expect, it } from '@jest/globals';

import type { Fate } from '../../emulator/control.mts';
import { FAST, SHORT_RUN, WIRO, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

describe('When one of several items fails', () => {
	const wiro = useWiro();
	/** One task after the other, so that the second item has the second fate. */
	const inTurn = { ...SHORT_RUN, options: { ...FAST, maxConcurrentTasks: 1 } };
	const secondFails: Fate[] = [{ end: 'success' }, { end: 'fail' }, { end: 'success' }];
	const startItems = ['one', 'two', 'three'].map((name) => ({ json: { name } }));
	const secondTask = async () => {
		const task = (await wiro.emulator.tasks())[1];
		return { taskId: task?.id, taskToken: task?.token, completed: true, succeeded: false };
	};
	const message = 'The task 700002 failed on Wiro (exit code 1) [item 1]';
	const description = expect.stringMatching(/^A failed task is not billed/);

	it('its error names the tasks of the others, which are neither waited for nor sent again', async () => {
		await wiro.emulator.fates([{ end: 'fail' }, { end: 'never' }, { end: 'never' }]);

		const run = await wiro.run(SHORT_RUN, { startItems: [{}, {}, {}] });

		expect(run.error).toMatchObject({
			message: expect.stringMatching(/^The task 700001 failed on Wiro/),
			description: expect.stringMatching(
				/other items, .*Get.*70000[23] \(item \d\), 70000[23] \(item \d\)/,
			),
		});
		expect(await wiro.counts()).toEqual({ run: 3, detail: expect.any(Number) });
		const tasks = await wiro.emulator.tasks();
		expect(tasks.map(({ status }) => status)).not.toContain('task_cancel');
	});

	it("with an error of n8n's own, it stays as n8n has made it: with the node and the parameter", async () => {
		const prompt = "={{ $('Nowhere').first().json.prompt }}";
		const run = await wiro.run({ ...SHORT_RUN, prompt });

		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: "Referenced node doesn't exist",
			context: { itemIndex: 0, nodeCause: 'Nowhere', parameter: 'prompt' },
		});
		expect(run.error?.description).toBeUndefined();
		expect(await wiro.counts()).toEqual({});
	});

	it('and the node continues, the item has the error and its task, and the other items their videos', async () => {
		await wiro.emulator.fates(secondFails);

		const run = await wiro.run(inTurn, { startItems, node: { onError: 'continueRegularOutput' } });

		expect(run.status).toBe('success');
		const pairs = run.items(WIRO).map(({ pairedItem }) => pairedItem);
		expect(pairs).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		const [first, second, third] = jsonOf(run);
		expect(first).toMatchObject({ taskId: '700001', succeeded: true, fileName: '0.mp4' });
		expect(second).toEqual({
			...(await secondTask()),
			status: 'task_postprocess_end',
			error: message,
			errorDescription: description,
		});
		expect(third).toMatchObject({ taskId: '700003', succeeded: true, fileName: '0.mp4' });
		expect((await wiro.counts()).run).toBe(3);
	});

	it('and the node has an error output, the item goes there with the error and its task inside', async () => {
		await wiro.emulator.fates(secondFails);

		const run = await wiro.run(inTurn, { startItems, node: { onError: 'continueErrorOutput' } });

		expect(jsonOf(run).map(({ taskId, succeeded }) => [taskId, succeeded])).toEqual([
			['700001', true],
			['700003', true],
		]);
		const error = { ...(await secondTask()), status: 'task_postprocess_end', message, description };
		expect(jsonOf(run, 1)).toEqual([{ name: 'two', error }]);
		expect(run.items(WIRO, 1)[0]?.pairedItem).toEqual({ item: 1 });
		expect((await wiro.counts()).run).toBe(3);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'an item that never got a task has the error alone (%s)',
		async (onError) => {
			const prompt = '={{ $json.name === "two" ? "" : "A raccoon" }}';
			const run = await wiro.run({ ...inTurn, prompt }, { startItems, node: { onError } });

			const failed = onError === 'continueErrorOutput' ? jsonOf(run, 1) : jsonOf(run).slice(1, 2);
			expect(JSON.stringify(failed)).toContain("'Prompt' is empty [item 1]");
			expect(JSON.stringify(failed)).not.toContain('taskId');
			expect(jsonOf(run).filter(({ succeeded }) => succeeded)).toHaveLength(2);
			expect((await wiro.counts()).run).toBe(2);
		},
	);
});
