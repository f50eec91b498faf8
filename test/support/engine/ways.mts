/** The four ways to get a task's video, each from the Run to the items. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Fate } from '../../../emulator/control.mts';
import { CREDENTIAL } from '../../../n8n/credential.mts';
import { type RunResult, runWorkflow } from '../../../n8n/engine/run.mts';
import { chain } from '../../../n8n/engine/workflow.mts';
import { until } from '../../../n8n/until.mts';
import { FAST, SHORT_RUN, WIRO, type Wiro, wiroNode } from '../wiro/useWiro.mts';
import { SUSPEND } from './suspend.mts';
import { SuspendedExecution } from './suspendedExecution.mts';
import { emittedBy, installTrigger } from './trigger.mts';
import { TriggerUrl } from './webhook.mts';

/** What came of it: items, or an error. */
export interface Home {
	items: INodeExecutionData[];
	error?: RunResult['error'];
	/** How often a callback was needed; undefined where none is. */
	callbacks?: number;
}

/** One way: starts a task with this fate and gets its items. */
export interface Way {
	name: string;
	/** @param options of the node that brings the items, beside those that make it fast */
	bring: (wiro: Wiro, fate: Fate, options?: INodeParameters) => Promise<Home>;
}

const WAITER = 'Waiter';

/** Runs a workflow that starts the task in one node and waits for it in another. */
async function startAndWait(wiro: Wiro, fate: Fate, parameters: INodeParameters) {
	await wiro.emulator.fates([fate]);
	const installed = {
		workflow: chain(
			wiroNode({ ...SHORT_RUN, waitForCompletion: false }),
			wiroNode(parameters, { name: WAITER }),
		),
		credentials: { [CREDENTIAL]: wiro.credential },
	};
	return { installed, run: await runWorkflow(installed) };
}

/** Calls back again and again, as long as the answer asks the caller to come back later. */
async function callUntilTaken<T extends { status: number }>(
	call: () => Promise<T>,
): Promise<{ answer: T; callbacks: number }> {
	let callbacks = 0;
	const answer = await until(
		'a callback is answered with 200',
		async () => {
			callbacks++;
			const given = await call();
			return given.status === 200 && given;
		},
		{ timeoutMs: 20_000, intervalMs: 200 },
	);
	return { answer, callbacks };
}

export const RUN_WAY: Way = {
	name: 'Run',
	async bring(wiro, fate, options) {
		await wiro.emulator.fates([fate]);
		const run = await wiro.run({ ...SHORT_RUN, options: { ...FAST, ...options } });
		return { error: run.error, items: run.items(WIRO) };
	},
};

export const WAIT_WAY: Way = {
	name: 'Wait for Completion',
	async bring(wiro, fate, options) {
		const { run } = await startAndWait(wiro, fate, {
			operation: 'waitForCompletion',
			options: { ...FAST, ...options },
		});
		return { error: run.error, items: run.items(WAITER) };
	},
};

export const SUSPEND_WAY: Way = {
	name: 'Suspend',
	async bring(wiro, fate, options = {}) {
		const { installed, run } = await startAndWait(wiro, fate, { ...SUSPEND, options });
		if (run.status !== 'waiting') return { error: run.error, items: run.items(WAITER) };
		const suspended = new SuspendedExecution(run, installed);
		const { answer, callbacks } = await callUntilTaken(async () => await suspended.callBack());
		const resumed = await suspended.goOn(answer.workflowData ?? []);
		return { items: resumed.items(WAITER), callbacks };
	},
};

export const TRIGGER_WAY: Way = {
	name: 'Wiro Trigger',
	async bring(wiro, fate, options = {}) {
		await wiro.emulator.fates([fate]);
		const run = await wiro.run({ ...SHORT_RUN, waitForCompletion: false });
		const taskid = run.items(WIRO)[0]?.json.taskId;
		const url = new TriggerUrl(installTrigger(wiro.credential, { options }));
		const { answer, callbacks } = await callUntilTaken(
			async () => await url.call({ body: { taskid } }),
		);
		return { items: emittedBy(answer), callbacks };
	},
};

export const WAYS: Way[] = [RUN_WAY, WAIT_WAY, SUSPEND_WAY, TRIGGER_WAY];

/** Goes all ways at once, with a task of this fate for each; gives what came of each, by its name. */
export async function bringAllWays(
	wiro: Wiro,
	fate: Fate,
	options?: INodeParameters,
): Promise<Array<[name: string, home: Home]>> {
	return await Promise.all(
		WAYS.map(
			async ({ name, bring }): Promise<[string, Home]> => [name, await bring(wiro, fate, options)],
		),
	);
}
