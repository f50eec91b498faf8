import { extname } from 'node:path';

import type { Concealment, EmulatedTask, LateFiles, ProjectName, TaskStatus } from './control.mts';
import { Identifiers } from './identifiers.mts';
import type { JsonObject } from './json.mts';
import type { Model } from './models/model.mts';
import type { StoredFile } from './outputStore.mts';
import type { TextAnswer } from './products/texts.mts';

/** An output file of a task. */
export interface Output {
	id: string;
	parentId: string;
	/** The part of its URL that cannot be guessed. */
	folder: string;
	name: string;
	accessKey: string;
	/** Emulated unix time in seconds. */
	addedAt: number;
	stored: StoredFile;
}

/** A task as the emulator keeps it. */
export interface Task {
	id: string;
	uuid: string;
	token: string;
	project: ProjectName;
	model: Model;
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
	/** What a text model answered; null for all others, and until then. */
	answer: TextAnswer | null;
	/** What it costs in dollars after so many seconds; null when the seconds alone decide. */
	price: (elapsedSeconds: number) => number | null;
	/** What Detail, Kill and Cancel do not show of it. The counts go down with every check. */
	concealment: Required<Concealment>;
	/** Until then Detail, Kill and Cancel do not know it; emulated unix time in seconds. */
	hiddenUntil: number;
	/** Until then Task/List does not show it; emulated unix time in seconds. */
	listedFrom: number;
	/** Where its outputs' ids and URLs come from. */
	identifiers: Identifiers;
}

/** What a check shows: no task, the task as it is, or the task without its files. */
export type Shown = 'unknown' | 'everything' | LateFiles;

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

/** The last statuses. task_error is not one: the task waits for recovery. */
const TERMINAL: readonly TaskStatus[] = ['task_postprocess_end', 'task_cancel'];

/** Whose a new task is, what runs, and since when (emulated unix seconds). */
export interface Origin {
	project: ProjectName;
	model: Model;
	at: number;
}

/**
 * A task in task_queue. Its token and everything else about it that looks random follow from the
 * emulator's seed and its id alone.
 */
export function newTask(seed: string, id: string, { project, model, at }: Origin): Task {
	const identifiers = new Identifiers(`${seed}/${id}`);
	return {
		id,
		uuid: identifiers.uuid(),
		token: identifiers.token(),
		project,
		model,
		parameters: {},
		callbackUrl: '',
		callback: 'none',
		statuses: [{ status: 'task_queue', at }],
		pexit: null,
		debugoutput: '',
		debugerror: '',
		outputs: [],
		answer: null,
		price: () => null,
		concealment: concealmentOf({}),
		hiddenUntil: 0,
		listedFrom: 0,
		identifiers,
	};
}

/** What a fate or a planted task hides, with the defaults filled in. */
export function concealmentOf({
	hiddenChecks = 0,
	filesAfterChecks = 0,
	lateFiles = 'empty',
}: Concealment): Required<Concealment> {
	return { hiddenChecks, filesAfterChecks, lateFiles };
}

/** The task's status now. */
export function statusOf(task: Task): TaskStatus {
	return task.statuses.at(-1)?.status ?? 'task_queue';
}

/** Whether the task is at its end. */
export function isFinished(task: Task): boolean {
	return TERMINAL.includes(statusOf(task));
}

/** Whether Kill and Cancel do not know the task yet at `now` (emulated unix seconds). */
export function isHidden(task: Task, now: number): boolean {
	return now < task.hiddenUntil;
}

/** What Task/Detail shows of a task at `now` (emulated unix seconds). Counts the check. */
export function checkTask(task: Task, now: number): Shown {
	const { concealment } = task;
	const unknown = concealment.hiddenChecks > 0 || isHidden(task, now);
	if (concealment.hiddenChecks > 0) concealment.hiddenChecks--;
	if (unknown) return 'unknown';
	if (concealment.filesAfterChecks === 0) return 'everything';
	if (isFinished(task)) concealment.filesAfterChecks--;
	return concealment.lateFiles;
}

/** Whether Task/List shows the task at `now` (emulated unix seconds). */
export function isListed(task: Task, now: number): boolean {
	return now >= task.listedFrom && !isHidden(task, now);
}

/** What Task/List shows of a task's files. It does not count as a check. */
export function filesShown({ concealment }: Task): Exclude<Shown, 'unknown'> {
	return concealment.filesAfterChecks === 0 ? 'everything' : concealment.lateFiles;
}

/** When the task came to `status` (emulated unix seconds), or undefined when it has not. */
export function timeOf(task: Task, status: TaskStatus): number | undefined {
	return task.statuses.find((entry) => entry.status === status)?.at;
}

/** Adds files to the task as its output files at `at` (emulated unix seconds). */
export function addOutputs(task: Task, files: StoredFile[], at: number): void {
	const { identifiers } = task;
	const parentId = identifiers.hex();
	task.outputs = files.map((stored, index) => ({
		id: identifiers.hex(),
		parentId,
		folder: identifiers.folder(),
		name: `${index}${extname(stored.file)}`,
		accessKey: identifiers.token(),
		addedAt: at,
		stored,
	}));
}
