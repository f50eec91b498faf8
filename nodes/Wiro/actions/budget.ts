import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Task } from '../api/task';
import { isDataObject, number } from '../api/values';
import { badParameter } from '../fields/parameters';
import type { CostLimits } from '../fields/spending';
import { canConfirm, type Estimate } from '../models/estimate';
import { dollars } from '../models/priceText';

/** What an item's Run is expected to cost, and what it may cost. */
export interface PlannedCost extends CostLimits {
	/** Names the Run among those of the execution. A retry has the name of the try before. */
	key: string;
	estimate: Estimate;
	/** Whether an earlier try has started its task: it counts, but is not judged again. */
	isPaid: boolean;
}

/** The entry in the node context, which n8n saves with the execution. */
const ENTRY = 'wiroCosts';

/** Sums of decimals such as 0.1 and 0.2 are off by less than this. */
const ROUNDING = 1e-9;

const NOTHING_STARTED = 'No task was started for this item.';

/**
 * Keeps the costs of an execution under the user's limits. They are the node's own: Wiro has none for
 * a run. The estimates count until a task has ended, and then what Wiro charged.
 */
export class Budget {
	private readonly planned = new Map<number, PlannedCost>();

	constructor(private readonly context: IExecuteFunctions) {}

	/** Adds the planned Run of an item, before any item is judged. */
	plan(itemIndex: number, cost: PlannedCost): void {
		this.planned.set(itemIndex, cost);
	}

	/**
	 * Reserves the money for an item's Run. Call it in the order of the items: what fits first is run.
	 * @throws WiroError if the Run may cost more than a limit, or its cost is not known in advance
	 */
	reserve(itemIndex: number): void {
		const cost = this.planned.get(itemIndex);
		if (cost === undefined) return;
		const { key, estimate, perTask = Infinity, perExecution = Infinity } = cost;
		if (cost.isPaid) {
			if (estimate.cost !== undefined) this.note(key, estimate.cost);
			return;
		}
		const expected = confirmed(estimate, perTask === Infinity ? 'Execution' : 'Task');
		if (expected > perTask + ROUNDING) {
			throw badParameter(
				`The task is expected to cost ${dollars(expected)}, which is more than 'Max Cost per Task' (${dollars(perTask)})`,
				`Choose inputs or a model that cost less, or raise the limit. ${NOTHING_STARTED}`,
			);
		}
		const spent = this.spent(key);
		if (spent + expected > perExecution + ROUNDING) {
			throw badParameter(
				`The task is expected to cost ${dollars(expected)}. With ${dollars(spent)} for the other tasks of this execution, that is more than 'Max Cost per Execution' (${dollars(perExecution)})`,
				`Run fewer items at a time, or raise the limit. ${NOTHING_STARTED}`,
			);
		}
		this.note(key, expected);
	}

	/** The name of an item's Run among those of the execution; undefined without a limit. */
	keyOf(itemIndex: number): string | undefined {
		return this.planned.get(itemIndex)?.key;
	}

	/** Frees the money of an item whose Run has started nothing. */
	notStarted(itemIndex: number): void {
		const cost = this.planned.get(itemIndex);
		if (cost !== undefined) this.note(cost.key, 0);
	}

	/** Replaces an item's estimate by what its task has cost, once Wiro says it. */
	ended(itemIndex: number, { totalCost }: Task): void {
		const cost = this.planned.get(itemIndex);
		if (cost !== undefined && totalCost !== undefined) this.note(cost.key, totalCost);
	}

	/** What the other Runs of this execution cost so far, in US dollars: loops and calls of a tool too. */
	private spent(key: string): number {
		const others = Object.entries(this.costs()).filter(([name]) => name !== key);
		return others.reduce((sum, [, value]) => sum + (number(value) ?? 0), 0);
	}

	private note(key: string, cost: number): void {
		this.costs()[key] = cost;
	}

	private costs(): IDataObject {
		const store = this.context.getContext('node');
		const executionId = this.context.getExecutionId();
		const entry: unknown = store[ENTRY];
		// A retry of an execution starts with the context of the failed one.
		if (isDataObject(entry) && entry.executionId === executionId && isDataObject(entry.costs)) {
			return entry.costs;
		}
		const costs: IDataObject = {};
		store[ENTRY] = { executionId, costs };
		return costs;
	}
}

/** An estimate that a limit can rely on. @throws WiroError if there is none */
function confirmed(estimate: Estimate, limit: 'Task' | 'Execution'): number {
	if (canConfirm(estimate)) return estimate.cost;
	const { note } = estimate;
	throw badParameter(
		`The cost of the task is not known in advance, so it may exceed 'Max Cost per ${limit}'`,
		`${note === undefined ? '' : `${note} `}Remove the limit for this model, or see its price on wiro.ai. ${NOTHING_STARTED}`,
	);
}
