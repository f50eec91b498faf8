import type { IDataObject } from 'n8n-workflow';
import { dataObjects, isDataObject, joinedName, number, text, time } from './values';

/** Names a task. Wiro answers a Run with both, and accepts either. */
export interface TaskReference {
	taskId?: string;
	taskToken?: string;
}

/** Whether two references name the same task: by their IDs, or by their tokens if an ID is missing. */
export function isSameTask(one: TaskReference, other: TaskReference): boolean {
	const haveIds = one.taskId !== undefined && other.taskId !== undefined;
	if (haveIds) return one.taskId === other.taskId;
	return one.taskToken !== undefined && one.taskToken === other.taskToken;
}

/** One output of a task: a file, or the answer of a text model. */
export interface TaskOutput {
	url?: string;
	fileName?: string;
	contentType?: string;
	sizeBytes?: number;
	/** The answer of a text model. */
	text?: string;
	/** Why the text model stopped, such as `stop` or `length`. */
	finishReason?: string;
	/** What the text model has used, such as its tokens, as Wiro says it. */
	usage?: IDataObject;
}

/** How a task ended: `noFile` is a success without an output (yet). */
export type TaskEnd = 'success' | 'failure' | 'noFile' | 'cancel';

/** A task as Wiro last described it, validated and typed. */
export interface Task extends TaskReference {
	/** Undefined if unknown, as in the answer to Run. */
	status?: string;
	/** Undefined while the task runs. */
	end?: TaskEnd;
	exitCode?: string;
	/** The model's output. For a failed run, its last line is the reason. Can be megabytes. */
	debugOutput?: string;
	/** Warnings, even harmless ones, or a fatal message from before the run. Can be megabytes. */
	debugError?: string;
	/** Undefined if unknown. */
	outputs?: TaskOutput[];
	/** The seed that was sent with the Run, as text if it has more digits than a number can hold. */
	seed?: number | string;
	elapsedSeconds?: number;
	totalCost?: number;
	/** What the Run was expected to cost, in US dollars. Known to the node only. */
	estimatedCost?: number;
	/** The model's name as its owner writes it; undefined if Wiro does not say it. */
	model?: string;
	createdAt?: string;
	startedAt?: string;
	finishedAt?: string;
	/** Why it did not succeed and what to do next, for items that say so instead of an error. */
	failure?: { message: string; nextStep: string };
	/** Whether it was still running when the user's time was up. */
	timedOut?: boolean;
	/** Wiro's task object, unchanged. */
	raw: IDataObject;
}

const EXIT_SUCCESS = 0;

/**
 * How a task ended. Only two statuses are final. Every other one, known or not, means that the task
 * is still running, even `task_error`, which waits for recovery and does not close the task.
 * `task_postprocess_end` is a success only with `pexit` 0, or with outputs if `pexit` is missing,
 * as in Wiro's own example. Source: Wiro's "Task Status Information" and `pexit`.
 */
function endOf(
	status: string | undefined,
	exitCode: string | undefined,
	outputs: TaskOutput[],
): TaskEnd | undefined {
	switch (status) {
		case 'task_postprocess_end':
			if (exitCode !== undefined && Number(exitCode) !== EXIT_SUCCESS) return 'failure';
			return outputs.some(isThere) ? 'success' : 'noFile';
		case 'task_cancel':
			return 'cancel';
		default:
			return undefined;
	}
}

/** Whether a task succeeded, but Wiro does not show all of its files (yet). */
export function lacksFiles({ end, outputs }: Task): boolean {
	return end === 'noFile' || (end === 'success' && outputs?.every(isThere) === false);
}

/** Whether an output can be used. */
function isThere({ url, text: words }: TaskOutput): boolean {
	return url !== undefined || words !== undefined;
}

/** The documented statuses of a task that runs. Source: Wiro's "Task Status Information". */
const RUNNING =
	/^task_(queue|accept|assign|start|end|(pre|post)process_start|preprocess_end|output(_full)?|error(_full)?)$/;

/** Whether a task may have ended, if this is its latest state in a list: it is not surely running. */
export function mayHaveEnded({ status }: Task): boolean {
	return !RUNNING.test(status ?? '');
}

/** Whether a task has failed on Wiro but may still be recovered. */
export function awaitsRecovery({ end, status }: Task): boolean {
	return end === undefined && /^task_error/.test(status ?? '');
}

