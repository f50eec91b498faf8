import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { untilWindow } from '../../dist/nodes/Wiro/callbacks/resumeOnce.js';
import {
	SUCCEEDED,
	type Suspension,
	plant,
	stillRunning,
	suspending,
	waitFor,
} from '../support/engine/suspend.mts';
import { restarted } from '../support/engine/suspendedExecution.mts';
import { RESUME_PATH, type WebhookAnswer } from '../support/engine/webhook.mts';
import { listen } from '../support/listen.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

const FOUR_MINUTES_MS = 240_000;

/** Three tries of a process on a busy machine, each in another cycle of twelve seconds. */
const THREE_CYCLES_MS = 60_000;

/** How long a process does nothing else, so that it misses the first half of its window. */
const BUSY_MS = 300;

/** A window that comes sooner may be over when the callback has been checked. */
const SOON_MS = 1_000;

const ON_N8N_1: Suspension = { isLikeN8n1: true };

/** The n8n processes that can get a callback, as each knows from the database whether the execution runs. */
function useProcesses(count: number) {
	let isRunning = false;
	const questions: string[] = [];
	const ports: number[] = [];
	const servers = Array.from({ length: count }, () =>
		createServer((request, response) => {
			questions.push(`${request.method} ${request.url}`);
			response.writeHead(isRunning ? 409 : 200).end('{}');
		}),
	);
	beforeAll(async () => {
		for (const server of servers) ports.push(await listen(server));
	});
	/** Milliseconds until the window of a process. */
	const wait = (port: number) => untilWindow('127.0.0.1', port, Date.now());
	const stop = async () => {
		for (const server of servers) {
			if (!server.listening) continue;
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		}
	};
	afterAll(stop);
	return {
		questions,
		stop,
		/** The ports of those whose windows come next: nobody waits for long in a test. */
		next: (wanted: number) => {
			const byWindow = new Map(ports.map((port) => [wait(port), port]));
			return [...byWindow.keys()]
				.filter((window) => window > SOON_MS)
				.sort((a, b) => a - b)
				.slice(0, wanted)
				.map((window) => byWindow.get(window) ?? 0);
		},
		/** What n8n does when a callback has resumed the execution. */
		resumes: (answer: WebhookAnswer) => {
			if (answer.workflowData !== undefined) isRunning = true;
			return answer;
		},
	};
}

