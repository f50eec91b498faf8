import { setImmediate } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IRunExecutionData, IWorkflowSettings } from 'n8n-workflow';

import { StopWatch } from '../../dist/nodes/Wiro/waiting/stopWatch.js';
import { executeContext } from '../../n8n/engine/executeContext.mts';
import { n8nWorkflow } from '../../n8n/engine/modules.mts';
import { useClock } from '../support/clock.mts';
import { wiroNode } from '../support/wiro/useWiro.mts';

/** A look comes this often, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** What n8n saves of an execution that has failed with these words. */
function failed(message: string): IRunExecutionData {
	const error = new n8nWorkflow.NodeOperationError(
		{ ...wiroNode({}), id: '', typeVersion: 1, position: [0, 0] },
		message,
	);
	return n8nWorkflow.createRunExecutionData({ resultData: { error } });
}

describe('The watch for the end of an execution', () => {
	const clock = useClock();
	let watch: StopWatch | undefined;

	beforeEach(() => {
		process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'false';
		process.env.EXECUTIONS_MODE = 'queue';
	});
	afterEach(async () => {
		watch?.release();
		await clock.pass(LOOK_EVERY_MS);
		watch = undefined;
		delete process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE;
		delete process.env.EXECUTIONS_MODE;
	});

	/**
	 * Starts the watch of an execution whose data is read from the database.
	 * @param read gives what the database says at each look, counted from 1
	 */
	async function start(
		read: (look: number) => IRunExecutionData | undefined = () => undefined,
		setup: { settings?: IWorkflowSettings; signal?: AbortSignal; looksTakeMs?: number } = {},
	) {
		const looks: string[] = [];
		const { looksTakeMs = 0, ...rest } = setup;
		const context = await executeContext({
			node: wiroNode({}),
			executionId: '4711',
			inDatabase: async (id) => {
				looks.push(id);
				if (looksTakeMs > 0) await n8nWorkflow.sleep(looksTakeMs);
				else await setImmediate();
				return read(looks.length);
			},
			...rest,
		});
		watch = new StopWatch(context);
		watch.start();
		return { looks, signal: watch.signal };
	}

	it('looks every ten seconds for a Stop that n8n does not tell in queue mode', async () => {
		const { looks, signal } = await start(() => n8nWorkflow.createRunExecutionData({}));

		await clock.pass(LOOK_EVERY_MS - 1);
		expect(looks).toEqual([]);
		await clock.pass(1);
		expect(looks).toEqual(['4711']);
		await clock.pass(2 * LOOK_EVERY_MS);

		expect(looks).toHaveLength(3);
		expect(signal.aborted).toBe(false);
	});

	it.each([
		'The execution was cancelled manually',
		'The execution was cancelled because it timed out',
		'Workflow-Execution has been canceled!',
	])('ends an execution of which n8n has saved: %s', async (message) => {
		const { looks, signal } = await start((look) => (look === 2 ? failed(message) : undefined));

		await clock.pass(LOOK_EVERY_MS);
		expect(signal.aborted).toBe(false);
		await clock.pass(LOOK_EVERY_MS);
		expect(signal.aborted).toBe(true);
		await clock.pass(5 * LOOK_EVERY_MS);

		expect(looks).toHaveLength(2);
	});

	it('goes on when n8n has saved another error, or cannot tell', async () => {
		const { looks, signal } = await start((look) => {
			if (look === 1) throw new Error('The database is down.');
			return failed('The workflow has failed');
		});

		await clock.pass(3 * LOOK_EVERY_MS);

		expect(looks).toHaveLength(3);
		expect(signal.aborted).toBe(false);
	});

	it('looks more rarely where a look takes long: a hundred times as long', async () => {
		const looksTakeMs = 300;
		const { looks } = await start(undefined, { looksTakeMs });

		await clock.pass(LOOK_EVERY_MS + looksTakeMs);
		expect(looks).toHaveLength(1);
		await clock.pass(100 * looksTakeMs - 1);
		expect(looks).toHaveLength(1);
		await clock.pass(1);

		expect(looks).toHaveLength(2);
	});

	it("ends the execution a second after the workflow's timeout, without a look", async () => {
		const { looks, signal } = await start(undefined, { settings: { executionTimeout: 9 } });

		await clock.pass(9_999);
		expect(signal.aborted).toBe(false);
		await clock.pass(1);

		expect(signal.aborted).toBe(true);
		expect(looks).toEqual([]);
	});

	it('looks for nothing when the node is done', async () => {
		const { looks, signal } = await start(undefined, { settings: { executionTimeout: 60 } });

		await clock.pass(1_000);
		watch?.release();
		await clock.pass(120_000);

		expect(looks).toEqual([]);
		expect(signal.aborted).toBe(false);
		expect(clock.pending).toBe(0);
	});

	it("looks for nothing after n8n's own signal", async () => {
		const stop = new AbortController();
		const { looks, signal } = await start(undefined, { signal: stop.signal });

		expect(signal.aborted).toBe(false);
		stop.abort();
		await clock.pass(5 * LOOK_EVERY_MS);

		expect(signal.aborted).toBe(true);
		expect(looks).toEqual([]);
	});

	it('has nothing to do outside of queue mode without a timeout', async () => {
		process.env.EXECUTIONS_MODE = 'regular';
		const { looks } = await start();

		await clock.pass(1_000);

		expect(clock.pending).toBe(0);
		expect(looks).toEqual([]);
	});

	it('knows the timeout outside of queue mode too, and does not look', async () => {
		process.env.EXECUTIONS_MODE = 'regular';
		const { looks, signal } = await start(undefined, { settings: { executionTimeout: 60 } });

		await clock.pass(60_999);
		expect(signal.aborted).toBe(false);
		await clock.pass(1);

		expect(signal.aborted).toBe(true);
		expect(looks).toEqual([]);
	});
});
