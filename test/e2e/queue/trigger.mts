/** Wiro Trigger, whose callbacks come by several processes. */
import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import { callBack } from '../../support/server/suspending.mts';
import { LiveTrigger } from '../../support/server/trigger.mts';
import type { Servers } from '../../support/server/useServer.mts';

const CALLBACKS = 10;

/** After so long n8n has started whatever the callbacks start. */
const STARTED_MS = 3_000;

/** The tests of Wiro Trigger. */
export function testTrigger(n8n: Servers<N8nCluster>): void {
	/** Callbacks of one task, spread over processes; gives how many executions they start. */
	async function startedBy(spread: 'inOneInstant' | 'later'): Promise<number> {
		const { server, emulator } = n8n;
		const trigger = await LiveTrigger.start(n8n);
		const task = await emulator.plantTask({
			id: '1',
			token: 'token-1',
			status: 'task_postprocess_end',
			pexit: '0',
			outputs: 1,
		});
		const { pathname } = new URL(trigger.url);
		const calls = Array.from({ length: CALLBACKS }, (_, index) => {
			const process = server.webhooks[index % server.webhooks.length];
			return async () => await callBack(`${process?.url}${pathname}`, task);
		});
		if (spread === 'later') {
			await calls.pop()?.();
			await trigger.ended();
		}
		await Promise.all(calls.map(async (call) => await call()));
		await setTimeout(STARTED_MS);
		return (await trigger.executions()).length;
	}

	describe('Wiro Trigger', () => {
		it('starts its workflow once when a callback is repeated later, at several processes', async () => {
			expect(await startedBy('later')).toBe(1);
		});

		it('starts it at most once for each process, for callbacks of a task in the same instant', async () => {
			const started = await startedBy('inOneInstant');

			process.stdout.write(
				`n8n ${n8n.server.version}: ${CALLBACKS} callbacks of one task in one instant started ${started}\n`,
			);
			expect(started).toBeGreaterThanOrEqual(1);
			expect(started).toBeLessThanOrEqual(n8n.server.webhooks.length);
		});
	});
}
