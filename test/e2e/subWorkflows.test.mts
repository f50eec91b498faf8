import { describe, expect, it } from '@jest/globals';
import type { IWorkflowSettings } from 'n8n-workflow';

import type { WorkflowNode } from '../../n8n/engine/workflow.mts';
import type { Execution } from '../../n8n/server/execution.mts';
import { until } from '../../n8n/until.mts';
import { RESUME_URL, endTasks, prompts, standStill } from '../support/server/suspending.mts';
import {
	AFTER,
	COUNT,
	type Child,
	SUSPEND,
	callChild,
	run,
} from '../support/server/subWorkflow.mts';
import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';
import { EACH_PROMPT, wiroNode } from '../support/wiro/useWiro.mts';

describeOnServers(
	'A workflow that executes another one and waits for it',
	(n8n) => {
		const call = async (child: Child, ...afterCall: WorkflowNode[]) =>
			await callChild(n8n.server, child, ...afterCall);

		/** Waits until the execution of the sub-workflow has a status; gives its id. */
		async function untilChild(childId: string, wanted: string): Promise<string> {
			return await until(`the sub-workflow is ${wanted}`, async () => {
				const [execution] = await n8n.server.executions({ workflowId: childId });
				return execution?.status === wanted && execution.id;
			});
		}

		async function untilTasksStopped(): Promise<void> {
			await until('the tasks are stopped', async () => {
				const tasks = await n8n.emulator.tasks();
				return tasks.every(({ status }) => status === 'task_cancel');
			});
		}

		const isN8n2 = () => n8n.server.version.startsWith('2.');

		/** Expects that the caller went on with the videos, each with its own prompt. */
		async function expectVideosOf(execution: Execution): Promise<void> {
			const tasks = await n8n.emulator.tasks();
			const items = execution.items(AFTER).map(({ json }) => ({
				title: json.title,
				url: json.url,
				succeeded: json.succeeded,
			}));
			expect(items).toEqual(
				prompts(COUNT).map((title) => ({
					title,
					url: tasks.find(({ parameters }) => parameters.prompt === title)?.outputs[0]?.url,
					succeeded: true,
				})),
			);
			await expect(n8n.emulator.requests('run')).resolves.toHaveLength(COUNT);
		}

		describe('whose Run polls', () => {
			/** Calls a sub-workflow whose tasks never end, until they are checked. */
			async function callEndless(settings?: IWorkflowSettings) {
				await n8n.emulator.fates(Array.from({ length: COUNT }, () => ({ end: 'never' })));
				const called = await call({ nodes: [wiroNode(EACH_PROMPT)], settings });
				await until('each task is checked', async () => {
					const checks = await n8n.emulator.requests('detail');
					return new Set(checks.flatMap(({ taskIds }) => taskIds)).size === COUNT;
				});
				return called;
			}

			it('gets its videos', async () => {
				const { id } = await call({ nodes: [wiroNode(EACH_PROMPT)] });

				await expectVideosOf(await n8n.server.waitFor(id));
			});

			it('leaves it running when it is stopped itself; a Stop of the sub-workflow stops its tasks', async () => {
				const { server, emulator } = n8n;
				const { id, childId } = await callEndless();

				await server.stopExecution(id);
				await server.waitFor(id, ['canceled']);

				const before = (await emulator.requests('detail')).length;
				await until('the sub-workflow goes on checking', async () => {
					const { length } = await emulator.requests('detail');
					return length > before + COUNT;
				});
				await expect(emulator.requests('kill')).resolves.toEqual([]);
				await server.stopExecution(await untilChild(childId, 'running'));
				await untilChild(childId, 'canceled');
				await untilTasksStopped();
			});

			it('ends with it when the timeout of the sub-workflow is over, and the tasks are stopped', async () => {
				const { id, childId } = await callEndless({ executionTimeout: 3 });

				await untilTasksStopped();

				await untilChild(childId, 'canceled');
				await n8n.server.waitFor(id, ['canceled', 'error']);
			});
		});

		describe('which suspends', () => {
			/** Calls it, and lets its tasks end when both executions are suspended. */
			async function callSuspending(...after: WorkflowNode[]) {
				await standStill(n8n.emulator);
				const called = await call({ nodes: [run(RESUME_URL), SUSPEND, ...after] });
				await untilChild(called.childId, 'waiting');
				await n8n.server.waitFor(called.id, ['waiting']);
				await endTasks(n8n.emulator, COUNT);
				return called;
			}

			/** On n8n 1 the caller goes on with the items that it gave the sub-workflow. */
			function expectOwnItems(execution: Execution): void {
				const items = execution.items(AFTER).map(({ json }) => [json.prompt, json.url]);
				expect(items).toEqual(prompts(COUNT).map((prompt) => [prompt, undefined]));
			}

			it('gets its videos on n8n 2, and its own items back on n8n 1', async () => {
				const { id, childId } = await callSuspending();

				const execution = await n8n.server.waitFor(id);
				if (isN8n2()) await expectVideosOf(execution);
				else expectOwnItems(execution);
				const child = await n8n.server.execution(await untilChild(childId, 'success'));
				expect(child.items('Wait').map(({ json }) => json.succeeded)).toEqual([true, true]);
			});

			it('fails with it on n8n 2, and does not notice on n8n 1', async () => {
				const { id, childId } = await callSuspending({
					name: 'Fails',
					type: 'n8n-nodes-base.stopAndError',
					parameters: { errorMessage: 'None of them will do' },
				});

				await untilChild(childId, 'error');
				const execution = await n8n.server.waitFor(id, [isN8n2() ? 'error' : 'success']);
				if (isN8n2()) expect(execution.error?.message).toBe('None of them will do');
				else expectOwnItems(execution);
			});
		});

		describe('which only starts the tasks, and suspends itself', () => {
			/** The sub-workflow gives Wiro the resume URL of its caller, which came with the items. */
			const child = { nodes: [run('={{ $json.callbackUrl }}')] };

			it('gets the videos, each linked to its own item', async () => {
				await standStill(n8n.emulator);
				const { id } = await call(child, SUSPEND);
				await n8n.server.waitFor(id, ['waiting']);

				await endTasks(n8n.emulator, COUNT);

				await expectVideosOf(await n8n.server.waitFor(id));
			});

			it('gets a task that failed as an item', async () => {
				await n8n.emulator.fates([{ end: 'fail' }, { end: 'fail' }]);
				await standStill(n8n.emulator);
				const { id } = await call(child, SUSPEND);
				await n8n.server.waitFor(id, ['waiting']);

				await endTasks(n8n.emulator, COUNT);

				const items = (await n8n.server.waitFor(id)).items(AFTER);
				expect(items.map(({ json }) => json.succeeded)).toEqual([false, false]);
				expect(items.map(({ json }) => json.title)).toEqual(prompts(COUNT));
			});
		});
	},
	{ env: NO_EDITOR },
);
