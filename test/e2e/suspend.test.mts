import { describe, expect, it } from '@jest/globals';

import { until } from '../../n8n/until.mts';
import { letTimeCome } from '../support/server/database.mts';
import {
	callBack,
	callbacksMade,
	createSuspending,
	endTasks,
	expectVideos,
	orderFirst,
	post,
	prompts,
	resumeUrlOf,
	standStill,
	suspendFirst,
} from '../support/server/suspending.mts';
import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';
import { useVisits } from '../support/server/visits.mts';
import { createRelay } from '../support/wiro/relay.mts';
import { forgeries } from './forgeries.mts';

const MOST_TASKS = 50;
const AFTER = 'After';

/** How often something stands in a list. */
function tally(values: number[]): Record<number, number> {
	const counts: Record<number, number> = {};
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	return counts;
}

describeOnServers(
	'A suspended execution',
	(n8n) => {
		const visits = useVisits();

		/** Expects that what follows Wait has run once. */
		async function expectOnce(id: string): Promise<void> {
			expect(visits.count(AFTER, id)).toBe(1);
			const execution = await n8n.server.execution(id);
			expect(execution.status).toBe('success');
			expect(execution.runData[AFTER]).toHaveLength(1);
		}

		describe.each([1, 3, MOST_TASKS])('with %i items', (count) => {
			it("is resumed by Wiro's callbacks, with all videos in order, and goes on once", async () => {
				const { server, emulator } = n8n;
				const suspending = await createSuspending(server, { after: visits.node(AFTER) });
				const { id } = await suspendFirst(emulator, suspending, prompts(count));

				await endTasks(emulator, count);

				await expectVideos(emulator, await server.waitFor(id), prompts(count));
				await callbacksMade(emulator);
				await expectOnce(id);
				await expect(emulator.requests('run')).resolves.toHaveLength(count);
			});
		});

		it('goes on once when all callbacks come in the same instant, and again later', async () => {
			const { server, emulator } = n8n;
			const count = 20;
			const suspending = await createSuspending(server, {
				callbackUrl: '',
				after: visits.node(AFTER),
			});
			const suspended = await suspendFirst(emulator, suspending, prompts(count));
			await endTasks(emulator, count);
			const tasks = await emulator.tasks();
			const callAll = async () =>
				await Promise.all(tasks.map((task) => callBack(resumeUrlOf(suspended), task)));

			const together = await callAll();
			const execution = await server.waitFor(suspended.id);
			const later = await callAll();

			process.stdout.write(
				`n8n ${server.version} answered ${count} callbacks in the same instant: ` +
					`${JSON.stringify(tally(together.map(({ status }) => status)))}, later: ` +
					`${JSON.stringify(tally(later.map(({ status }) => status)))}\n`,
			);
			await expectVideos(emulator, execution, prompts(count));
			await expectOnce(suspended.id);
		});

		it('is not resumed by a hundred forged callbacks, and n8n stays well', async () => {
			const { server, emulator } = n8n;
			const other = await emulator.plantTask({
				id: '4711',
				token: 'of-another-execution',
				status: 'task_postprocess_end',
				outputs: 1,
			});
			const suspending = await createSuspending(server, { after: visits.node(AFTER) });
			const suspended = await suspendFirst(emulator, suspending, prompts(3));
			const own = (await emulator.tasks()).filter(({ id }) => id !== other.id);
			const url = resumeUrlOf(suspended);
			const before = (await emulator.requests('detail')).length;

			const statuses: number[] = [];
			const forged = forgeries(100, own, other);
			for (let index = 0; index < forged.length; index += 10) {
				const batch = forged.slice(index, index + 10);
				const answers = await Promise.all(
					batch.map(({ body, contentType }) => post(url, body, contentType)),
				);
				statuses.push(...answers.map(({ status }) => status));
			}

			const checks = (await emulator.requests('detail')).slice(before);
			process.stdout.write(
				`n8n ${server.version} answered 100 forged callbacks: ` +
					`${JSON.stringify(tally(statuses))}, and asked Wiro ${checks.length} times\n`,
			);
			expect(statuses.every((status) => status >= 202 && status < 500)).toBe(true);
			expect(checks.length).toBeLessThanOrEqual(forged.length * own.length);
			const checkedTasks = new Set(checks.flatMap(({ taskIds }) => taskIds));
			expect(own.map(({ id }) => id)).toEqual(expect.arrayContaining([...checkedTasks]));
			expect((await server.execution(suspended.id)).status).toBe('waiting');
			expect(visits.count(AFTER, suspended.id)).toBe(0);
			expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

			await endTasks(emulator, own.length + 1);
			await expectVideos(emulator, await server.waitFor(suspended.id), prompts(3));
			await expectOnce(suspended.id);
		});

		describe('in a loop that leads what has not completed back into the node', () => {
			it('gets its videos at one of the checks when no callback ever comes', async () => {
				const { server, emulator } = n8n;
				const suspending = await createSuspending(server, {
					callbackUrl: '',
					loops: true,
					after: visits.node(AFTER),
				});
				const { id } = await suspendFirst(emulator, suspending, prompts(3));

				await letTimeCome(server, id);
				await until('the execution is suspended again', async () => {
					const { runData } = await server.waitFor(id, ['waiting']);
					return runData.Wait?.length === 2;
				});
				expect(visits.count(AFTER, id)).toBe(0);
				await endTasks(emulator, 3);
				await letTimeCome(server, id);

				await expectVideos(emulator, await server.waitFor(id), prompts(3));
				await expectOnce(id);
				await expect(emulator.requests('run')).resolves.toHaveLength(3);
			});

			it('gets its videos at the next check when the callback came before it was suspended', async () => {
				const { server, emulator } = n8n;
				const relay = await createRelay(emulator.baseUrl);
				await relay.open();
				try {
					const { type, data } = n8n.credential;
					const waitCredential = 'Wiro by way of a relay';
					await server.createCredential(waitCredential, {
						type,
						data: { ...data, baseUrl: relay.baseUrl },
					});
					const suspending = await createSuspending(server, {
						loops: true,
						waitCredential,
						after: visits.node(AFTER),
					});
					await standStill(emulator);
					relay.holdAnswers();
					const id = await orderFirst(suspending, prompts(1));
					// Wiro has said that the task runs; n8n will hear it when it has ended.
					await until('Wait has asked', async () => {
						const [request] = await emulator.requests('detail');
						return request?.statusCode === 200;
					});
					await endTasks(emulator, 1);
					await callbacksMade(emulator);
					expect(await emulator.tasks()).toMatchObject([{ callback: 'failed' }]);
					relay.releaseAnswers();
					await server.waitFor(id, ['waiting']);

					await letTimeCome(server, id);

					await expectVideos(emulator, await server.waitFor(id), prompts(1));
					await expectOnce(id);
				} finally {
					await relay.close();
				}
			});
		});
	},
	{ settings: { workerSlots: MOST_TASKS }, env: NO_EDITOR },
);
