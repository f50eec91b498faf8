import { expect, it } from '@jest/globals';

import { chain } from '../../../n8n/engine/workflow.mts';
import { describeOnClusters } from '../../support/server/useServer.mts';
import { SHORT_RUN, WIRO, wiroNode } from '../../support/wiro/useWiro.mts';

describeOnClusters('Run', (n8n) => {
	it('makes a video in a worker', async () => {
		const { server, emulator } = n8n;
		const id = await server.createWorkflow(chain(wiroNode(SHORT_RUN)));

		const execution = await server.runToEnd(id);

		const [task] = await emulator.tasks();
		expect(execution.items(WIRO).map(({ json }) => json)).toEqual([
			expect.objectContaining({ taskId: task?.id, url: task?.outputs[0]?.url, succeeded: true }),
		]);
		const jobs = await Promise.all(server.workers.map(async (worker) => await worker.output()));
		expect(jobs.join('\n')).toContain(`Worker finished execution ${execution.id} `);
		await expect(emulator.requests('run')).resolves.toHaveLength(1);
	});
});
