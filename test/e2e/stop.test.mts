import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import type { IWorkflowSettings } from 'n8n-workflow';

import type { Emulator } from '../../emulator/start.mts';
import { type WorkflowSource, chain } from '../../n8n/engine/workflow.mts';
import { until } from '../../n8n/until.mts';
import { type Servers, describeOnServers } from '../support/server/useServer.mts';
import { SHORT_RUN, wiroNode } from '../support/wiro/useWiro.mts';

/** More than the worker slots of the emulator here, so that one of them waits in the queue. */
const TASKS = 3;

/** Each check of the poll node comes at most so long after the one before. */
const SEVERAL_CHECKS_MS = 1000;

/** A workflow whose Wiro node starts {@link TASKS} tasks and waits for all of them. */
function longWorkflow(settings: IWorkflowSettings = {}): WorkflowSource {
	const jsCode = `return Array.from({ length: ${TASKS} }, (_, index) => ({ json: { index } }));`;
	return {
		...chain(
			{ name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
			wiroNode(SHORT_RUN),
		),
		settings,
	};
}

/** Waits until the emulator's tasks are as they should be. */
async function untilTasks(emulator: Emulator, are: (statuses: string[]) => boolean): Promise<void> {
	await until('the tasks are as they should be', async () => {
		const tasks = await emulator.tasks();
		return are(tasks.map(({ status }) => status));
	});
}

const areUnderWay = (statuses: string[]) =>
	statuses.length === TASKS && statuses.includes('task_start') && statuses.includes('task_queue');

const areStopped = (statuses: string[]) => statuses.every((status) => status === 'task_cancel');

/** Starts the workflow with tasks that never end, and gives the execution's id. */
async function startLong({ server, emulator }: Servers, settings?: IWorkflowSettings) {
	await emulator.settings({ workerSlots: TASKS - 1 });
	await emulator.fates(Array.from({ length: TASKS }, () => ({ end: 'never' })));
	const id = await server.run(await server.createWorkflow(longWorkflow(settings)));
	await untilTasks(emulator, areUnderWay);
	return id;
}

async function expectSilence(emulator: Emulator): Promise<void> {
	const before = await emulator.requests();
	await setTimeout(SEVERAL_CHECKS_MS);
	const after = await emulator.requests();
	expect(after.length).toBe(before.length);
	expect(after.filter(({ endpoint }) => endpoint === 'run')).toHaveLength(TASKS);
}

describeOnServers('A running execution', (n8n) => {
	describe("that is stopped with n8n's Stop", () => {
		it('cancels its queued task, kills its running ones, and asks nothing more', async () => {
			const id = await startLong(n8n);

			await n8n.server.stopExecution(id);

			await n8n.server.waitFor(id, ['canceled']);
			await untilTasks(n8n.emulator, areStopped);
			await expectSilence(n8n.emulator);
		});
	});

	describe("that reaches n8n's workflow timeout", () => {
		it('cancels its queued task, kills its running ones, and asks nothing more', async () => {
			const id = await startLong(n8n, { executionTimeout: 3 });

			await n8n.server.waitFor(id, ['canceled', 'error']);
			await untilTasks(n8n.emulator, areStopped);
			await expectSilence(n8n.emulator);
		});
	});
});
