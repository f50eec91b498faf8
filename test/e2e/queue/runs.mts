/** Runs in a worker. */
import { describe, expect, it } from '@jest/globals';

import { chain } from '../../../n8n/engine/workflow.mts';
import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import { until } from '../../../n8n/until.mts';
import type { Servers } from '../../support/server/useServer.mts';
import { SHORT_RUN, WIRO, wiroNode } from '../../support/wiro/useWiro.mts';

/** The tests of Runs. */
export function testRuns(n8n: Servers<N8nCluster>): void {
	describe('Run', () => {
		it('makes a video in a worker', async () => {
			const { server, emulator } = n8n;
			const id = await server.createWorkflow(chain(wiroNode(SHORT_RUN)));

			const execution = await server.runToEnd(id);

			const [task] = await emulator.tasks();
			expect(execution.items(WIRO).map(({ json }) => json)).toEqual([
				expect.objectContaining({ taskId: task?.id, url: task?.outputs[0]?.url, succeeded: true }),
			]);
			await until('a worker says that it has finished the execution', async () => {
				const jobs = await Promise.all(server.workers.map(async (worker) => await worker.output()));
				return jobs.join('\n').includes(`Worker finished execution ${execution.id} `);
			});
			await expect(emulator.requests('run')).resolves.toHaveLength(1);
		});
	});
}
