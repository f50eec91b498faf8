import { atLeastRetryAfter, backoff, MOST_TRIES, pause } from '../api/pause';
import type { RunInputs } from '../api/client';
import type { Task } from '../api/task';
import { foreignTask, lostRun } from '../api/taskErrors';
import { number } from '../api/values';
import { isUnknownTask, mayRetry, outcomeOf } from '../api/wiroError';
import type { TaskSlots } from '../waiting/taskSlots';
import type { StartedEarlier } from './earlierTries';
import type { Execution } from './execution';

/** What a Run needs to know about its item. */
export interface Start {
	itemIndex: number;
	inputs: RunInputs;
	/** The task of an earlier try. */
	earlier?: StartedEarlier;
	/** The caller has taken one for this item. */
	slots: TaskSlots;
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

	const { wiro, memory, savedRuns } = execution;
	const key = memory.keyOf(itemIndex, inputs);
	const saved = await savedTask(execution, key);
	if (saved !== undefined) {
		memory.remember(itemIndex, inputs, { task: saved });
		return saved;
	}
	const begin = Date.now();
	for (let tries = 1; ; tries++) {
		wiro.signal.throwIfAborted();
		// The kind of failure decides what happens next, so it is data here.
		const outcome = await outcomeOf(async () => await wiro.run(inputs));
		if (outcome.ok) {
			const seed = number(inputs.fields.seed);
			memory.remember(itemIndex, inputs, { task: outcome.value, seed });
			await savedRuns.started(key, outcome.value.taskId);
			return { ...outcome.value, seed };
		}
		const { error } = outcome;
		if (!mayRetry(error)) throw error;
		if (error.accepted === 'unknown') {
			memory.remember(itemIndex, inputs, { lost: error.message });
			// The error is not about the task of an earlier try.
			execution.tasks.delete(itemIndex);
			throw lostRun(error.message, error.httpCode);
		}
		// While tasks of this execution end, slots become free: a batch may take longer than one timeout.
		const since = Math.max(begin, error.kind === 'noFreeSlot' ? slots.lastReleaseAt : 0);
		// An error with a kind means that Wiro is busy; without one, the request never reached it.
		const isOver =
			error.kind === undefined ? tries >= MOST_TRIES : Date.now() - since >= patienceMs;
		if (isOver) throw error;
		if (error.kind === 'noFreeSlot') await slots.waitAfterRefusal();
		else {
			const delay = atLeastRetryAfter(backoff(tries), error);
			const left = Math.max(0, begin + patienceMs - Date.now());
			await pause(Math.min(delay, left), wiro.signal);
		}
	}
}
