/** Errors that an agent's model reads. */
import { expect, it } from '@jest/globals';

import type { Servers } from '../../support/server/useServer.mts';
import { type Agents, CAT, HASTY, SLOW, TOOL_RUN } from '../agents.mts';

/** The tests of errors: each is read with its task and the next step. */
export function testErrors(n8n: Servers, agents: Agents, version: number): void {
	it('answers a parameter that cannot be used before anything is sent', async () => {
		expect(await agents.call(version, [CAT], { ...TOOL_RUN, steps: -1 })).toMatchObject([
			{
				error: expect.stringMatching(/^'Inference Steps' is -1, but must be 1 or more/),
				errorDescription: 'Use a number of 1 or more.',
			},
		]);
		expect(await n8n.emulator.requests()).toEqual([]);
	});

	it('gets no files, and says that the image must come from a URL', async () => {
		const parameters = { ...TOOL_RUN, imageSource: 'binary' };
		expect(await agents.call(version, [CAT], parameters)).toMatchObject([
			{
				error: expect.stringMatching(/^A tool gets no files.*from a URL/),
				errorDescription: expect.stringMatching(/'Image Source' of the tool to URL.*\$fromAI/),
			},
		]);
		expect(await n8n.emulator.requests()).toEqual([]);
	});

	it('answers a balance that is too low, and starts nothing', async () => {
		await n8n.emulator.settings({ insufficientBalance: true });
		expect(await agents.call(version, [CAT])).toMatchObject([
			{
				error: expect.stringMatching(/^The balance on Wiro is too low to start the task/),
				errorDescription: expect.stringMatching(/funds.*wiro\.ai/),
			},
		]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 0 });
	});

	it('answers a failed task with its ID, its reason and the next step', async () => {
		await n8n.emulator.fates([{ end: 'fail', debugoutput: 'No face found' }]);
		expect(await agents.call(version, [CAT])).toMatchObject([
			{
				taskId: '700001',
				error: expect.stringMatching(/The task 700001 failed on Wiro/),
				errorDescription: expect.stringMatching(/^A failed task is not billed.*No face found/),
			},
		]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	it('answers a time-out with the task that still runs, and how to get its video', async () => {
		await n8n.emulator.settings(SLOW);
		expect(await agents.call(version, [CAT], HASTY)).toMatchObject([
			{
				taskId: '700001',
				error: expect.stringMatching(/The task 700001 had not finished/),
				errorDescription: expect.stringMatching(
					/Get Task.*again with the same input.*costs nothing more/,
				),
			},
		]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	it('sends no second Run for a call whose Run got no answer, and says where to look', async () => {
		await n8n.emulator.settings({ taskListAnswer: 'http404' });
		await n8n.emulator.faults([{ endpoint: 'run', kind: 'resetAfter' }]);
		const lost = {
			error: expect.stringMatching(/may or may not have started/),
			errorDescription: expect.stringMatching(/wiro\.ai.*do not order the video again/),
		};
		expect(await agents.call(version, [CAT, CAT])).toMatchObject([lost, lost]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});
}
