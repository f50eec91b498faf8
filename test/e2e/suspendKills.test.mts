import { describe, expect, it } from '@jest/globals';
import type { Fate } from '../../emulator/control.mts';
import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import type { Execution } from '../../n8n/server/execution.mts';
import { until } from '../../n8n/until.mts';
import {
	callBack,
	callbacksMade,
	createSuspending,
	endTasks,
	endedTasks,
	executionsOf,
	expectVideos,
	orderFirst,
	prompts,
	suspendFirst,
} from '../support/server/suspending.mts';
import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';
import { useVisits } from '../support/server/visits.mts';
import { WIRO, wiroNode } from '../support/wiro/useWiro.mts';

/** How often n8n is killed while executions are suspended; SUSPEND_KILLS asks for more. */
const KILLS = Number(process.env.SUSPEND_KILLS ?? 4);

/** So many starts of n8n, on a machine with more to do. */
const MANY_STARTS_MS = 120_000 + KILLS * 60_000;

const SIZES = [1, 3, 50];
const ALL_TASKS = 54;
const AFTER = 'After';
const BETWEEN = 'Between';

/** Emulated seconds between the ends of two parts of the tasks. */
const PART_SECONDS = 400;

/**
 * In which part of the emulated time each task of an execution of this size ends. n8n is killed before
 * part 1, and in or after each further part but the last two: the first of these ends while n8n is
 * down, the other when it is up for good.
 */
function partsOf(size: number): number[] {
	if (size === 1) return [KILLS];
	if (size === 3) return [Math.ceil(KILLS / 2), 1, KILLS];
	return Array.from({ length: size }, (_, index) =>
		index === 0 ? KILLS + 1 : 1 + ((index * 7) % KILLS),
	);
}

function endsIn(part: number): Fate {
	return { end: 'success', seconds: part * PART_SECONDS };
}

/** A node that has a value's members as items. */
function itemsNode(name: string, items: object[]): WorkflowNode[] {
	const jsonOutput = JSON.stringify({ items });
	return [
		{
			name: `All ${name}`,
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput },
		},
		{ name, type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'items' } },
	];
}

describeOnServers(
	'When n8n is killed with SIGKILL',
	(n8n) => {
		const visits = useVisits();

		describe('ten times while executions with 1, 3 and 50 items are suspended', () => {
			it(
				'no video is lost, none is paid twice, and what follows runs once',
				async () => {
					const { server, emulator } = n8n;
					const after = visits.node(AFTER);
					const suspended = [];
					for (const size of SIZES) {
						await emulator.fates(partsOf(size).map(endsIn));
						const suspending = await createSuspending(server, { after, wait: { checkAfter: 60 } });
						const { id } = await suspendFirst(emulator, suspending, prompts(size));
						suspended.push({ size, id, suspending });
					}
					const endings = SIZES.flatMap(partsOf);
					const endPart = async (part: number) => {
						await endTasks(emulator, endings.filter((other) => other <= part).length);
					};

					/** As Wiro's own retry would, brings the callbacks that n8n was not there for. */
					const retried = new Set<string>();
					const retryCallbacks = async () => {
						await callbacksMade(emulator);
						const missing = (await endedTasks(emulator)).filter(
							({ id, callback }) => callback === 'failed' && !retried.has(id),
						);
						const answers = await Promise.all(
							missing.map((task) => callBack(task.callbackUrl, task)),
						);
						for (const { status } of answers) expect([200, 202]).toContain(status);
						for (const { id } of missing) retried.add(id);
					};

					for (let kill = 1; kill <= KILLS; kill++) {
						// One part of the tasks ends while n8n is there, the next one while it is not.
						const isThere = kill % 2 === 0;
						if (isThere) await endPart(kill - 1);
						// Of some kills the callbacks are under way, of others they have been answered.
						if (kill % 4 === 0) await callbacksMade(emulator);
						await server.kill();
						if (!isThere) await endPart(kill - 1);
						if (kill === KILLS) await endPart(kill);
						await server.restart();
						for (const { id } of suspended) {
							if (kill < KILLS) expect((await server.execution(id)).status).toBe('waiting');
						}
						await retryCallbacks();
					}
					await endPart(KILLS + 1);

					for (const { size, id } of suspended) {
						await expectVideos(emulator, await server.waitFor(id), prompts(size));
					}
					await callbacksMade(emulator);
					for (const { id, suspending } of suspended) {
						expect(visits.count(AFTER, id)).toBe(1);
						expect((await server.execution(id)).runData[AFTER]).toHaveLength(1);
						await expect(executionsOf(suspending)).resolves.toEqual([id]);
					}
					await expect(emulator.requests('run')).resolves.toHaveLength(ALL_TASKS);
					const delivered = (await emulator.tasks()).filter(
						({ callback }) => callback === 'delivered',
					);
					process.stdout.write(
						`n8n ${server.version}: ${KILLS} kills, of ${ALL_TASKS} callbacks ` +
							`${delivered.length} delivered at once and ${retried.size} later\n`,
					);
				},
				MANY_STARTS_MS,
			);
		});

		describe('while an execution runs whose workflow saves its progress', () => {
			const settings = { saveExecutionProgress: true };

			/** Brings the videos home with Get, by the references that an execution has saved. */
			async function expectBroughtHome(execution: Execution, count: number): Promise<void> {
				const { server, emulator } = n8n;
				const tasks = await emulator.tasks();
				const references = execution.items('Run').map(({ json: { taskId, taskToken } }) => ({
					taskId,
					taskToken,
				}));
				expect(references).toEqual(
					expect.arrayContaining(tasks.map(({ id, token }) => ({ taskId: id, taskToken: token }))),
				);
				const rescue = chain(
					...itemsNode('References', references),
					wiroNode({ operation: 'get' }),
				);
				const home = await server.runToEnd(await server.createWorkflow(rescue));
				expect(home.items(WIRO).map(({ json }) => json.url)).toEqual(
					references.map(({ taskId }) => tasks.find(({ id }) => id === taskId)?.outputs[0]?.url),
				);
				expect(references).toHaveLength(count);
				await expect(emulator.requests('run')).resolves.toHaveLength(count);
			}

			it('after Run and before it is suspended, it ends as crashed, and Get brings the videos home', async () => {
				const { server, emulator } = n8n;
				const suspending = await createSuspending(server, {
					between: visits.node(BETWEEN),
					settings,
				});
				visits.keep();
				const id = await orderFirst(suspending, prompts(3));
				await until('it has come between', async () => visits.count(BETWEEN, id) === 1);

				await server.kill();
				visits.letGo();
				await endTasks(emulator, 3);
				await server.restart();

				await expectBroughtHome(await server.waitFor(id, ['crashed']), 3);
			});

			it('right after it was resumed, it ends as crashed, and Get brings the videos home', async () => {
				const { server, emulator } = n8n;
				const suspending = await createSuspending(server, { after: visits.node(AFTER), settings });
				const { id } = await suspendFirst(emulator, suspending, prompts(3));
				visits.keep();
				await endTasks(emulator, 3);
				await until('it goes on', async () => visits.count(AFTER, id) === 1);

				await server.kill();
				visits.letGo();
				await server.restart();

				await expectBroughtHome(await server.waitFor(id, ['crashed']), 3);
			});
		});
	},
	{ settings: { workerSlots: ALL_TASKS }, env: NO_EDITOR },
);
