import type { EmulatedTask, JsonObject, ProjectName, TaskStatus } from '../control.mts';
import { Identifiers } from '../identifiers.mts';
import type { Video } from '../video/store.mts';
import { sightOf } from './sight.mts';
import type { Sight } from './sight.mts';

/** An output file of a task. */
export interface Output {
	id: string;
	parentId: string;
	/** The part of its URL that nobody can guess. */
	folder: string;
	name: string;
	accessKey: string;
	/** Emulated unix time in seconds. */
	addedAt: number;
	video: Video;
}

/** A task as the emulator keeps it. */
export interface Task {
	id: string;
	uuid: string;
	token: string;
	project: ProjectName;
	/** What was sent, without callbackUrl. */
	parameters: JsonObject;
	callbackUrl: string;
	callback: EmulatedTask['callback'];
	/** Every status so far, in order, with its emulated unix time in seconds; never empty. */
	statuses: Array<{ status: TaskStatus; at: number }>;
	/** Null while the task is not at its end. */
	pexit: string | null;
	debugoutput: string;
	debugerror: string;
	outputs: Output[];
	sight: Sight;
	/** Where its outputs' ids and URLs come from. */
	identifiers: Identifiers;
}

/** The statuses of a task for which all goes well, in Wiro's order. */
export const STATUS_ORDER = [
	'task_queue',
	'task_accept',
	'task_assign',
	'task_preprocess_start',
	'task_preprocess_end',
	'task_start',
	'task_output',
	'task_output_full',
	'task_end',
	'task_postprocess_start',
	'task_postprocess_end',
] as const satisfies readonly TaskStatus[];

/** The statuses after which nothing comes. task_error waits for recovery, so it is not one. */
const TERMINAL: readonly TaskStatus[] = ['task_postprocess_end', 'task_cancel'];

/**
 * A task in task_queue. Its token and everything else about it that looks random follow from the
 * emulator's seed and its id alone.
 * @param at emulated unix time in seconds
 */
export function newTask(seed: string, id: string, project: ProjectName, at: number): Task {
	const identifiers = new Identifiers(`${seed}/${id}`);
	return {
		id,
		uuid: identifiers.uuid(),
		token: identifiers.token(),
		project,
		parameters: {},
		callbackUrl: '',
		callback: 'none',
		statuses: [{ status: 'task_queue', at }],
		pexit: null,
		debugoutput: '',
		debugerror: '',
		outputs: [],
		sight: sightOf({}),
		identifiers,
	};
}

/** The task's status now. */
export function statusOf(task: Task): TaskStatus {
	return task.statuses.at(-1)?.status ?? 'task_queue';
}

/** Whether nothing more will become of the task. */
export function isFinished(task: Task): boolean {
	return TERMINAL.includes(statusOf(task));
}

/** When the task came to `status` (emulated unix seconds), or undefined when it has not. */
export function timeOf(task: Task, status: TaskStatus): number | undefined {
	return task.statuses.find((entry) => entry.status === status)?.at;
}

/** Adds videos to the task as its output files at `at` (emulated unix seconds). */
export function addOutputs(task: Task, videos: Video[], at: number): void {
	const { identifiers } = task;
	const parentId = identifiers.hex();
	task.outputs = videos.map((video, index) => ({
		id: identifiers.hex(),
		parentId,
		folder: identifiers.folder(),
		name: `${index}.mp4`,
		accessKey: identifiers.token(),
		addedAt: at,
		video,
	}));
}
