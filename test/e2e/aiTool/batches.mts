/** Agents that work on several items at the same time. */
import { expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { Servers } from '../../support/server/useServer.mts';
import { type Agents, CAT, DOG, inTurn } from '../agents.mts';

const WORDS = [CAT, DOG];

/** The tests of the agent's option Batch Size. */
export function testBatches(n8n: Servers, agents: Agents, version: number): void {
	/** Has an agent work on two items at the same time, the one about a cat, the other about a dog. */
	async function askBoth(calls: number): Promise<IDataObject[][]> {
		return await agents.ask({
			version,
			scripts: WORDS.map((args) => inTurn(...Array.from({ length: calls }, () => args))),
			options: { batching: { batchSize: 2 } },
		});
	}

	/** The prompts of the tasks that items are about. */
	async function promptsOf(items: IDataObject[] = []): Promise<unknown[]> {
		const tasks = await n8n.emulator.tasks();
		return items.map(({ taskId }) => tasks.find(({ id }) => id === taskId)?.parameters.prompt);
	}

	if (version < 3) {
		it("refuses another item's words, and pays for its own only", async () => {
			const read = await askBoth(2);

			const videos = read.map((items) => items.filter(({ succeeded }) => succeeded === true));
			for (const [index, { prompt }] of WORDS.entries()) {
				const own = await promptsOf(videos[index]);
				// The second call is right, if the first was refused.
				expect(own.length).toBeGreaterThan(0);
				expect(own).toEqual(own.map(() => prompt));
			}
			const refused = read.flat().filter(({ succeeded }) => succeeded !== true);
			expect(refused.length).toBeGreaterThan(0);
			for (const item of refused) {
				expect(item).toMatchObject({
					error: expect.stringMatching(/the arguments of another call/),
					errorDescription: expect.stringMatching(/again: nothing was sent.*'Batch Size'/),
				});
			}
			const paid = videos.flat().length;
			expect(new Set(videos.flat().map(({ taskId }) => taskId)).size).toBe(paid);
			expect(await agents.paid()).toEqual({ runs: paid, tasks: paid });
		});
		return;
	}

	it('makes the video of each of two items at the same time', async () => {
		const [ofCat, ofDog] = await askBoth(1);

		expect(await promptsOf(ofCat)).toEqual([CAT.prompt]);
		expect(await promptsOf(ofDog)).toEqual([DOG.prompt]);
		expect(await agents.paid()).toEqual({ runs: 2, tasks: 2 });
	});

	it('pays as many tasks as calls, although n8n mixes up what models have read', async () => {
		const [, ofDog] = await askBoth(2);

		const tasks = await n8n.emulator.tasks();
		expect(tasks.map(({ parameters }) => parameters.prompt).sort()).toEqual(
			[CAT, CAT, DOG, DOG].map(({ prompt }) => prompt),
		);
		// From the second turn on, n8n gives all items of a batch the first one's calls. If this fails,
		// n8n has put it right, and docs/agents.md need not warn of batches any more.
		expect(await promptsOf(ofDog)).toEqual([CAT.prompt, DOG.prompt]);
		expect(await agents.paid()).toEqual({ runs: 4, tasks: 4 });
	});
}
