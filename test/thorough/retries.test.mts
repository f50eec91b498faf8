import { describe, expect, it } from '@jest/globals';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { START, chain } from '../../n8n/engine/workflow.mts';
import {
	EACH_PROMPT,
	FAST,
	SHORT_RUN,
	WIRO,
	jsonOf,
	retryOnFail,
	useWiro,
	wiroNode,
} from '../support/wiro/useWiro.mts';

const THREE = ['one', 'two', 'three'].map((prompt) => ({ json: { prompt } }));
/** Ends a try at its first check. */
const FORBIDDEN = { endpoint: 'detail', kind: 'status', status: 403 } as const;

describe('The next try of Retry On Fail', () => {
	const wiro = useWiro();

	it('waits for the tasks of the one before', async () => {
		await wiro.emulator.faults([FORBIDDEN]);
		const run = await wiro.run(EACH_PROMPT, { startItems: THREE, node: retryOnFail(2) });

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true, true]);
		expect(await wiro.emulator.unspentFaults()).toEqual([]);
		expect((await wiro.counts()).run).toBe(3);
	});

	it('waits for the task although an expression gives another seed each time', async () => {
		await wiro.emulator.faults([FORBIDDEN]);
		const seed = '={{ Math.floor(Math.random() * 1e9) }}';
		const run = await wiro.run({ ...SHORT_RUN, seed }, { node: retryOnFail(2) });

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(1);
	});

	it('names all paid tasks when it fails before it has seen them', async () => {
		await wiro.emulator.faults([{ ...FORBIDDEN, times: 'always' }]);
		const run = await wiro.run(EACH_PROMPT, { startItems: THREE, node: retryOnFail(2) });

		const error = JSON.stringify(run.error);
		for (const { id } of await wiro.emulator.tasks()) expect(error).toContain(id);
		expect((await wiro.counts()).run).toBe(3);
	});

	it('makes a new task for one that ended without success', async () => {
		await wiro.emulator.fates([{ end: 'fail' }, { end: 'success' }]);
		const run = await wiro.run(SHORT_RUN, { node: retryOnFail(2) });

		expect(jsonOf(run)).toMatchObject([{ taskId: '700002', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('keeps the tasks that started when the node does not wait for them', async () => {
		await wiro.emulator.faults([
			{ endpoint: 'run', kind: 'errors', errors: [{ code: 97, message: 'No funds.' }], after: 2 },
		]);
		const parameters = { ...EACH_PROMPT, waitForCompletion: false };
		const run = await wiro.run(parameters, { startItems: THREE, node: retryOnFail(2) });

		const tasks = await wiro.emulator.tasks();
		expect(tasks).toHaveLength(3);
		expect(
			jsonOf(run)
				.map(({ taskId }) => taskId)
				.sort(),
		).toEqual(tasks.map(({ id }) => id));
		expect((await wiro.counts()).run).toBe(4);
	});

	it('pays nothing twice either when the node continues on fail', async () => {
		await wiro.emulator.faults([FORBIDDEN]);
		const options = { ...FAST, maxConcurrentTasks: 1 };
		const run = await wiro.run(
			{ ...EACH_PROMPT, options },
			{ startItems: THREE, node: { ...retryOnFail(3), onError: 'continueRegularOutput' } },
		);

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true, true]);
		expect((await wiro.counts()).run).toBe(3);
	});
});

describe('A retry of the execution', () => {
	const wiro = useWiro();

	it('takes up the tasks of the one that failed, unless the user has changed the inputs', async () => {
		await wiro.emulator.faults([{ ...FORBIDDEN, times: 1 }]);
		const failed = await wiro.run(SHORT_RUN);
		expect(failed.status).toBe('error');

		const retried = await wiro.run(SHORT_RUN, { retryOf: failed });
		expect(jsonOf(retried)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(1);

		const changed = await wiro.run({ ...SHORT_RUN, prompt: 'Rain' }, { retryOf: failed });
		expect(jsonOf(changed)).toMatchObject([{ taskId: '700002', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(2);
	});

	it('takes up the task although an expression gives another seed each time', async () => {
		await wiro.emulator.faults([FORBIDDEN]);
		const parameters = { ...SHORT_RUN, seed: '={{ Math.floor(Math.random() * 1e9) }}' };
		const failed = await wiro.run(parameters);
		const retried = await wiro.run(parameters, { retryOf: failed });

		expect(jsonOf(retried)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(1);
	});
});

describe('A loop', () => {
	const wiro = useWiro();

	it('makes a new task in each of its rounds', async () => {
		const workflow = chain(wiroNode(SHORT_RUN), { name: 'Back', type: 'n8n-nodes-base.noOp' });
		const toWiro = { node: WIRO, type: 'main', index: 0 } as const;
		// Start goes to the node twice: at once, and by way of Back.
		workflow.connections = {
			[START]: { main: [[toWiro, { ...toWiro, node: 'Back' }]] },
			Back: { main: [[toWiro]] },
		};
		const credentials = { [CREDENTIAL]: wiro.credential };
		const run = await runWorkflow({ workflow, credentials });

		expect(run.items(WIRO, 0, 0)).toMatchObject([{ json: { taskId: '700001', succeeded: true } }]);
		expect(run.items(WIRO, 0, 1)).toMatchObject([{ json: { taskId: '700002', succeeded: true } }]);
		expect((await wiro.counts()).run).toBe(2);
	});
});
