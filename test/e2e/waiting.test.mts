import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import {
	type WorkflowNode,
	type WorkflowSource,
	parseWorkflow,
} from '../../n8n/engine/workflow.mts';
import { until } from '../../n8n/until.mts';
import { letTimeCome } from '../support/server/database.mts';
import {
	createSuspending,
	endTasks,
	expectVideos,
	prompts,
	suspendFirst,
} from '../support/server/suspending.mts';
import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';

const AFTER = 'After';

/** What follows the node that waits: names each item after the one that its task came from. */
const NAMED: WorkflowNode = {
	name: AFTER,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		includeOtherFields: true,
		assignments: {
			assignments: [
				{ id: 'title', name: 'title', type: 'string', value: "={{ $('Each').item.json.prompt }}" },
			],
		},
	},
};

/** Long enough for an execution to be suspended, and short enough to wait for. */
const TIMEOUT_SECONDS = 8;

/** Anything that n8n or the node did after a Stop would have come by then. */
const SILENCE_MS = 500;

/** The template that stops tasks, for these. */
function cleanerOf(taskId: string[]): WorkflowSource {
	const template = parseWorkflow(readFileSync('workflows/queue-cleaner.json', 'utf8'));
	const jsonOutput = JSON.stringify({ taskId });
	const nodes = template.nodes.map((node) =>
		node.name === 'Tasks to stop'
			? { ...node, parameters: { ...node.parameters, jsonOutput } }
			: node,
	);
	return { ...template, nodes };
}

describeOnServers(
	'A suspended execution',
	(n8n) => {
		describe('in a workflow whose timeout ends before the next check', () => {
			/** Suspends it, and expects the hint. */
			async function suspendWithTimeout() {
				const suspending = await createSuspending(n8n.server, {
					settings: { executionTimeout: TIMEOUT_SECONDS },
					after: NAMED,
				});
				const execution = await suspendFirst(n8n.emulator, suspending, prompts(2));
				expect(execution.runData.Wait?.at(-1)?.hints).toMatchObject([
					{
						message: expect.stringMatching(/^The workflow's timeout of 0.133 minutes ends before/),
					},
				]);
				const endsAt = Date.parse(execution.startedAt ?? '') + TIMEOUT_SECONDS * 1000;
				await until('the timeout is over', async () => Date.now() > endsAt);
				return execution;
			}

			it('says so in a hint, and a callback resumes it all the same', async () => {
				const { id } = await suspendWithTimeout();
				expect((await n8n.server.execution(id)).status).toBe('waiting');

				await endTasks(n8n.emulator, 2);

				const execution = await n8n.server.waitFor(id);
				await expectVideos(n8n.emulator, execution, prompts(2));
				expect(execution.items(AFTER)).toHaveLength(2);
			});

			it('is cancelled by n8n when the check wakes it, and its tasks run on', async () => {
				const { id } = await suspendWithTimeout();
				const before = await n8n.emulator.requests();

				await letTimeCome(n8n.server, id);

				const execution = await n8n.server.waitFor(id, ['canceled']);
				expect(execution.items(AFTER)).toEqual([]);
				await expect(n8n.emulator.requests()).resolves.toHaveLength(before.length);
				expect((await n8n.emulator.tasks()).filter(({ pexit }) => pexit !== null)).toEqual([]);
			});
		});

		it('that is stopped asks Wiro nothing and leaves its tasks to the queue cleaner', async () => {
			const { server, emulator } = n8n;
			const suspending = await createSuspending(server, { after: NAMED });
			const { id } = await suspendFirst(emulator, suspending, prompts(2));
			const before = await emulator.requests();

			await server.stopExecution(id);

			await server.waitFor(id, ['canceled']);
			await setTimeout(SILENCE_MS);
			await expect(emulator.requests()).resolves.toHaveLength(before.length);
			const tasks = await emulator.tasks();
			expect(tasks.filter(({ pexit }) => pexit !== null)).toEqual([]);

			const cleaner = cleanerOf(tasks.map((task) => task.id));
			const cleaned = await server.runToEnd(await server.createWorkflow(cleaner));

			expect(cleaned.items('Cancel, or kill if it runs')).toHaveLength(2);
			for (const { status } of await emulator.tasks()) expect(status).toBe('task_cancel');
		});

		it('whose tasks have several outputs gets one item for each, linked to its own input item', async () => {
			const { server, emulator } = n8n;
			await emulator.settings({ outputsPerTask: 2 });
			const suspending = await createSuspending(server, { after: NAMED });
			const { id } = await suspendFirst(emulator, suspending, prompts(3));

			await endTasks(emulator, 3);

			const execution = await server.waitFor(id);
			await expectVideos(emulator, execution, prompts(3));
			const items = execution.items(AFTER).map(({ json }) => json);
			expect(items.map(({ title }) => title)).toEqual(prompts(3));
			for (const { taskId, outputCount, outputs } of items) {
				const task = (await emulator.tasks()).find((other) => other.id === taskId);
				expect(outputCount).toBe(2);
				expect(outputs).toMatchObject(task?.outputs.map(({ url }) => ({ url })) ?? []);
			}
		});
	},
	{ env: NO_EDITOR },
);
