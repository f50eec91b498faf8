import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';

import { Budget, type PlannedCost } from '../../dist/nodes/Wiro/actions/budget.js';
import { EarlierTries } from '../../dist/nodes/Wiro/actions/earlierTries.js';
import { readTask } from '../../dist/nodes/Wiro/api/task.js';
import { executeContext } from '../../n8n/engine/executeContext.mts';
import { MODELS, PICTURE, modelRun } from '../support/engine/anyModel.mts';
import { FAST, SHORT_RUN, jsonOf, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const TASK = { taskId: '700001' };

/** A task that has ended, as Wiro tells it. */
const ended = (totalcost?: string) => readTask({ status: 'task_postprocess_end', totalcost }, TASK);

/** A Run that is expected to cost 0.3 dollars; the execution may cost half a dollar. */
function planned(key: string, differences: Partial<PlannedCost> = {}): PlannedCost {
	const estimate = { cost: 0.3, certainty: 'exact' } as const;
	return { key, estimate, isPaid: false, perExecution: 0.5, ...differences };
}

describe('The budget of an execution', () => {
	let context: IExecuteFunctions;

	beforeEach(async () => {
		context = await executeContext({ node: wiroNode({}), executionId: '4711' });
	});

	/** Runs the node once more in the execution: in a loop, for a retry, or as a tool. */
	function nextRun(...costs: PlannedCost[]): Budget {
		const budget = new Budget(context);
		for (const [itemIndex, cost] of costs.entries()) budget.plan(itemIndex, cost);
		return budget;
	}

	const TOO_MUCH = /^The task is expected to cost \$0\.30\. With \$0\.30 for the other tasks/;

	it('counts what a task has cost in place of its estimate', () => {
		const first = nextRun(planned('first'));
		first.reserve(0);
		first.ended(0, ended('0.1'));

		const second = nextRun(planned('second'), planned('third'));
		second.reserve(0);
		expect(() => second.reserve(1)).toThrow(/With \$0\.40 for the other tasks/);
	});

	it('counts the estimate of a task whose cost Wiro does not say', () => {
		const first = nextRun(planned('first'));
		first.reserve(0);
		first.ended(0, ended());

		expect(() => nextRun(planned('second')).reserve(0)).toThrow(TOO_MUCH);
	});

	it('has room for a retry of a Run, which counts once', () => {
		nextRun(planned('first')).reserve(0);
		const retry = nextRun(planned('first'), planned('second'));

		retry.reserve(0);
		expect(() => retry.reserve(1)).toThrow(TOO_MUCH);
	});

	it('counts a task that an earlier try has started, and does not judge it again', () => {
		const retry = nextRun(planned('first', { isPaid: true, perExecution: 0.1 }), planned('second'));

		retry.reserve(0);
		expect(() => retry.reserve(1)).toThrow(TOO_MUCH);
	});

	it('counts such a task as before if its price is no longer known', () => {
		nextRun(planned('first')).reserve(0);
		const estimate = { certainty: 'unknown' } as const;
		const retry = nextRun(planned('first', { isPaid: true, estimate }), planned('second'));

		retry.reserve(0);
		expect(() => retry.reserve(1)).toThrow(TOO_MUCH);
	});

	it('is for both limits at once', () => {
		const budget = nextRun(planned('first', { perTask: 0.4 }), planned('second', { perTask: 0.2 }));

		budget.reserve(0);
		expect(() => budget.reserve(1)).toThrow(/more than 'Max Cost per Task' \(\$0\.20\)$/);
	});

	it.each([
		['', {}],
		['It is charged by the word. ', { note: 'It is charged by the word.' }],
	])('names the limit for which a cost must be known: "%s"', (note, more) => {
		const estimate = { certainty: 'unknown', ...more } as const;
		for (const [limit, limits] of [
			['Execution', {}],
			['Task', { perTask: 1 }],
		] as const) {
			const budget = nextRun(planned('first', { estimate, ...limits }));

			expect(() => budget.reserve(0)).toThrow(
				expect.objectContaining({
					message: `The cost of the task is not known in advance, so it may exceed 'Max Cost per ${limit}'`,
					nextStep: `${note}Remove the limit for this model, or see its price on wiro.ai. No task was started for this item.`,
				}),
			);
		}
	});
});

describe('A retry of an execution', () => {
	const wiro = useWiro();

	it('has all of Max Cost per Execution for itself', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);
		const startItems = [{}, {}];
		const meshRun = (texture: string, maxCostPerExecution: number) =>
			modelRun(MODELS.mesh, { inputImage: PICTURE, texture }, { maxCostPerExecution });
		const failed = await wiro.run(meshRun('true', 0.6), { startItems });
		expect(failed.status).toBe('error');

		// Two for 0.2 dollars: there was 0.3 for the second item before.
		const retried = await wiro.run(meshRun('false', 0.4), { retryOf: failed });

		expect(jsonOf(retried)).toMatchObject([{ estimatedCost: 0.2 }, { estimatedCost: 0.2 }]);
		expect(await wiro.counts()).toMatchObject({ run: 4 });
	});
});

describe('Retry On Fail', () => {
	it('takes up the task of an item although an expression has chosen another model', async () => {
		const context = await executeContext({ node: wiroNode({}), executionId: '4711' });
		const inputs = { model: MODELS.image, fields: {}, files: [] };
		new EarlierTries(context).remember(0, inputs, { task: TASK });

		const earlier = new EarlierTries(context).find(0, { ...inputs, model: MODELS.edit });

		expect(earlier).toMatchObject({ task: TASK });
	});
});

describe('Run', () => {
	const wiro = useWiro();

	it('gives its task without an estimate if Wiro takes long to tell the price', async () => {
		await wiro.emulator.faults([{ endpoint: 'model', kind: 'stall' }]);
		const run = await wiro.run({ ...SHORT_RUN, waitForCompletion: false, options: FAST });

		const [item] = jsonOf(run);
		expect(item).toMatchObject({ taskId: '700001' });
		expect(item).not.toHaveProperty('estimatedCost');
		expect(await wiro.counts()).toEqual({ run: 1 });
	});
});
