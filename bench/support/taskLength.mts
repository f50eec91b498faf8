/** How long the emulator's tasks take. */
import type { Settings } from '../../emulator/control.mts';

/** What a task waits in the emulator's queue, as a part of its other time; see LEAST_QUEUE_TIME. */
const QUEUE_SHARE = 0.05;

/**
 * From Run to the end of a task, in seconds, each for one repeat: 20 s, and a little to both sides,
 * since a loop that looks every five seconds does well at one length and badly at the next.
 */
export const TASK_LENGTHS: readonly number[] = [18, 20, 22];

/** What the emulator counts as a task's own seconds when it takes so many from Run to its end. */
export function ownSeconds(secondsFromRun: number): number {
	return secondsFromRun / (1 + QUEUE_SHARE);
}

/** Settings with which all tasks take so many seconds, in real time, from Run to their end. */
export function ofLength(secondsFromRun: number): Partial<Settings> {
	return { speed: 1, taskSeconds: ownSeconds(secondsFromRun) };
}