describe('On n8n 1 in queue mode, a suspended execution', () => {
	const wiro = useWiro();
	const processes = useProcesses(20);

	beforeAll(() => {
		process.env.EXECUTIONS_MODE = 'queue';
		process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'false';
	});
	afterAll(() => {
		delete process.env.EXECUTIONS_MODE;
		delete process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE;
	});

	it(
		'resumes in the next window of a process that was busy when its window began',
		async () => {
			await plant(wiro, SUCCEEDED);
			await stillRunning(wiro, 1);
			const run = await waitFor(wiro, [1], ON_N8N_1);
			const suspended = new (restarted().SuspendedExecution)(run, suspending(wiro));
			await suspended.callBack({ query: { isWaiting: 'true' } });
			const [port = 0] = processes.next(1);

			const answer = suspended.callBack({ port });
			await setTimeout(untilWindow('127.0.0.1', port, Date.now()) - 20);
			const end = Date.now() + BUSY_MS;
			while (Date.now() < end);

			expect((await answer).workflowData).toMatchObject([[{ json: { taskId: '1' } }]]);
			const questions = processes.questions.splice(0);
			expect(questions.length).toBeGreaterThan(1);
			expect(await wiro.counts()).toEqual({ detail: 2 });
		},
		THREE_CYCLES_MS,
	);

	it(
		'resumes once when each of its callbacks reaches several processes in the same instant',
		async () => {
			await plant(wiro, SUCCEEDED, SUCCEEDED);
			await stillRunning(wiro, 2);
			const run = await waitFor(wiro, [1, 2], ON_N8N_1);
			const executions = [];
			for (let index = 0; index < 3; index++) {
				const execution = new (restarted().SuspendedExecution)(run, suspending(wiro));
				// Loads this process's own copy of the node.
				await execution.callBack({ query: { isWaiting: 'true' } });
				executions.push(execution);
			}
			const ports = processes.next(3);

			const answers = await Promise.all(
				executions.flatMap((execution, index) =>
					['1', '2'].map(async (taskid) =>
						processes.resumes(await execution.callBack({ body: { taskid }, port: ports[index] })),
					),
				),
			);

			const resuming = answers.filter(({ workflowData }) => workflowData !== undefined);
			expect(resuming).toMatchObject([{ workflowData: [[{}, {}]] }]);
			// A slow machine may ask again in the next window.
			expect(processes.questions.length).toBeGreaterThanOrEqual(ports.length);
			expect(new Set(processes.questions)).toEqual(new Set([`POST ${RESUME_PATH}?isWaiting=true`]));
			// Each process checks each task once.
			expect(await wiro.counts()).toEqual({ detail: 2 + 3 * 2 });
		},
		THREE_CYCLES_MS,
	);

	it('says that it waits when one of its processes asks, and checks nothing', async () => {
		await plant(wiro, { status: 'task_start' });
		const run = await waitFor(wiro, [1], ON_N8N_1);
		const suspended = new (restarted().SuspendedExecution)(run, suspending(wiro));

		const answer = await suspended.callBack({ query: { isWaiting: 'true' } });

		expect(answer).toMatchObject({ status: 200, json: { message: 'The workflow is waiting' } });
		expect(answer.workflowData).toBeUndefined();
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it(
		'resumes although the process cannot be asked',
		async () => {
			await plant(wiro, SUCCEEDED);
			await stillRunning(wiro, 1);
			const run = await waitFor(wiro, [1], ON_N8N_1);
			const suspended = new (restarted().SuspendedExecution)(run, suspending(wiro));

			const [port] = processes.next(1);
			await processes.stop();
			const answer = await suspended.callBack({ port });

			expect(answer).toMatchObject({ status: 200, workflowData: [[{ json: { taskId: '1' } }]] });
			expect(await wiro.counts()).toEqual({ detail: 2 });
		},
		THREE_CYCLES_MS,
	);
});

describe('A callback shortly before the next check', () => {
	const wiro = useWiro();

	it.each([
		[
			'leaves the tasks to the check on n8n 1, whose timer would run what follows again',
			true,
			{ status: 202, json: { message: expect.stringMatching(/within the next minutes/) } },
		],
		['resumes the execution on n8n 2', false, { status: 200, workflowData: [[{}]] }],
	])('%s', async (_what, isLikeN8n1, expected) => {
		await plant(wiro, SUCCEEDED);
		await stillRunning(wiro, 1);
		const suspension = { isLikeN8n1, parameters: { checkAfter: 5 } };
		const run = await waitFor(wiro, [1], suspension);
		const suspended = new (restarted().SuspendedExecution)(run, suspending(wiro, suspension));

		const now = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + FOUR_MINUTES_MS);
		const answer = await suspended.callBack();
		clock.mockRestore();

		expect(answer).toMatchObject(expected);
		expect(answer.workflowData === undefined).toBe(isLikeN8n1);
		expect(await wiro.counts()).toEqual({ detail: isLikeN8n1 ? 1 : 2 });
	});
});

describe('The windows in which a process may resume', () => {
	const CYCLE_MS = 12_000;
	const distance = (a: number, b: number) => {
		const between = Math.abs(a - b) % CYCLE_MS;
		return Math.min(between, CYCLE_MS - between);
	};

	it.each([
		['ports', '127.0.0.1', 5678, '127.0.0.1', 5679],
		['addresses', '172.18.0.9', 5678, '172.18.0.10', 5678],
		['addresses of version 6', 'fd00::a', 5678, 'fd00::b', 5678],
		['addresses in the form of version 6', '::ffff:10.0.0.3', 5678, '::ffff:10.0.0.4', 5678],
	])('are far apart for neighbouring %s', (_what, addressA, portA, addressB, portB) => {
		for (const now of [0, 1, 11_999, 1_795_675_620_603]) {
			const apart = distance(untilWindow(addressA, portA, now), untilWindow(addressB, portB, now));
			expect(apart).toBeGreaterThanOrEqual(2_400);
		}
	});

	it('come at the same time of the clock, at most twelve seconds from now', () => {
		const at = (now: number) => (now + untilWindow('127.0.0.1', 5678, now)) % CYCLE_MS;

		expect(new Set([0, 1, 2_500, 11_999, 1_795_675_620_603].map(at)).size).toBe(1);
		for (const now of [0, 1, 2_500, 11_999]) {
			expect(untilWindow('127.0.0.1', 5678, now)).toBeLessThan(CYCLE_MS);
		}
	});
});
