/** Videos that an agent's model makes. */
import { expect, it } from '@jest/globals';

import type { Servers } from '../../support/server/useServer.mts';
import { type Agents, CAT, DOG, HASTY, SLOW, TOOL } from '../agents.mts';
import type { Script } from '../scriptedModel.mts';

/** The tests of videos that come, and of calls in the same words. */
export function testVideos(n8n: Servers, agents: Agents, version: number): void {
	it('is offered with what it does, makes a video, and hands over its URL', async () => {
		const items = await agents.call(version, [CAT]);

		expect(agents.model.tools).toMatchObject([
			{
				name: TOOL,
				description: expect.stringMatching(/video.*from an image.*takes minutes.*costs money/),
			},
		]);
		const [task] = await n8n.emulator.tasks();
		expect(task?.parameters.prompt).toBe(CAT.prompt);
		const url = task?.outputs[0]?.url;
		expect(url).toMatch(/\.mp4$/);
		expect(items).toMatchObject([{ taskId: task?.id, succeeded: true, url }]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});

	it('makes a video for each of two calls at the same time', async () => {
		const scripts: Script[] = [[[{ args: CAT }, { args: DOG }]]];
		const [items = []] = await agents.ask({ version, scripts });

		const tasks = await n8n.emulator.tasks();
		const made = items.map(({ taskId }) => tasks.find(({ id }) => id === taskId));
		expect(made.map((task) => task?.parameters.prompt)).toEqual([CAT.prompt, DOG.prompt]);
		expect(await agents.paid()).toEqual({ runs: 2, tasks: 2 });
	});

	it('makes a new video in the same words once that of the first was handed over', async () => {
		const items = await agents.call(version, [CAT, CAT]);

		expect(items).toMatchObject([
			{ taskId: '700001', succeeded: true },
			{ taskId: '700002', succeeded: true },
		]);
		expect(await agents.paid()).toEqual({ runs: 2, tasks: 2 });
	});

	it('takes up the task that timed out when the model asks again in the same words', async () => {
		await n8n.emulator.settings(SLOW);
		const items = await agents.call(version, [CAT, DOG, CAT], HASTY);

		expect(items.map(({ taskId }) => taskId)).toEqual(['700001', '700002', '700001']);
		expect(await agents.paid()).toEqual({ runs: 2, tasks: 2 });
	});
}
