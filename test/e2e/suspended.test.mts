import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { expect, it } from '@jest/globals';
import { median } from 'simple-statistics';

import type { N8nClient } from '../../n8n/server/client.mts';
import type { N8nServer } from '../../n8n/server/server.mts';
import { until } from '../../n8n/until.mts';
import {
	type Suspending,
	createSuspending,
	endTasks,
	executionsOf,
	order,
	post,
	prompts,
	resumeUrlOf,
	standStill,
} from '../support/server/suspending.mts';
import { describeOnServers } from '../support/server/useServer.mts';
import { INSPECTED, memoryAfterCollection } from './memory.mts';

const EXECUTIONS = 200;

/** How many executions go all the way before anything is measured. */
const WARM_UP = 100;

/** How many resumes are timed, one after the other. */
const TIMED_RESUMES = 20;

/** Calls of n8n that are made at the same time. */
const AT_ONCE = 10;

/** n8n comes to rest for so long; then its memory is checked so often, a second apart. */
const REST_MS = 5_000;
const SAMPLES = 5;

/** All of it, on a machine with more to do. */
const PATIENCE_MS = 600_000;

/** What a server may keep in its heap for all of the suspended executions, in MB. */
const MOST_HEAP_MB = 30;

const RESULTS = 'docs/measurements/suspended.json';
const AFTER = 'After';

/** Memory of n8n's process in MB, at rest and after a collection of its garbage. */
interface MemoryMB {
	rssAtRest: number;
	rssCollected: number;
	heapCollected: number;
}

const toMB = (bytes: number) => Math.round(bytes / 1e6);

async function measure(server: N8nServer): Promise<MemoryMB> {
	await delay(REST_MS);
	const samples: number[] = [];
	for (let sample = 0; sample < SAMPLES; sample++) {
		samples.push(await server.memoryBytes());
		await delay(1000);
	}
	const { rss, heapUsed } = await memoryAfterCollection(server.folder);
	return {
		rssAtRest: toMB(median(samples)),
		rssCollected: toMB(rss),
		heapCollected: toMB(heapUsed),
	};
}

/** Does something for all members, {@link AT_ONCE} at the same time. */
async function forAll<T>(members: T[], act: (member: T) => Promise<unknown>): Promise<void> {
	for (let index = 0; index < members.length; index += AT_ONCE) {
		await Promise.all(members.slice(index, index + AT_ONCE).map(act));
	}
}

/** Orders so many times one video, and waits until as many executions have the status. */
async function orderMany(
	suspending: Suspending,
	count: number,
	status: 'waiting' | 'running',
): Promise<void> {
	await forAll(prompts(count), async (prompt) => await order(suspending, [prompt]));
	const { server, id } = suspending;
	await until(`all executions are ${status}`, async () => {
		const executions = await server.executions({ workflowId: id, status: [status] });
		return executions.length === count;
	});
}

/** Resumes an execution whose task has ended; gives the time to the start of the next node in ms. */
async function resume(server: N8nClient, id: string): Promise<number> {
	const url = resumeUrlOf(await server.execution(id));
	const calledAt = Date.now();
	// What the callback says is of no interest to the node.
	await post(url, {});
	const execution = await server.waitFor(id);
	return (execution.runData[AFTER]?.[0]?.startTime ?? NaN) - calledAt;
}

/** Tells what was measured on a version of n8n; for the docs, writes it beside what was on others. */
async function record(version: string, figures: object): Promise<void> {
	process.stdout.write(`n8n ${version}: ${JSON.stringify(figures)}\n`);
	if (process.env.UPDATE_MEASUREMENTS !== '1') return;
	await mkdir(dirname(RESULTS), { recursive: true });
	const known: unknown = JSON.parse(await readFile(RESULTS, 'utf8').catch(() => '{}'));
	const results = { ...(typeof known === 'object' ? known : {}), [version]: figures };
	await writeFile(RESULTS, `${JSON.stringify(results, null, '\t')}\n`);
}

describeOnServers(
	`While ${EXECUTIONS} executions are suspended`,
	(n8n) => {
		it(
			'none of them runs, asks Wiro or keeps anything in memory',
			async () => {
				const { server, emulator } = n8n;
				await standStill(emulator);
				const isRunning = { status: ['running' as const] };
				const callbackUrl = '';
				const after = { name: AFTER, type: 'n8n-nodes-base.noOp' };

				// The warm-up goes all the way, and the last ones to be resumed are timed.
				const first = await createSuspending(server, { callbackUrl, after });
				await orderMany(first, WARM_UP, 'waiting');
				await endTasks(emulator, WARM_UP);
				const [...ids] = await executionsOf(first);
				const timed = ids.splice(-TIMED_RESUMES);
				await forAll(ids, async (id) => await resume(server, id));
				const delays: number[] = [];
				for (const id of timed) delays.push(await resume(server, id));
				const idle = await measure(server);

				const many = await createSuspending(server, { callbackUrl, after });
				await orderMany(many, EXECUTIONS, 'waiting');
				const checks = (await emulator.requests('detail')).length;
				const suspended = await measure(server);
				const runningWhileParked = (await server.executions(isRunning)).length;
				const checksWhileSuspended = (await emulator.requests('detail')).length - checks;

				const wait = { waitMode: 'poll' };
				const others = await createSuspending(server, { callbackUrl, wait, after });
				await orderMany(others, EXECUTIONS, 'running');
				const polling = await measure(server);
				const runningWhilePolling = (await server.executions(isRunning)).length;
				await server.kill();

				await record(server.version, {
					executions: EXECUTIONS,
					memoryMB: { idle, suspended, suspendedAndAsManyPolling: polling },
					runningWhileParked,
					runningWhilePolling,
					checksWhileSuspended,
					callbackToNextNodeMs: { median: median(delays), resumes: delays.length },
				});
				expect(runningWhileParked).toBe(0);
				expect(checksWhileSuspended).toBe(0);
				expect(runningWhilePolling).toBe(EXECUTIONS);
				expect(suspended.heapCollected - idle.heapCollected).toBeLessThan(MOST_HEAP_MB);
			},
			PATIENCE_MS,
		);
	},
	{ settings: { workerSlots: WARM_UP + 2 * EXECUTIONS }, env: INSPECTED },
);
