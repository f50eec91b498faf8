/** Agents that work on several items at the same time. */
import { expect, it } from '@jest/globals';

import type { Servers } from '../../support/server/useServer.mts';
import { type Agents, CAT, DOG, inTurn } from '../agents.mts';

/** The tests of the agent's option Batch Size. */
export function testBatches(n8n: Servers, agents: Agents, version: number): void {
	it('pays only for videos of its own words, for two items at the same time', async () => {
		const words = [CAT, DOG];
		const read = await agents.ask({
			version,
			scripts: words.map((args) => inTurn(args, args)),
			options: { batching: { batchSize: 2 } },
		});

		const tasks = await n8n.emulator.tasks();
		const promptOf = (id: unknown) => tasks.find((task) => task.id === id)?.parameters.prompt;
		const videos = read.map((items) => items.filter(({ succeeded }) => succeeded === true));
		for (const [index, { prompt }] of words.entries()) {
			// The second call is right, if the first was refused.
			expect(videos[index]?.length).toBeGreaterThan(0);
			for (const { taskId } of videos[index] ?? []) expect(promptOf(taskId)).toBe(prompt);
		}
		const refused = read.flat().filter(({ succeeded }) => succeeded !== true);
		for (const item of refused) {
			expect(item).toMatchObject({
				error: expect.stringMatching(/the arguments of another call/),
				errorDescription: expect.stringMatching(/again: nothing was sent.*'Batch Size'/),
			});
		}
		// Before version 3, n8n mixes up the arguments.
		expect(refused.length > 0).toBe(version < 3);
		const paid = videos.flat().length;
		expect(new Set(videos.flat().map(({ taskId }) => taskId)).size).toBe(paid);
		expect(await agents.paid()).toEqual({ runs: paid, tasks: paid });
	});
}
