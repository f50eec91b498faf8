import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { type RunResult, runWorkflow } from '../../n8n/engine/run.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { plant, referenceOf, suspending } from '../support/engine/suspend.mts';
import { SuspendedExecution } from '../support/engine/suspendedExecution.mts';
import type { Installed } from '../support/engine/webhook.mts';
import { SHORT_RUN, WIRO, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

/** What n8n shows of the timeout beside the output of the node's latest run. */
function warningOf(run: RunResult): string | undefined {
	const [hint, ...others] = run.runData[WIRO]?.at(-1)?.hints ?? [];
	expect(others).toEqual([]);
	if (hint) expect(hint).toMatchObject({ type: 'warning', location: 'outputPane' });
	return hint?.message;
}

describe('In a workflow with a timeout', () => {
	const wiro = useWiro();

	/** A loop around a node that checks its task after 5 minutes. */
	function looping(executionTimeout?: number): Installed {
		const installed = suspending(wiro, { parameters: { checkAfter: 5 } });
		installed.workflow.connections[WIRO] = { main: [[{ node: WIRO, type: 'main', index: 0 }]] };
		installed.workflow.settings = { executionTimeout };
		return installed;
	}

	async function suspendIn(installed: Installed): Promise<RunResult> {
		await plant(wiro, { status: 'task_start' });
		const run = await runWorkflow({ ...installed, startItems: [{ json: referenceOf(1) }] });
		expect(run.status).toBe('waiting');
		return run;
	}

	it.each([
		[60, '1 minute'],
		[90, '1.5 minutes'],
		[300, '5 minutes'],
	])(
		'of %d s, a hint says that it ends before the next check, and what to change',
		async (seconds, shown) => {
			const run = await suspendIn(looping(seconds));

			expect(warningOf(run)).toMatch(
				new RegExp(
					`^The workflow's timeout of ${shown} ends before the next check\\..* its tasks will keep running\\. Lower 'Check After', or raise 'Timeout After'`,
				),
			);
			expect(await wiro.counts()).toEqual({ detail: 1 });
		},
	);

	it.each([600, 310, 0, -1, undefined])('of %p s there is nothing to say', async (seconds) => {
		const run = await suspendIn(looping(seconds));

		expect(warningOf(run)).toBeUndefined();
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('the time that the execution has waited already counts', async () => {
		const installed = looping(540);
		const run = await suspendIn(installed);
		expect(warningOf(run)).toBeUndefined();
		const { runtimeData } = run.data.executionData ?? {};
		if (runtimeData === undefined) throw new Error('The execution does not say when it began.');
		runtimeData.establishedAt -= 5 * 60_000;

		const round = await new SuspendedExecution(run, installed).timeUp();

		expect(round.status).toBe('waiting');
		expect(warningOf(round)).toMatch(/timeout of 9 minutes ends before the next check/);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});
});

describe('In a sub-workflow with a timeout, which n8n 1 does not end while a node runs', () => {
	const wiro = useWiro();

	beforeAll(() => {
		// So that the node knows that this is not queue mode.
		process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'false';
	});
	afterAll(() => {
		delete process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE;
	});

	it('a Run that polls stops its task when the time is up', async () => {
		await wiro.emulator.fates([{ end: 'never' }]);

		const run = await runWorkflow({
			workflow: { ...chain(wiroNode(SHORT_RUN)), settings: { executionTimeout: 1 } },
			credentials: { [CREDENTIAL]: wiro.credential },
		});

		const [task] = await wiro.tasksWhen((tasks) =>
			tasks.every(({ status }) => status === 'task_cancel'),
		);
		expect(run.error?.description).toBe(
			`Tasks that are cancelled or killed: ${task?.id} (item 0).`,
		);
		expect(await wiro.counts()).toMatchObject({ run: 1, kill: 1 });
	});
});
