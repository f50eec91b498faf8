import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from './nodeError';
import { outcomeOf, type Outcome } from '../api/outcome';
import { WiroError } from '../api/wiroError';
import { handleItem } from '../api/task';
import { Interrupted } from '../waiting/interruption';
import { park, type ParkedItem } from '../callbacks/suspended';
import { readFileForm } from '../fields/downloads';
import { readSimplify } from '../fields/simplify';
import { itemsOf, itemsOrFailure, itemsWithFiles, type ItemForm } from '../api/items';
import { operationOf } from './operations';
import { ItemParameters } from '../fields/parameters';
import { openSession, type Session } from './execution';

/**
 * Runs the node's operation for all items side by side: first every item is checked, then, when
 * nothing is wrong or the node continues on fail, the jobs are done. The items come out in the
 * order of the input.
 * @throws NodeApiError or NodeOperationError of the first item that failed
 */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const session = await openSession(context);
	try {
		const prepared = await eachItem(
			context,
			session,
			async (itemIndex) => await prepare(context, itemIndex),
		);
		const done = await eachItem(context, session, async (itemIndex) => {
			const { job, form, mayPark } = valueOf(prepared[itemIndex]);
			const task = await job(session);
			if (mayPark) {
				const makeItems = async () => await itemsOrFailure(session.download, task, itemIndex, form);
				return { task, form, makeItems };
			}
			const items = await itemsWithFiles(session.download, task, itemIndex, form);
			return { task, form, makeItems: async () => items };
		});
		const until = session.parkedUntil();
		if (until !== undefined) {
			const parked = done.map((outcome, itemIndex): ParkedItem => {
				if (!outcome.ok) return errorItem(context, session, outcome.error, itemIndex);
				const { task, form } = outcome.value;
				if (task.timedOut) return { json: itemsOf(task, itemIndex, form.simplify)[0]?.json ?? {} };
				const { taskId, taskToken } = task;
				return { handle: { taskId, taskToken }, ...form };
			});
			await park(context, parked, until);
			// Nobody sees them: n8n takes the items of the resume or, when the time is up, the input.
			return [context.getInputData()];
		}
		const results = await eachItem(
			context,
			session,
			async (itemIndex) => await valueOf(done[itemIndex]).makeItems(),
		);
		const items = results.map((result, itemIndex) =>
			result.ok ? result.value : [errorItem(context, session, result.error, itemIndex)],
		);
		return [items.flat()];
	} finally {
		session.started.release();
	}
}

/** What came of an item's last step. @throws what that step threw */
function valueOf<T>(outcome: Outcome<T> | undefined): T {
	if (outcome?.ok) return outcome.value;
	throw outcome?.error;
}

/** Checks an item, and gives the work that is to be done for it and the form of its output. */
async function prepare(context: IExecuteFunctions, itemIndex: number) {
	const parameters = new ItemParameters(context, itemIndex);
	const operation = operationOf(parameters);
	const form: ItemForm = {
		simplify: readSimplify(parameters),
		files: readFileForm(parameters.options()),
	};
	const job = await operation.prepare(parameters);
	return { job, form, mayPark: operation.mayPark?.(parameters) === true };
}

/**
 * The one loop over the items, and the one catch. A failure ends the waiting for all items, unless
 * the node continues on fail; requests under way are let to their end, so that the tasks they start
 * are known.
 */
async function eachItem<T>(
	context: IExecuteFunctions,
	session: Session,
	work: (itemIndex: number) => Promise<T>,
): Promise<Array<Outcome<T>>> {
	const continues = context.continueOnFail();
	const outcomes = await Promise.all(
		context.getInputData().map(async (_, itemIndex) => {
			const outcome = await outcomeOf(async () => await work(itemIndex));
			if (!outcome.ok && !continues) session.interruption.interrupt();
			return outcome;
		}),
	);
	if (context.getExecutionCancelSignal()?.aborted) {
		throw new NodeOperationError(context.getNode(), 'The execution was stopped');
	}
	for (const [itemIndex, outcome] of outcomes.entries()) {
		if (continues || outcome.ok || outcome.error instanceof Interrupted) continue;
		const others = new Map([...session.tasks].filter(([index]) => index !== itemIndex));
		throw toNodeError(context.getNode(), outcome.error, {
			itemIndex,
			task: session.tasks.get(itemIndex),
			others,
			lost: lostItems(outcomes).filter((index) => index !== itemIndex),
		});
	}
	return outcomes;
}

/** The items whose Run brought no answer. */
function lostItems(outcomes: Array<Outcome<unknown>>): number[] {
	return outcomes.flatMap((outcome, itemIndex) =>
		!outcome.ok && outcome.error instanceof WiroError && outcome.error.remedy === 'lost'
			? [itemIndex]
			: [],
	);
}

/**
 * What a failed item becomes when the node continues on fail: its error, and its task.
 * n8n sends an item to the error output only if `error` is all it has, so there the task is inside
 * of it. `error` beside `json` is left alone: n8n would replace the whole json by the message.
 */
function errorItem(
	context: IExecuteFunctions,
	session: Session,
	cause: unknown,
	itemIndex: number,
): INodeExecutionData {
	const task = session.tasks.get(itemIndex);
	const { message, description } = toNodeError(context.getNode(), cause, {
		itemIndex,
		task,
		others: new Map(),
		lost: [],
	});
	const handle = task === undefined ? {} : handleItem(task);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return {
		json: hasErrorOutput
			? { error: { message, description, ...handle } }
			: { ...handle, error: message, errorDescription: description },
		pairedItem: { item: itemIndex },
	};
}
