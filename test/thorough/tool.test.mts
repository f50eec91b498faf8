import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';

import { CALLERS, TOOL, TOOL_RUN, callTool } from '../support/engine/agent.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { textOf } from '../../n8n/guards.mts';
import { plant, referenceOf } from '../support/engine/suspend.mts';
import { FAST, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';

/** A Run that gives up long before its task ends. */
const HASTY: INodeParameters = { ...TOOL_RUN, options: { ...FAST, timeout: 0.003 } };
/** A Run of 0.0117 dollars, whose limit is not enough for two. */
const ONE_TASK: INodeParameters = {
	...TOOL_RUN,
	options: { ...FAST, maxCostPerExecution: 0.02 },
};
const SLOW = { speed: 1 };
const STOPS: Partial<INode> = { onError: 'stopWorkflow' };

/** Words that no other test has used: over MCP, n8n's process remembers what was ordered. */
let words = 0;
const order = (subject = 'A cat') => ({ prompt: `${subject} in a scene ${(words += 1)}` });

describe.each(CALLERS)('The tool of an %s', (caller) => {
	const wiro = useWiro();

	it('makes a video for each call, also for the same words at the same time or again', async () => {
		const cat = order();
		const dog = order('A dog');
		const { items } = await callTool(wiro, caller, { items: [[[cat, cat, dog], [cat]]] });

		const tasks = await wiro.emulator.tasks();
		expect(tasks.map(({ parameters }) => parameters.prompt).sort()).toEqual(
			[cat, cat, cat, dog].map(({ prompt }) => prompt).sort(),
		);
		expect(items.map(({ taskId }) => taskId).sort()).toEqual(tasks.map(({ id }) => id));
		expect(items.map(({ succeeded }) => succeeded)).toEqual([true, true, true, true]);
		expect((await wiro.counts()).run).toBe(4);
	});

	it('answers a parameter that cannot be used with the next step, before anything is sent', async () => {
		const { run, items } = await callTool(wiro, caller, {
			items: [[[order()]]],
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
		const { items } = await callTool(wiro, caller, { items: [[[order()]]] });

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
		const [cat, dog] = [order(), order('A dog')];
		const { items } = await callTool(wiro, caller, {
			items: [[[cat], [dog], [cat]]],
			parameters: HASTY,
		});

		expect(items.map(({ taskId }) => taskId)).toEqual(['700001', '700002', '700001']);
		for (const { taskId, error, errorDescription } of items) {
			expect(error).toMatch(`The task ${textOf(taskId)} had not finished`);
			expect(errorDescription).toMatch(/Get Task.*again with the same input.*costs nothing more/);
		}
		expect((await wiro.counts()).run).toBe(2);
	});

	it('takes up the task although its seed is another each time', async () => {
		await wiro.emulator.settings(SLOW);
		const cat = order();
		const { items } = await callTool(wiro, caller, {
			items: [[[cat], [cat]]],
			parameters: { ...HASTY, seed: 'random' },
		});

		expect(items.map(({ taskId }) => taskId)).toEqual(['700001', '700001']);
		expect((await wiro.counts()).run).toBe(1);
	});

	it('makes a new video in the same words once that of the earlier task was handed over', async () => {
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'status', status: 403 }]);
		const cat = order();
		const { items } = await callTool(wiro, caller, { items: [[[cat], [cat], [cat]]] });

		expect(items).toMatchObject([
			{ taskId: '700001', error: expect.stringMatching(/HTTP 403/) },
			{ taskId: '700001', succeeded: true },
			{ taskId: '700002', succeeded: true },
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('makes a new task in the same words for one that ended without success', async () => {
		await wiro.emulator.fates([{ end: 'fail' }, { end: 'success' }]);
		const cat = order();
		const { items } = await callTool(wiro, caller, { items: [[[cat], [cat]]] });

		expect(items).toMatchObject([
			{ taskId: '700001', succeeded: false },
			{ taskId: '700002', succeeded: true },
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('counts the new task of a repeated call against the limit too', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);
		const cat = order();
		const { items } = await callTool(wiro, caller, {
			items: [[[cat], [cat], [order('A dog')]]],
			parameters: ONE_TASK,
		});

		expect(items).toMatchObject([
			{ taskId: '700001', succeeded: false },
			{ taskId: '700002', succeeded: true },
			{ error: expect.stringMatching(/more than 'Max Cost per Execution'/) },
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('does not count a Run that Wiro has refused', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'errors', errors: ['Not today'] }]);
		const { items } = await callTool(wiro, caller, {
			items: [[[order()], [order('A dog')]]],
			parameters: ONE_TASK,
		});

		expect(items).toMatchObject([
			{ error: expect.stringMatching(/Not today/) },
			{ taskId: '700001', succeeded: true },
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('does not send a Run again whose answer was lost, unless the words are others', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter' }]);
		const cat = order();
		const { items } = await callTool(wiro, caller, { items: [[[cat], [cat], [order('A dog')]]] });

		const lost = {
			error: expect.stringMatching(/may or may not have started/),
			errorDescription: expect.stringMatching(
				/tasks on wiro\.ai.*do not order the video again: the same input is refused/,
			),
		};
		expect(items).toMatchObject([lost, lost, { succeeded: true }]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it.each([
		['its default', {}],
		['Stop Workflow', STOPS],
	])('pays one task for three tries that time out, with On Error at %s', async (_name, node) => {
		await wiro.emulator.settings(SLOW);
		await callTool(wiro, caller, {
			items: [[[order()]]],
			parameters: HASTY,
			node: { ...retryOnFail(3), ...node },
		});

		expect((await wiro.counts()).run).toBe(1);
	});

	it('hands an error of Stop Workflow to n8n', async () => {
		const { run, items } = await callTool(wiro, caller, {
			items: [[[order()]]],
			parameters: { ...TOOL_RUN, steps: -1 },
			node: STOPS,
		});

		expect(items).toEqual([]);
		expect(run.runData[TOOL]?.at(-1)?.error).toMatchObject({
			message: expect.stringMatching(/'Inference Steps' is -1/),
		});
		expect(await wiro.counts()).toEqual({});
	});

	it('answers errors of its settings, and tells the model whom to ask', async () => {
		const tellUser = "This is about the tool's settings in n8n: tell the user what it says.";
		const without = await callTool(wiro, caller, {
			items: [[[order()]]],
			node: { credentials: undefined },
		});
		expect(without.items).toMatchObject([
			{ error: expect.stringMatching(/credentials/), errorDescription: tellUser },
		]);

		const wrong = async (negativePrompt: string) => {
			const parameters = { ...TOOL_RUN, negativePrompt };
			return (await callTool(wiro, caller, { items: [[[order()]]], parameters })).items;
		};
		expect(await wrong("={{ $('Nowhere').first().json.x }}")).toMatchObject([
			{ error: expect.stringMatching(/exist/), errorDescription: tellUser },
		]);
		// What n8n itself says of it comes first.
		expect(await wrong('={{ $json.none.toDateTime() }}')).toMatchObject([
			{
				error: expect.stringMatching(/can't be used on undefined/),
				errorDescription: expect.stringMatching(
					/^To ignore this error.*toDateTime This is about the tool's settings in n8n: tell the user/,
				),
			},
		]);
		expect(await wiro.counts()).toEqual({});
	});

	it('gets no files, and says that the image must come from a URL', async () => {
		for (const binaryPropertyName of ['data', '', '={{ $binary }}']) {
			const { items } = await callTool(wiro, caller, {
				items: [[[order()]]],
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

	it.each(['', 'C:\\photos\\cat.jpg', 'https://photos.app.goo.gl/abc'])(
		'says that the image URL %j needs another link, not a file',
		async (inputImageUrl) => {
			const { items } = await callTool(wiro, caller, {
				items: [[[order()]]],
				parameters: { ...TOOL_RUN, inputImageUrl },
			});

			expect(items).toMatchObject([
				{ errorDescription: expect.stringMatching(/A tool gets no files.*a link/) },
			]);
			expect(await wiro.counts()).toEqual({});
		},
	);

	it('says how the model can enter the task', async () => {
		for (const name of ['taskId', 'taskToken']) {
			const { items } = await callTool(wiro, caller, {
				items: [[[{}]]],
				parameters: { operation: 'get', taskReference: name },
			});

			expect(items).toMatchObject([
				{
					error: expect.stringMatching(/^'Task (ID|Token)' is empty/),
					errorDescription: expect.stringContaining(`{{ $fromAI('${name}') }}`),
				},
			]);
		}
		expect(await wiro.counts()).toEqual({});
	});

	it('fetches later what it has started without waiting', async () => {
		const { items: started } = await callTool(wiro, caller, {
			items: [[[order()]]],
			parameters: { ...TOOL_RUN, waitForCompletion: false },
		});
		expect(started).toMatchObject([{ taskId: '700001', completed: false, succeeded: null }]);

		await wiro.tasksWhen(([task]) => task?.status === 'task_postprocess_end');
		const { items } = await callTool(wiro, caller, {
			items: [[[{ taskId: '700001' }]]],
			parameters: { operation: 'get', taskId: "={{ $fromAI('taskId') }}" },
		});
		expect(items).toMatchObject([{ taskId: '700001', succeeded: true, contentType: 'video/mp4' }]);
		expect((await wiro.counts()).run).toBe(1);
	});
});

describe.each(['agent 2.2', 'MCP server'] as const)('The tool of an %s', (caller) => {
	const wiro = useWiro();

	it('refuses to suspend, since n8n cannot resume its caller', async () => {
		await plant(wiro, { status: 'task_start' });
		const { run, items } = await callTool(wiro, caller, {
			items: [[[{ taskId: referenceOf(1).taskId }]]],
			parameters: {
				operation: 'waitForCompletion',
				waitMode: 'suspend',
				taskId: "={{ $fromAI('taskId') }}",
			},
		});

		expect(run.status).toBe('success');
		expect(items).toMatchObject([
			{
				error: expect.stringMatching(/^'Wait Mode' is Suspend, but n8n cannot resume/),
				errorDescription: expect.stringMatching(/Poll.*Get Task.*version 3/),
			},
		]);
		expect(await wiro.counts()).toEqual({});
	});
});

describe('The tool of an agent 2.2 that works on several items at once', () => {
	const wiro = useWiro();

	it("sends nothing with another item's arguments, and is right when it is called again", async () => {
		const [cat, dog] = [order(), order('A dog')];
		const { answers } = await callTool(wiro, 'agent 2.2', {
			items: [[[cat]], [[dog], [dog]]],
			isBatch: true,
		});

		expect(answers).toMatchObject([
			[[{ taskId: '700001', succeeded: true }]],
			[
				[
					{
						error: expect.stringMatching(/the arguments of another call/),
						errorDescription: expect.stringMatching(
							/again: nothing was sent.*'Batch Size'.*3 of the/,
						),
					},
				],
				[{ taskId: '700002', succeeded: true }],
			],
		]);
		const runs = await wiro.requests('run');
		expect(runs.map(({ body }) => body?.prompt)).toEqual([cat.prompt, dog.prompt]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('refuses a task operation in the same way', async () => {
		await plant(wiro, { status: 'task_start' }, { status: 'task_start' });
		const { answers } = await callTool(wiro, 'agent 2.2', {
			items: [[[{ taskId: '1' }]], [[{ taskId: '2' }]]],
			parameters: { operation: 'kill', taskId: "={{ $fromAI('taskId') }}" },
			isBatch: true,
		});

		expect(answers).toMatchObject([
			[[{ taskId: '1', status: 'task_cancel' }]],
			[[{ error: expect.stringMatching(/the arguments of another call/) }]],
		]);
		expect(await wiro.counts()).toEqual({ kill: 1 });
	});

	it('makes a video for each of two items in the same words', async () => {
		const cat = order();
		const { answers } = await callTool(wiro, 'agent 2.2', {
			items: [[[cat]], [[cat]]],
			isBatch: true,
		});

		expect(answers.flat(2).map(({ taskId }) => taskId)).toEqual(
			expect.arrayContaining(['700001', '700002']),
		);
		expect((await wiro.counts()).run).toBe(2);
	});
});

describe('A tool that gets several items', () => {
	it('tells the model of each once whom to ask, although one error is that of all', async () => {
		const run = await runWorkflow({
			workflow: chain({ name: TOOL, type: 'n8n-nodes-wiro.wiroTool', parameters: TOOL_RUN }),
			startItems: [{}, {}],
		});

		const advice = /^(?!.*tell the user.*tell the user).*settings in n8n: tell the user/s;
		const ofEach = { errorDescription: expect.stringMatching(advice) };
		expect(run.items(TOOL).map(({ json }) => json)).toMatchObject([ofEach, ofEach]);
	});
});

describe('The tool of an agent 3.1', () => {
	const wiro = useWiro();

	it('pays nothing when its error output would hide the video from the model', async () => {
		const { run, items } = await callTool(wiro, 'agent 3.1', {
			items: [[[order()]]],
			node: { onError: 'continueErrorOutput' },
		});

		expect(run.runData[TOOL]?.at(-1)?.error).toMatchObject({
			description: "Set 'On Error' of the tool to 'Continue'. Nothing was sent to Wiro.",
		});
		expect(items).toEqual([
			{ error: expect.stringMatching(/cannot read this tool.*'Continue \(using error output\)'/) },
		]);
		expect(await wiro.counts()).toEqual({});
	});
});

describe.each(['agent 2.2', 'agent 3.1'] as const)('The budget of a tool of an %s', (caller) => {
	const wiro = useWiro();
	/** Two Runs fit, three do not. */
	const maxCostPerExecution = 0.025;
	const tooMuch = { error: expect.stringMatching(/more than 'Max Cost per Execution'/) };

	it('counts a task once that a repeated call takes up', async () => {
		const cat = order();
		await wiro.emulator.settings(SLOW);
		const { items } = await callTool(wiro, caller, {
			items: [[[cat], [cat], [order('A dog')], [order('A cow')]]],
			parameters: { ...TOOL_RUN, options: { ...FAST, timeout: 0.003, maxCostPerExecution } },
		});

		expect(items).toMatchObject([
			{ taskId: '700001' },
			{ taskId: '700001' },
			{ taskId: '700002' },
			tooMuch,
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('counts a lost Run once, however often it is ordered', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter' }]);
		const cat = order();
		const { items } = await callTool(wiro, caller, {
			items: [[[cat], [cat], [order('A dog')], [order('A cow')]]],
			parameters: { ...TOOL_RUN, options: { ...FAST, maxCostPerExecution } },
		});

		const lost = { error: expect.stringMatching(/may or may not have started/) };
		expect(items).toMatchObject([lost, lost, { succeeded: true }, tooMuch]);
		expect((await wiro.counts()).run).toBe(2);
	});
});

describe('The client of an MCP server', () => {
	const wiro = useWiro();

	const call = async (args: { prompt: string }, parameters = TOOL_RUN) => {
		const { items } = await callTool(wiro, 'MCP server', { items: [[[args]]], parameters });
		return items[0];
	};
	const MINUTE = 60_000;
	const { now } = Date;
	/** Lets so many milliseconds pass since the beginning of the test. */
	const later = (milliseconds: number) => {
		jest.spyOn(Date, 'now').mockImplementation(() => now() + milliseconds);
	};
	afterEach(() => {
		jest.restoreAllMocks();
	});

	it('gets the task that timed out, also in another execution', async () => {
		await wiro.emulator.settings(SLOW);
		const cat = order();
		await call(cat, HASTY);
		await wiro.emulator.settings({ speed: 200 });

		expect(await call(cat)).toMatchObject({ taskId: '700001', succeeded: true });
		expect(await call(cat)).toMatchObject({ taskId: '700002', succeeded: true });
		expect((await wiro.counts()).run).toBe(2);
	});

	it('is not refused forever after an answer was lost', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter' }]);
		const cat = order();
		const lost = { error: expect.stringMatching(/may or may not have started/) };
		expect(await call(cat)).toMatchObject(lost);
		later(59 * MINUTE);
		expect(await call(cat)).toMatchObject(lost);
		later(61 * MINUTE);

		expect(await call(cat)).toMatchObject({ succeeded: true });
		expect((await wiro.counts()).run).toBe(2);
	});

	it('is not told to call again in a worker, since another one would not know of the task', async () => {
		await wiro.emulator.settings(SLOW);
		const inWorker = async (parameters: INodeParameters) => {
			const { items } = await callTool(wiro, 'MCP server', {
				items: [[[order()]]],
				parameters,
				executionId: '42',
			});
			return items;
		};
		expect(await inWorker(HASTY)).toMatchObject([
			{
				taskId: '700001',
				errorDescription: expect.stringMatching(
					/Get Task.*Do not call the tool again.*a second task/,
				),
			},
		]);
		const waiting = {
			operation: 'waitForCompletion',
			taskId: '700001',
			options: { timeout: 0.003 },
		};
		expect(await inWorker(waiting)).toMatchObject([
			{ errorDescription: expect.stringMatching(/again with the same input goes on waiting/) },
		]);
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter' }]);
		expect(await inWorker(TOOL_RUN)).toMatchObject([
			{ errorDescription: expect.stringMatching(/do not order the video again: .*paid for twice/) },
		]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('gets the same video when it gave up on a call that took longer than it waits', async () => {
		await wiro.emulator.fates([{ end: 'success', seconds: 400 }]);
		const cat = order();
		const first = call(cat);
		await wiro.tasksWhen(([task]) => task?.status === 'task_start');
		later(MINUTE);

		const again = call(cat);
		expect(await Promise.all([first, again])).toMatchObject([
			{ taskId: '700001', succeeded: true },
			{ taskId: '700001', succeeded: true },
		]);
		expect((await wiro.counts()).run).toBe(1);
	});

	it('gets it too when it calls again after the end, once', async () => {
		await wiro.emulator.fates([{ end: 'success', seconds: 400 }]);
		const cat = order();
		const first = call(cat);
		await wiro.tasksWhen(([task]) => task?.status === 'task_start');
		later(MINUTE);
		await first;

		expect(await call(cat)).toMatchObject({ taskId: '700001', succeeded: true });
		expect(await call(cat)).toMatchObject({ taskId: '700002', succeeded: true });
		expect((await wiro.counts()).run).toBe(2);
	});
});