/**
 * Reads an output. A text model's has no URL but `content` with its answer.
 * Source: Wiro's documentation of text models.
 */
function readOutput(output: IDataObject): TaskOutput {
	const { content } = output;
	if (isDataObject(content) && text(output.url) === undefined) return readAnswer(content);
	return {
		url: text(output.url),
		fileName: text(output.name),
		contentType: text(output.contenttype),
		sizeBytes: number(output.size),
	};
}

function readAnswer({ answer, raw, finishreason, usage }: IDataObject): TaskOutput {
	const parts = Array.isArray(answer) ? answer.filter((part) => typeof part === 'string') : [];
	return {
		text: parts.length > 0 ? parts.join('') : (text(raw) ?? ''),
		finishReason: text(finishreason),
		usage: isDataObject(usage) ? usage : undefined,
	};
}

/** Reads a task object of Detail, Kill or Cancel. The known reference fills in what is missing. */
export function readTask(raw: IDataObject, known: TaskReference): Task {
	const status = text(raw.status);
	const exitCode = text(raw.pexit);
	const outputs = dataObjects(raw.outputs).map(readOutput);
	return {
		taskId: text(raw.id) ?? known.taskId,
		taskToken: text(raw.socketaccesstoken) ?? known.taskToken,
		status,
		end: endOf(status, exitCode, outputs),
		exitCode,
		debugOutput: text(raw.debugoutput),
		debugError: text(raw.debugerror),
		outputs,
		elapsedSeconds: number(raw.elapsedseconds),
		totalCost: number(raw.totalcost),
		model: joinedName(raw.modelslugowner, raw.modelslugproject),
		createdAt: time(raw.createtime),
		startedAt: time(raw.starttime),
		finishedAt: time(raw.endtime) ?? time(raw.canceltime),
		raw,
	};
}

/** Reads a task reference from an object that n8n has saved. */
export function readReference({ taskId, taskToken }: IDataObject): TaskReference {
	return { taskId: text(taskId), taskToken: text(taskToken) };
}

/** Reads the answer to Run, which holds only the task reference. */
export function readStartedTask(answer: IDataObject): Task {
	return { taskId: text(answer.taskid), taskToken: text(answer.socketaccesstoken), raw: answer };
}

function withoutBlanks(fields: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The fields of every item about its task. What is unknown is left out. */
function taskFields(task: Task): IDataObject {
	// A task whose time is up counts as completed, so that a loop that waits for it ends.
	const completed = task.end !== undefined || task.timedOut === true;
	return withoutBlanks({
		taskId: task.taskId,
		taskToken: task.taskToken,
		status: task.status,
		completed,
		succeeded: completed ? task.end === 'success' : null,
		timedOut: task.timedOut,
		error: task.failure?.message,
		errorDescription: task.failure?.nextStep,
	});
}

/** The `json` of a task's items: one for each output file, or a single one without files. */
export function taskItems(task: Task): IDataObject[] {
	const common = taskFields(task);
	const facts = withoutBlanks({
		outputCount: task.outputs?.length,
		elapsedSeconds: task.elapsedSeconds,
		totalCost: task.totalCost,
		estimatedCost: task.estimatedCost,
		seed: task.seed,
		createdAt: task.createdAt,
		startedAt: task.startedAt,
		finishedAt: task.finishedAt,
	});
	if (!task.outputs?.length) return [{ ...common, ...facts }];
	return outputFields(task).map((output) => ({ ...common, ...output, ...facts }));
}

/** The `json` of one item for the whole task: of the first output, with a list of all if there are several. */
export function wholeTaskItem(task: Task): IDataObject {
	const [first = {}, ...others] = taskItems(task);
	return others.length === 0 ? first : { ...first, outputs: outputFields(task) };
}

/** The fields of each output file. */
function outputFields({ outputs = [] }: Task): IDataObject[] {
	return outputs.map((output, outputIndex) => ({ ...withoutBlanks({ ...output }), outputIndex }));
}

/** The fields of an error item about its task, for a following Get, Kill or Cancel. */
export function referenceItem(task: TaskReference | Task): IDataObject {
	return 'raw' in task ? taskFields(task) : withoutBlanks({ ...task });
}
