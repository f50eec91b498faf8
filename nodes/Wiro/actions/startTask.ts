import { atLeastRetryAfter, backoff, MOST_TRIES, pause, untilAborted } from '../api/pause';
import type { RunInputs } from '../api/client';
import type { Task } from '../api/task';
import { foreignTask, lostRun } from '../api/taskErrors';
import {
	isUnknownTask,
	mayRetry,
	outcomeOf,
	WiroError,
	type WiroErrorKind,
} from '../api/wiroError';
import type { TaskSlots } from '../waiting/taskSlots';
import { seedOf, type StartedEarlier } from './earlierTries';
import type { Execution } from './execution';
import { SentRun } from './sentRuns';

/** What a Run needs to know about its item. */
export interface Start {
	itemIndex: number;
	inputs: RunInputs;
	/** The task of an earlier try. */
	earlier?: StartedEarlier;
	/** The caller has taken one for this item. */
	slots: TaskSlots;
	/** Whether the task is stopped with the execution. */
	stopsWithExecution: boolean;
	/** How long to retry while Wiro is busy and no task of this execution ends, in milliseconds. */
	patienceMs: number;
}

/** The task of an earlier try, unless it was unsuccessful. @throws WiroError */
async function earlierTask(
	{ wiro }: Execution,
	earlier: StartedEarlier,
): Promise<Task | undefined> {
	const { task, seed } = earlier;
	try {
		const found = await wiro.detail(task);
		const isGood = found.end === undefined || found.end === 'success';
		return isGood ? { ...found, seed } : undefined;
	} catch (error) {
		throw isUnknownTask(error) ? foreignTask(task) : error;
	}
}

/** The task of the same Run in an earlier life of the execution. @throws WiroError */
async function savedTask(execution: Execution, key: string): Promise<Task | undefined> {
	for (;;) {
		const saved = await execution.savedRuns.begin(key);
		if (saved === undefined) return undefined;
		if ('lost' in saved) throw lostRun(saved.lost);
		const task = await earlierTask(execution, saved);
		if (task !== undefined) return task;
	}
}

/** The task of a Run whose answer was lost; undefined if it is not found before the execution ends. */
async function findTask(
	execution: Execution,
	run: SentRun,
	{ stopsWithExecution }: Start,
): Promise<Task | undefined> {
	const { wiro, lostRuns, startedTasks } = execution;
	// After the user's Stop, it goes on for a task that must be stopped.
	const isWanted = () => !wiro.signal.aborted || (execution.isStopped && stopsWithExecution);
	const search = lostRuns.find(run, isWanted);
	const found = await untilAborted(search, wiro.signal);
	if (found === undefined) {
		void search.then((task) => {
			if (task !== undefined && isWanted()) startedTasks.add(task);
		});
		return undefined;
	}
	const { taskId, taskToken, raw } = found;
	wiro.known.addStarted(found);
	// As if the answer had come: only a check tells what became of it.
	return { taskId, taskToken, raw };
}

/**
 * Starts the task of an item, or continues with the task of an earlier try. Run is sent again only
 * if Wiro certainly did not accept it: while all slots are taken or there are too many requests, for
 * as long as the user wants to wait; without a connection, a few times.
 * @throws WiroError, or the signal's reason
 */
export async function startTask(execution: Execution, start: Start): Promise<Task> {
	const { itemIndex, inputs, earlier, slots, patienceMs } = start;
	const takenUp = earlier && (await earlierTask(execution, earlier));
	if (takenUp !== undefined) return takenUp;

	const { wiro, memory, savedRuns, budget } = execution;
	const key = memory.keyOf(itemIndex, inputs);
	const remember = async (task: Task): Promise<Task> => {
		const seed = seedOf(inputs.fields.seed);
		memory.remember(itemIndex, inputs, { task, seed, costKey: budget.keyOf(itemIndex) });
		await savedRuns.started(key, task.taskId);
		return { ...task, seed };
	};
	const saved = await savedTask(execution, key);
	if (saved !== undefined) {
		memory.remember(itemIndex, inputs, { task: saved });
		return saved;
	}
	const begin = Date.now();
	let failures = 0;
	let lastKind: WiroErrorKind | undefined;
	for (;;) {
		wiro.signal.throwIfAborted();
		const run = new SentRun(inputs);
		const outcome = await outcomeOf(async () => await wiro.run(inputs));
		if (outcome.ok) {
			run.startedTask(outcome.value);
			return await remember(outcome.value);
		}
		const { error } = outcome;
		if (mayRetry(error) && error.accepted === 'unknown') {
			run.lost();
			memory.remember(itemIndex, inputs, { lost: error.message });
			// The error is not about the task of an earlier try.
			execution.tasks.delete(itemIndex);
			const found = await findTask(execution, run, start);
			if (found === undefined) throw lostRun(error.message, error.httpCode);
			return await remember(found);
		}
		run.notAccepted();
		const kind = error instanceof WiroError ? error.kind : undefined;
		failures = kind === lastKind ? failures + 1 : 1;
		lastKind = kind;
		// While tasks of this execution end, slots become free: a batch may take longer than one timeout.
		const end = Math.max(begin, slots.lastTaskEndAt) + patienceMs;
		// An error with a kind means that Wiro is busy; without one, the request never reached it.
		const isOver = kind === undefined ? failures >= MOST_TRIES : Date.now() >= end;
		if (!mayRetry(error) || isOver) {
			budget.notStarted(itemIndex);
			throw error;
		}
		if (kind === 'noFreeSlot') await slots.waitAfterRefusal();
		else {
			const delay = atLeastRetryAfter(backoff(failures), error);
			await pause(Math.min(delay, Math.max(0, end - Date.now())), wiro.signal);
		}
	}
}
