import type { LateFiles, Veil } from '../control.mts';

/** What Detail, Kill and Cancel can see of a task. The counts go down with every look. */
export interface Sight extends Required<Veil> {
	/** Until then the task is not known; emulated unix time in seconds. */
	hiddenUntil: number;
}

/** What a look finds: no task, the task as it is, or the task without its files. */
export type Found = 'nothing' | 'everything' | LateFiles;

/**
 * How a task can be seen.
 * @param hiddenUntil emulated unix time in seconds from which on it is known; 0 for always
 */
export function sightOf(veil: Veil, hiddenUntil = 0): Sight {
	const { hiddenLooks = 0, filesAfterLooks = 0, lateFiles = 'empty' } = veil;
	return { hiddenLooks, filesAfterLooks, lateFiles, hiddenUntil };
}

/** Whether Kill and Cancel do not know the task yet at `now` (emulated unix seconds). */
export function isHidden(sight: Sight, now: number): boolean {
	return now < sight.hiddenUntil;
}

/**
 * What a Detail call finds at `now` (emulated unix seconds). Counts the look.
 * @param finished whether the task is at its end
 */
export function look(sight: Sight, finished: boolean, now: number): Found {
	const unknown = sight.hiddenLooks > 0 || isHidden(sight, now);
	if (sight.hiddenLooks > 0) sight.hiddenLooks--;
	if (unknown) return 'nothing';
	if (sight.filesAfterLooks === 0) return 'everything';
	if (finished) sight.filesAfterLooks--;
	return sight.lateFiles;
}
