/** Workers that are killed while Run starts tasks and polls them. */
import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { chain } from '../../../n8n/engine/workflow.mts';
import type { N8nCluster } from '../../../n8n/server/cluster.mts';
import type { Execution } from '../../../n8n/server/execution.mts';
import { callBackAt, suspendMany } from '../../support/server/cluster.mts';
import {
	createSuspending,
	endTasks,
	expectVideos,
	prompts,
} from '../../support/server/suspending.mts';
import type { Servers } from '../../support/server/useServer.mts';
import type { Visits } from '../../support/server/visits.mts';
import { EACH_PROMPT, WIRO, wiroNode } from '../../support/wiro/useWiro.mts';

/** How often a worker is killed, and how many executions run at that moment. */
const KILLS = Number(process.env.QUEUE_KILLS ?? 2);
const EXECUTIONS = 4;
const ITEMS = 3;

const AFTER = 'After';

/** The executions start within this time, and the worker is killed within this time after; both in milliseconds. */
const STARTS_WITHIN_MS = 1_500;
const KILLED_WITHIN_MS = 4_000;

/** A task takes some five seconds, so that most of them run at the moment of the kill. */
const SPEED = 4;

/** n8n takes a worker for dead after some ten seconds, and then runs what it ran. */
const END_MS = 120_000;

/** The videos that an execution has made, and what its other items say. */
const outputsOf = (execution: Execution) => {
	const items = execution.items(WIRO).map(({ json }) => json);
	return {
		videos: items.filter(({ succeeded }) => succeeded === true).length,
		errors: items.filter(({ error }) => error !== undefined).length,
	};
};

/** The tests of workers that are killed. */
export function testKills(n8n: Servers<N8nCluster>, visits: Visits): void {
	describe('A worker that is killed at any moment of a Run', () => {
		it(
			'makes nobody pay twice',
			async () => {
				const { server, emulator } = n8n;
				await emulator.settings({ speed: SPEED });
				const jsCode = `return Array.from({ length: ${ITEMS} }, (_, index) => ({
				json: { prompt: $execution.id + ' ' + index },
			}));`;
				const id = await server.createWorkflow(
					chain(
						{ name: 'Code', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
						// A random seed differs each time that n8n runs the execution.
						wiroNode(
							{ ...EACH_PROMPT, seed: '={{ Math.floor(Math.random() * 1000000) }}' },
							{ onError: 'continueRegularOutput' },
						),
					),
				);

				const executions: Execution[] = [];
				for (let kill = 0; kill < KILLS; kill++) {
					const ids: string[] = [];
					for (let index = 0; index < EXECUTIONS; index++) {
						ids.push(await server.run(id));
						await setTimeout((Math.random() * STARTS_WITHIN_MS) / EXECUTIONS);
					}
					await setTimeout(Math.random() * KILLED_WITHIN_MS);
					const worker = server.workers[kill % server.workers.length];
					await worker?.kill();
					for (const each of ids) {
						executions.push(await server.waitFor(each, ['success', 'error', 'crashed'], END_MS));
					}
					await worker?.start();
				}

				const prompts = (await emulator.tasks()).map(({ parameters }) => parameters.prompt);
				const repeated = prompts.filter((prompt, index) => prompts.indexOf(prompt) !== index);
				const outputs = executions.map(outputsOf);
				const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
				process.stdout.write(
					`n8n ${server.version}, ${KILLS} workers killed under ${executions.length} executions of ${ITEMS} items: ` +
						`${prompts.length} tasks, ${repeated.length} paid twice; ` +
						`${sum(outputs.map(({ videos }) => videos))} videos, ${sum(outputs.map(({ errors }) => errors))} error items; ` +
						`${executions.filter(({ status }) => status !== 'success').length} executions failed\n`,
				);
				expect(repeated).toEqual([]);
				if (server.version.startsWith('1.')) {
					// n8n runs them again, and each item has its video or says that its task may have started.
					for (const { videos, errors } of outputs) expect(videos + errors).toBe(ITEMS);
				}
			},
			KILLS * END_MS,
		);
	});

	describe('When all workers are killed while an execution is suspended', () => {
		it('resumes once a worker with an empty folder is there, though it was called back before', async () => {
			const { server, emulator } = n8n;
			const after = visits.node(AFTER);
			const suspending = await createSuspending(server, { callbackUrl: '', after });
			const [suspended] = await suspendMany(emulator, suspending, 1, ITEMS);
			if (suspended === undefined) throw new Error('Nothing is suspended.');
			await endTasks(emulator, ITEMS);

			for (const worker of server.workers) await worker.kill();
			await callBackAt(server.webhooks, suspended);
			// With what it kept, a worker of either line declares the execution crashed.
			for (const worker of server.workers) {
				await worker.empty();
				await worker.start();
			}

			const execution = await server.waitFor(suspended.id);
			await expectVideos(emulator, execution, prompts(ITEMS));
			expect(visits.count(AFTER, suspended.id)).toBe(1);
			await expect(emulator.requests('run')).resolves.toHaveLength(ITEMS);
		});
	});
}
