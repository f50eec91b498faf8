/** Other models that an agent's model runs. */
import { expect, it } from '@jest/globals';

import type { Servers } from '../../support/server/useServer.mts';
import { MODELS, modelRun } from '../../support/engine/anyModel.mts';
import { type Agents, TOOL, fromAI } from '../agents.mts';

/** The tests of tools that run another model than the node's own. */
export function testModels(n8n: Servers, agents: Agents, version: number): void {
	/** The models and bodies of the Runs so far. */
	const runs = async () =>
		(await n8n.emulator.requests('run')).map(({ path, body }) => ({ path, body }));

	it('runs another model with what the AI writes into its fields', async () => {
		const args = { words: 'A lighthouse that a model thought of', shape: '16:9' };
		const fields = { prompt: fromAI('words'), aspectRatio: fromAI('shape'), steps: '12' };
		const items = await agents.call(version, [args], modelRun(MODELS.image, fields));

		expect(agents.model.tools).toMatchObject([
			{ name: TOOL, description: expect.stringMatching(/^Runs an AI model on Wiro.*costs money/) },
		]);
		await expect(runs()).resolves.toEqual([
			{
				path: `/v1/Run/${MODELS.image}`,
				body: {
					prompt: args.words,
					aspectRatio: args.shape,
					samples: '1',
					steps: '12',
					seed: '4225',
				},
			},
		]);
		const [task] = await n8n.emulator.tasks();
		expect(items).toMatchObject([
			{ taskId: task?.id, succeeded: true, url: task?.outputs[0]?.url, contentType: 'image/png' },
		]);
	});

	it('runs another model with the inputs that the AI writes as JSON', async () => {
		const inputs = JSON.stringify({ prompt: 'Why is the sky blue?', temperature: 0.2 });
		const parameters = { ...modelRun(MODELS.text, {}), inputsJson: fromAI('inputs') };
		const items = await agents.call(version, [{ inputs }], parameters);

		await expect(runs()).resolves.toMatchObject([
			{
				path: `/v1/Run/${MODELS.text}`,
				body: { prompt: 'Why is the sky blue?', thinking: 'true' },
			},
		]);
		expect(items).toMatchObject([{ succeeded: true, text: expect.stringMatching(/\w/) }]);
		expect(await agents.paid()).toEqual({ runs: 1, tasks: 1 });
	});
}
