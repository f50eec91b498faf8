/** Suspended executions on a cluster: many of them, and callbacks at each of its processes. */
import type { EmulatedTask } from '../../../emulator/control.mts';
import type { Emulator } from '../../../emulator/start.mts';
import type { ClusterProcess, N8nCluster } from '../../../n8n/server/cluster.mts';
import type { Execution } from '../../../n8n/server/execution.mts';
import { until } from '../../../n8n/until.mts';
import {
	type Answer,
	type Suspending,
	callBack,
	order,
	prompts,
	resumeUrlOf,
	standStill,
} from './suspending.mts';

/** A suspended execution and the tasks that it waits for. */
export interface Suspended {
	id: string;
	/** The URL that resumes it. */
	url: string;
	tasks: EmulatedTask[];
}

/** Orders so many videos so many times, while the emulator's time stands still. */
export async function suspendMany(
	emulator: Emulator,
	suspending: Suspending,
	times: number,
	videos: number,
): Promise<Suspended[]> {
	const { server, id: workflowId } = suspending;
	await standStill(emulator);
	for (let time = 0; time < times; time++) await order(suspending, prompts(videos));
	const waiting = await until(`${times} executions are suspended`, async () => {
		const found = await server.executions({ workflowId, status: ['waiting'] });
		return found.length === times && found;
	});
	const tasks = await emulator.tasks();
	return await Promise.all(
		waiting.map(async ({ id }) => suspendedOf(await server.execution(id), tasks)),
	);
}

function suspendedOf(execution: Execution, all: EmulatedTask[]): Suspended {
	const own = new Set(execution.items('Run').map(({ json }) => json.taskId));
	return {
		id: execution.id,
		url: resumeUrlOf(execution),
		tasks: all.filter(({ id }) => own.has(id)),
	};
}

/** Makes the callbacks of tasks in the same instant, each at all of these processes. */
export async function callBackAt(
	processes: ClusterProcess[],
	{ url, tasks }: Suspended,
): Promise<Answer[]> {
	const { pathname, search } = new URL(url);
	return await Promise.all(
		tasks.flatMap((task) =>
			processes.map(async (process) => await callBack(`${process.url}${pathname}${search}`, task)),
		),
	);
}

/** How long before the main's start is over an execution may be due, and some seconds. */
const DUE_FACTOR = 1.5;
const DUE_MORE_MS = 3_000;

/**
 * Lets the time of a suspended execution come: kills the main, sets the execution's time, in n8n's
 * database, to soon after the main's start, and starts the main again. Only the main looks for
 * executions that are due.
 */
export async function letTimeComeOn({ main, postgres }: N8nCluster, id: string): Promise<void> {
	await main.kill();
	const dueInMs = main.startMs * DUE_FACTOR + DUE_MORE_MS;
	const rows = await postgres.query(
		`UPDATE execution_entity SET "waitTill" = now() + interval '${dueInMs} milliseconds'
		WHERE id = ${Number(id)} AND status = 'waiting' RETURNING id`,
	);
	if (rows.length !== 1) throw new Error(`Execution ${id} is not waiting.`);
	await main.start();
}
