/** A tool that suspends. */
import { expect, it } from '@jest/globals';

import {
	RESUME_URL,
	callbacksMade,
	endTasks,
	standStill,
} from '../../support/server/suspending.mts';
import type { Servers } from '../../support/server/useServer.mts';
import { type Agents, CAT, TOOL_RUN, fromAI, itemsRead, wiroTool } from '../agents.mts';

/** The tests of Wait for Completion with Wait Mode Suspend, after a Run that does not wait. */
export function testSuspend(n8n: Servers, agents: Agents, version: number): void {
	const options = { callbackUrl: RESUME_URL };
	const setup = {
		version,
		scripts: [[[{ tool: 'Order', args: CAT }], [{ tool: 'Wait', args: { taskId: '700001' } }]]],
		tools: [
			wiroTool({ ...TOOL_RUN, waitForCompletion: false, options }, { name: 'Order' }),
			wiroTool(
				{ operation: 'waitForCompletion', waitMode: 'suspend', taskId: fromAI('taskId') },
				{ name: 'Wait' },
			),
		],
	};

	if (version < 3) {
		it('refuses to suspend, since n8n cannot resume the agent', async () => {
			await standStill(n8n.emulator);
			expect(await agents.ask(setup)).toMatchObject([
				[
					{ taskId: '700001', completed: false },
					{
						error: expect.stringMatching(/^'Wait Mode' is Suspend, but n8n cannot resume/),
						errorDescription: expect.stringMatching(/Poll.*Get Task.*version 3/),
					},
				],
			]);
			expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
		});
		return;
	}

	it('is suspended, resumed by the callback, and hands over the video', async () => {
		const { server, emulator } = n8n;
		await standStill(emulator);
		const id = await agents.start(setup);
		await server.waitFor(id, ['waiting']);
		await endTasks(emulator, 1);
		const read = itemsRead(await server.waitFor(id));
		await callbacksMade(emulator);

		const [task] = await emulator.tasks();
		const url = task?.outputs[0]?.url;
		expect(url).toMatch(/\.mp4$/);
		expect(read).toMatchObject([
			[
				{ taskId: '700001', completed: false },
				{ taskId: '700001', completed: true, succeeded: true, url },
			],
		]);
		expect(task?.callback).toBe('delivered');
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});
}
