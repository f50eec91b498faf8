import { isPassing, isUnknownTask, outcomeOf } from '../api/outcome';
import { foreignTask, lostRun } from '../api/taskErrors';
import type { Task, TaskHandle } from '../api/task';
import { number } from '../api/values';
import type { RunInputs } from '../api/client';
import { atLeastRetryAfter, delayBeforeRetry } from '../waiting/pace';
import type { Slots } from '../waiting/taskSlots';
import type { Session } from './execution';

/** How often a Run is sent that never reached Wiro. */
const MOST_TRIES = 4;

/** What a Run needs to know of its item. */
export interface Start {
	itemIndex: number;
	inputs: RunInputs;
	/** The task that an earlier try started, and its seed. */
	earlier?: { task: TaskHandle; seed?: number };
	/** The caller has taken a place in them for this item. */
	slots: Slots;
	/** How long to go on asking a Wiro that is busy and ends no task of this execution, in milliseconds. */
	patienceMs: number;
}

/** The task of an earlier try, unless it ended without success. @throws WiroError */
async function earlierTask(session: Session, { earlier }: Start): Promise<Task | undefined> {
	if (earlier === undefined) return undefined;
	const { task, seed } = earlier;
	const outcome = await outcomeOf(
		async () => await session.retrying(async () => await session.look(task)),
	);
	if (!outcome.ok) throw isUnknownTask(outcome.error) ? foreignTask(task) : outcome.error;
	const { end } = outcome.value;
	return end === undefined || end === 'success' ? { ...outcome.value, seed } : undefined;
}

/**
 * Starts the task of an item, or takes up the one that an earlier try started. Run is sent again
 * only where Wiro certainly did not accept it: all slots taken or too many requests, as long as
 * the user wants to wait; no connection, a few times.
 * @throws WiroError
 * @throws Interrupted
 */
export async function startTask(session: Session, start: Start): Promise<Task> {
	const takenUp = await earlierTask(session, start);
	if (takenUp !== undefined) return takenUp;

	const { itemIndex, inputs, slots, patienceMs } = start;
	const begin = Date.now();
	for (let tries = 1; ; tries++) {
		session.interruption.check();
		const outcome = await outcomeOf(async () => await session.wiro.run(inputs));
		if (outcome.ok) {
			const seed = number(inputs.fields.seed);
			session.earlierTries.remember(itemIndex, inputs, { task: outcome.value, seed });
			return { ...outcome.value, seed };
		}
		const { error } = outcome;
		if (!isPassing(error)) throw error;
		if (error.remedy === 'unclear') {
			session.earlierTries.remember(itemIndex, inputs, { lost: error.message });
			// The error is not about the task of an earlier try.
			session.tasks.delete(itemIndex);
			throw lostRun(error.message, error.httpCode);
		}
		// As long as tasks of this execution end, the slots go round: a batch may take many timeouts.
		const since = Math.max(begin, error.reason === 'noFreeSlot' ? slots.lastReleaseAt : 0);
		// With a reason Wiro has answered, but is busy; without one, the request never reached it.
		const isOver =
			error.reason === undefined ? tries >= MOST_TRIES : Date.now() - since >= patienceMs;
		if (isOver) throw error;
		if (error.reason === 'noFreeSlot') await slots.waitAfterRefusal();
		else {
			const delay = atLeastRetryAfter(delayBeforeRetry(tries), error);
			await session.interruption.pause(
				Math.min(delay, Math.max(0, begin + patienceMs - Date.now())),
			);
		}
	}
}
