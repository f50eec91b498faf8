import { describe, expect, it } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { FaultKind } from '../../emulator/control.mts';
import { AGENT_VERSIONS, TOOL_RUN, fromAI, runAgent } from '../support/engine/agent.mts';
import { FAST, SHORT_RUN, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';

const CAT = { prompt: 'A cat' };
const DOG = { prompt: 'A dog' };

/** A Run that gives up long before its task ends. */
const HASTY: INodeParameters = { ...TOOL_RUN, options: { ...FAST, timeout: 0.003 } };
const SLOW = { speed: 1 };
const LOST: FaultKind = { kind: 'resetAfter' };
const STOPS: Partial<INode> = { onError: 'stopWorkflow' };

describe.each(AGENT_VERSIONS)('The tool of an agent %s', (version) => {
	const wiro = useWiro();

	it('makes a video for each call, also for the same words at the same time or again', async () => {
		const { items } = await runAgent(wiro, version, { items: [[[CAT, CAT, DOG], [CAT]]] });

		const tasks = await wiro.emulator.tasks();
		expect(tasks.map(({ parameters }) => parameters.prompt).sort()).toEqual([
			'A cat',
			'A cat',
			'A cat',
			'A dog',
		]);
		expect(items.map(({ taskId }) => taskId).sort()).toEqual(tasks.map(({ id }) => id));
		expect(items.map(({ succeeded }) => succeeded)).toEqual([true, true, true, true]);
		expect((await wiro.counts()).run).toBe(4);
	});

	it('answers a parameter that cannot be used with the next step, before anything is sent', async () => {
		const { run, items } = await runAgent(wiro, version, {
			items: [[[CAT]]],
			parameters: { ...TOOL_RUN, steps: -1 },
		});

		expect(run.status).toBe('success');
		expect(items).toEqual([
			{
				error: "'Inference Steps' is -1, but must be 1 or more [item 0]",
				errorDescription: 'Use a number of 1 or more.',
			},
		]);
		expect(await wiro.counts()).toEqual({});
	});

	it('answers a failed task with its ID, its reason and the next step', async () => {
		await wiro.emulator.fates([{ end: 'fail', debugoutput: 'No face found' }]);
		const { items } = await runAgent(wiro, version, { items: [[[CAT]]] });

		expect(items).toMatchObject([
			{
				taskId: '700001',
				completed: true,
				succeeded: false,
				error: 'The task 700001 failed on Wiro (exit code 1) [item 0]',
				errorDescription: expect.stringMatching(/^A failed task is not billed.*No face found$/),
			},
		]);
		expect((await wiro.counts()).run).toBe(1);
	});

	it('takes up the task that timed out when it is called again in the same words', async () => {
		await wiro.emulator.settings(SLOW);
		const { items } = await runAgent(wiro, version, {
			items: [[[CAT], [DOG], [CAT]]],
			parameters: HASTY,
		});

		expect(items.map(({ taskId }) => taskId)).toEqual(['700001', '700002', '700001']);
		for (const { taskId, error, errorDescription } of items) {
			expect(error).toMatch(`The task ${String(taskId)} had not finished`);
			expect(errorDescription).toMatch(/Get Task.*again with the same input.*costs nothing more/);
		}
		expect((await wiro.counts()).run).toBe(2);
	});

	it('forgets a task that it has taken up once its video was handed over', async () => {
		await wiro.emulator.fates([{ end: 'success', seconds: 300 }]);
		const { items } = await runAgent(wiro, version, {
			items: [[[CAT], [CAT], [CAT], [CAT], [CAT]]],
			parameters: { ...TOOL_RUN, options: { ...FAST, timeout: 0.012 } },
		});

		const ids = items.map(({ taskId }) => taskId);
		expect(ids[0]).toBe('700001');
		const first = items.findIndex(({ succeeded }) => succeeded);
		expect(ids.slice(0, first + 1)).toEqual(Array(first + 1).fill('700001'));
		expect(ids[first + 1]).toBe('700002');
		expect((await wiro.counts()).run).toBe(items.length - first);
	});

	it('makes a new task in the same words for one that ended without success', async () => {
		await wiro.emulator.fates([{ end: 'fail' }, { end: 'success' }]);
		const { items } = await runAgent(wiro, version, { items: [[[CAT], [CAT]]] });

		expect(items).toMatchObject([
			{ taskId: '700001', succeeded: false },
			{ taskId: '700002', succeeded: true },
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('does not send a Run again whose answer was lost, unless the words are others', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', ...LOST }]);
		const { items } = await runAgent(wiro, version, { items: [[[CAT], [CAT], [DOG]]] });

		const lost = {
			error: expect.stringMatching(/may or may not have started/),
			errorDescription: expect.stringMatching(/tasks on wiro\.ai.*do not order the video again/),
		};
		expect(items).toMatchObject([lost, lost, { succeeded: true }]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it.each([
		['its default', {}],
		['Stop Workflow', STOPS],
	])('pays one task for three tries that time out, with On Error at %s', async (_name, node) => {
		await wiro.emulator.settings(SLOW);
		await runAgent(wiro, version, {
			items: [[[CAT]]],
			parameters: HASTY,
			node: { ...retryOnFail(3), ...node },
		});

		expect((await wiro.counts()).run).toBe(1);
	});

	it('hands an error of Stop Workflow to n8n', async () => {
		const { run, items } = await runAgent(wiro, version, {
			items: [[[CAT]]],
			parameters: { ...TOOL_RUN, steps: -1 },
			node: STOPS,
		});

		// Agents before version 3 go on with an empty answer.
		expect(items).toEqual([]);
		expect(run.runData.Tool?.at(-1)?.error).toMatchObject({
			message: expect.stringMatching(/'Inference Steps' is -1/),
		});
		expect(await wiro.counts()).toEqual({});
	});

	it('answers errors of its settings, and tells the model whom to ask', async () => {
		const settings = { errorDescription: expect.stringMatching(/settings in n8n: tell the user/) };
		const without = await runAgent(wiro, version, {
			items: [[[CAT]]],
			node: { credentials: undefined },
		});
		expect(without.items).toMatchObject([
			{ error: expect.stringMatching(/credentials/), ...settings },
		]);

		const wrong = await runAgent(wiro, version, {
			items: [[[CAT]]],
			parameters: { ...TOOL_RUN, negativePrompt: "={{ $('Nowhere').first().json.x }}" },
		});
		expect(wrong.items).toMatchObject([{ error: expect.stringMatching(/exist/), ...settings }]);
		expect(await wiro.counts()).toEqual({});
	});

	it('gets no files, and says that the image must come from a URL', async () => {
		for (const binaryPropertyName of ['data', '', '={{ $binary }}']) {
			const { items } = await runAgent(wiro, version, {
				items: [[[CAT]]],
				parameters: { ...TOOL_RUN, imageSource: 'binary', binaryPropertyName },
			});

			expect(items).toMatchObject([
				{
					error: 'A tool gets no files, so the image must come from a URL [item 0]',
					errorDescription: expect.stringMatching(/'Image Source' of the tool to URL.*\$fromAI/),
				},
			]);
		}
		expect(await wiro.counts()).toEqual({});
	});

	it('says how the model can enter the task', async () => {
		const { items } = await runAgent(wiro, version, {
			items: [[[{}]]],
			parameters: { operation: 'get' },
		});

		expect(items).toMatchObject([
			{
				error: "'Task ID' is empty [item 0]",
				errorDescription: expect.stringMatching(/\{\{ \$fromAI\('taskId'\) \}\}/),
			},
		]);
		expect(await wiro.counts()).toEqual({});
	});
});
