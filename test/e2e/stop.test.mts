import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import type { Emulator } from '../../emulator/start.mts';
import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import { logFile } from '../../n8n/server/process.mts';
import { until } from '../../n8n/until.mts';
import { type Servers, describeOnServers } from '../support/server/useServer.mts';
import { FAST, SHORT_RUN, wiroNode } from '../support/wiro/useWiro.mts';

/** More than the worker slots of the emulator here, so that one of them waits in the queue. */
const TASKS = 3;

/** Each check of the poll node comes at most so long after the one before. */
const SEVERAL_CHECKS_MS = 1000;

/** A log line comes soon. */
const LOG_MS = 20_000;

/** What n8n's log says before the tasks. */
const STOPPED = 'The execution was canceled. Tasks that are cancelled or killed: ';
const RUN_ON = 'The execution was canceled. Tasks for the Get Task operation: ';

/** A Run that waits for its tasks. */
const RUN = [wiroNode(SHORT_RUN)];

/** A Run that does not wait, and a Wait for Completion that polls. */
const runAndWait = (options: INodeParameters = {}) => [
	wiroNode({ ...SHORT_RUN, waitForCompletion: false }, { name: 'Run' }),
	wiroNode({ operation: 'waitForCompletion', options: { ...FAST, ...options } }, { name: 'Wait' }),
];

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

/** Starts a workflow with {@link TASKS} tasks that never end; gives the execution's id when all are checked. */
async function startLong(
	{ server, emulator }: Servers,
	nodes: WorkflowNode[],
	settings?: IWorkflowSettings,
): Promise<string> {
	await emulator.settings({ workerSlots: TASKS - 1 });
	await emulator.fates(Array.from({ length: TASKS }, () => ({ end: 'never' })));
	const jsCode = `return Array.from({ length: ${TASKS} }, (_, index) => ({ json: { index } }));`;
	const code: WorkflowNode = {
		name: 'Code',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode },
	};
	const id = await server.run(await server.createWorkflow({ ...chain(code, ...nodes), settings }));
	await untilTasks(emulator, areUnderWay);
	await until('each task is checked', async () => {
		const checks = await emulator.requests('detail');
		return new Set(checks.flatMap(({ taskIds }) => taskIds)).size === TASKS;
	});
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
	/** How long n8n's log was before the test: the tasks of all tests have the same IDs. */
	let logged = 0;
	const readLog = async () => await readFile(logFile(n8n.server.folder), 'utf8');

	beforeEach(async () => {
		logged = (await readLog()).length;
	});

	/** Waits until n8n's log says what has become of all tasks. */
	async function untilLogged(words: string): Promise<void> {
		const ids = (await n8n.emulator.tasks()).map(({ id }) => id);
		await until(
			`n8n's log says "${words}" and names ${ids.join(', ')}`,
			async () => {
				const lines = (await readLog()).slice(logged).split('\n');
				return lines.some((line) => line.includes(words) && ids.every((id) => line.includes(id)));
			},
			{ timeoutMs: LOG_MS },
		);
	}

	/** Expects that all tasks are stopped, that n8n's log names them, and that nothing more is asked. */
	async function expectStopped(): Promise<void> {
		await untilTasks(n8n.emulator, areStopped);
		await untilLogged(STOPPED);
		await expectSilence(n8n.emulator);
	}

	describe("that is stopped with n8n's Stop", () => {
		it.each([
			['Run waits', RUN],
			['Wait for Completion polls', runAndWait({ stopTaskOnCancel: true })],
		])(
			'while %s with Stop Tasks on Cancel, cancels its queued task, kills its running ones, and asks nothing more',
			async (_while, nodes) => {
				const id = await startLong(n8n, nodes);

				await n8n.server.stopExecution(id);

				await n8n.server.waitFor(id, ['canceled']);
				await expectStopped();
			},
		);

		it("while Wait for Completion polls, leaves its tasks running, and n8n's log names them", async () => {
			const id = await startLong(n8n, runAndWait());

			await n8n.server.stopExecution(id);

			await n8n.server.waitFor(id, ['canceled']);
			await untilLogged(RUN_ON);
			await expectSilence(n8n.emulator);
			const tasks = await n8n.emulator.tasks();
			expect(areUnderWay(tasks.map(({ status }) => status))).toBe(true);
			for (const endpoint of ['cancel', 'kill'] as const) {
				await expect(n8n.emulator.requests(endpoint)).resolves.toEqual([]);
			}
		});
	});

	describe("that reaches n8n's workflow timeout", () => {
		it('cancels its queued task, kills its running ones, and asks nothing more', async () => {
			const id = await startLong(n8n, RUN, { executionTimeout: 3 });

			await n8n.server.waitFor(id, ['canceled', 'error']);
			await expectStopped();
		});
	});
});
