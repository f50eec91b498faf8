/** The settings On Error and Retry On Fail of a tool. */
import { expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import type { Servers } from '../../support/server/useServer.mts';
import { retryOnFail } from '../../support/wiro/useWiro.mts';
import { type Agents, CAT, HASTY, SLOW, TOOL, TOOL_RUN, inTurn, wiroTool } from '../agents.mts';

/** Three tries a second apart. */
const TRIES = retryOnFail(3);
const STOPS: Partial<INode> = { ...TRIES, onError: 'stopWorkflow' };

/** A task that takes about a second: too long for a hasty try, but not for three. */
const A_SECOND = { speed: 20 };

/** The tests of On Error and of Retry On Fail. */
export function testOnError(n8n: Servers, agents: Agents, version: number): void {
	it.each<[string, Partial<INode>]>([
		['left as it is', TRIES],
		['at Continue', { ...TRIES, onError: 'continueRegularOutput' }],
	])('pays one task for three tries that time out, and names it, %s', async (_, node) => {
		await n8n.emulator.settings(SLOW);
		expect(await agents.call(version, [CAT], HASTY, node)).toMatchObject([
			{ taskId: '700001', error: expect.stringMatching(/The task 700001 had not finished/) },
		]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	it('sends one Run for three tries when its answer is lost', async () => {
		await n8n.emulator.settings({ taskListAnswer: 'http404' });
		await n8n.emulator.faults([{ endpoint: 'run', kind: 'resetAfter', times: 'always' }]);
		expect(await agents.call(version, [CAT], TOOL_RUN, TRIES)).toMatchObject([
			{ error: expect.stringMatching(/may or may not have started/) },
		]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	it('hands over the video of the first try in a later one, with Stop Workflow', async () => {
		await n8n.emulator.settings(A_SECOND);
		expect(await agents.call(version, [CAT], HASTY, STOPS)).toMatchObject([
			{ taskId: '700001', succeeded: true },
		]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	it('hides its error from the model with Stop Workflow', async () => {
		const { server, emulator } = n8n;
		await emulator.settings({ taskListAnswer: 'http404' });
		await emulator.faults([{ endpoint: 'run', kind: 'resetAfter', times: 'always' }]);
		const tools = [wiroTool(TOOL_RUN, STOPS)];
		const id = await agents.start({ version, scripts: [inTurn(CAT)], tools });
		const execution = await server.waitFor(id, [version < 3 ? 'success' : 'error']);

		expect(execution.runData[TOOL]?.at(-1)?.error).toMatchObject({
			message: expect.stringMatching(/may or may not have started/),
		});
		if (version < 3) expect(execution.items('Agent')).toMatchObject([{ json: { output: '[""]' } }]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	if (version < 3) {
		it('lets the model read its error with Continue (using error output)', async () => {
			await n8n.emulator.settings(SLOW);
			const node: Partial<INode> = { onError: 'continueErrorOutput' };
			expect(await agents.call(version, [CAT], HASTY, node)).toMatchObject([
				{ taskId: '700001', error: expect.stringMatching(/The task 700001 had not finished/) },
			]);
			expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
		});
		return;
	}

	it('pays nothing with Continue (using error output), which would hide the video', async () => {
		const tools = [wiroTool(TOOL_RUN, { onError: 'continueErrorOutput' })];
		const id = await agents.start({ version, scripts: [inTurn(CAT)], tools });
		const execution = await n8n.server.waitFor(id);

		expect(execution.runData[TOOL]?.at(-1)?.error).toMatchObject({
			message: expect.stringMatching(/cannot read this tool.*'Continue \(using error output\)'/),
		});
		expect(await n8n.emulator.requests()).toEqual([]);
	});
}
