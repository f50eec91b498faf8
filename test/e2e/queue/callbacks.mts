/** Suspended executions whose callbacks come by several processes. */
import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import { callBackAt, letTimeComeOn, suspendMany } from '../../support/server/cluster.mts';
import {
	createSuspending,
	endTasks,
	expectVideos,
	prompts,
} from '../../support/server/suspending.mts';
import type { Servers } from '../../support/server/useServer.mts';
import type { Visits } from '../../support/server/visits.mts';

/** How often callbacks come in the same instant, for each number of items. */
const ROUNDS = Number(process.env.QUEUE_ROUNDS ?? 3);
const SIZES = [1, 3, 20];
/** As many as all rounds together have at a time. */
export const MOST_TASKS = ROUNDS * Math.max(...SIZES);

const AFTER = 'After';

/** After so long every process has decided about the callbacks that it has answered. */
const DECIDED_MS = 14_000;

/** How often each number stands in a list. */
function tally(numbers: number[]): string {
	const counts = new Map<number, number>();
	for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
	return JSON.stringify(Object.fromEntries(counts));
}

/** The tests of callbacks. */
export function testCallbacks(n8n: Servers<N8nCluster>, visits: Visits): void {
	/** How often the node after Wait has run, once that can change no more. */
	async function runsAfter(ids: string[]): Promise<number[]> {
		await setTimeout(DECIDED_MS);
		for (const id of ids) await n8n.server.waitFor(id);
		return ids.map((id) => visits.count(AFTER, id));
	}

	describe.each(SIZES)('A suspended execution with %i items', (size) => {
		it('goes on once when all callbacks come to all webhook processes in the same instant', async () => {
			const { server, emulator } = n8n;
			const after = visits.node(AFTER);
			const suspending = await createSuspending(server, { callbackUrl: '', after });
			const suspended = await suspendMany(emulator, suspending, ROUNDS, size);
			await endTasks(emulator, ROUNDS * size);

			const statuses: number[] = [];
			for (const each of suspended) {
				const answers = await callBackAt(server.webhooks, each);
				statuses.push(...answers.map(({ status }) => status));
			}

			const ids = suspended.map(({ id }) => id);
			const runs = await runsAfter(ids);
			process.stdout.write(
				`n8n ${server.version}, ${size} items, ${ROUNDS} rounds: ` +
					`what follows ran ${tally(runs)}; callbacks were answered ${tally(statuses)}\n`,
			);
			for (const id of ids) {
				await expectVideos(emulator, await server.execution(id), prompts(size));
			}
			expect(runs).toEqual(ids.map(() => 1));
			await expect(emulator.requests('run')).resolves.toHaveLength(ROUNDS * size);
		});
	});

	describe('A suspended execution', () => {
		it.each<[string, (cluster: N8nCluster) => Promise<void>]>([
			['the main', async ({ main }) => await main.restart()],
			[
				'PostgreSQL',
				async ({ postgres }) => {
					await postgres.kill();
					await postgres.open();
				},
			],
			[
				'Redis',
				async ({ redis }) => {
					await redis.kill();
					await redis.open();
				},
			],
		])('goes on once after %s has been killed and started again', async (_, restart) => {
			const { server, emulator } = n8n;
			const after = visits.node(AFTER);
			const suspending = await createSuspending(server, { callbackUrl: '', after });
			const [suspended] = await suspendMany(emulator, suspending, 1, 3);
			if (suspended === undefined) throw new Error('Nothing is suspended.');
			await endTasks(emulator, 3);

			await restart(server);
			await Promise.all(server.processes.map(async (each) => await each.becomesReady()));
			await callBackAt(server.webhooks, suspended);

			await expect(runsAfter([suspended.id])).resolves.toEqual([1]);
			const execution = await server.execution(suspended.id);
			await expectVideos(emulator, execution, prompts(3));
			await expect(emulator.requests('run')).resolves.toHaveLength(3);
		});

		it.each([
			['by another one', 1],
			['by nobody, at its next check', 0],
		])(
			'of which one callback came by a webhook process that was killed goes on once, called %s',
			async (_, calls) => {
				const { server, emulator } = n8n;
				const [killed, other] = server.webhooks;
				if (killed === undefined || other === undefined) throw new Error('There are two.');
				const after = visits.node(AFTER);
				const suspending = await createSuspending(server, {
					callbackUrl: '',
					loops: true,
					after,
				});
				const [suspended] = await suspendMany(emulator, suspending, 1, 2);
				if (suspended === undefined) throw new Error('Nothing is suspended.');
				const { id, url, tasks } = suspended;
				const [first, second] = tasks;
				if (first === undefined || second === undefined) throw new Error('There are two.');

				await callBackAt([killed], { id, url, tasks: [first] });
				await killed.kill();
				await endTasks(emulator, 2);
				if (calls > 0) await callBackAt([other], { id, url, tasks: [second] });
				else await letTimeComeOn(server, id);

				await expect(runsAfter([id])).resolves.toEqual([1]);
				await expectVideos(emulator, await server.execution(id), prompts(2));
				await expect(emulator.requests('run')).resolves.toHaveLength(2);
				await killed.start();
			},
		);
	});
}
