import type { IDataObject } from 'n8n-workflow';
import { dataObjects, number, text, time } from './values';

/** What names a task: Wiro answers a Run with both, and takes either. */
export interface TaskHandle {
	taskId?: string;
	taskToken?: string;
}

/** One file that a task made. */
export interface TaskOutput {
	url?: string;
	fileName?: string;
	contentType?: string;
	sizeBytes?: number;
}

/** How a task ended: `error` is a fatal failure before the run began. */
export type TaskEnd = 'success' | 'failure' | 'error' | 'cancel';

/** A task as Wiro last described it, checked and typed. */
export interface Task extends TaskHandle {
	/** Nothing while Wiro has not said it, as in the answer to Run. */
	status?: string;
	/** Nothing while the task runs. */
	end?: TaskEnd;
	exitCode?: string;
	/** Why it failed, in the words of Wiro or the model; can be megabytes. */
	log?: string;
	/** Nothing while Wiro has not said it. */
	outputs?: TaskOutput[];
	elapsedSeconds?: number;
	totalCost?: number;
	createdAt?: string;
	startedAt?: string;
	finishedAt?: string;
	/** Why it counts as failed, where an item says so instead of an error. */
	failure?: string;
	/** The task object as it came. */
	raw: IDataObject;
}

const EXIT_SUCCESS = '0';

/**
 * How a task ended. Every status that is not terminal, known or not, means that it still runs.
 * `task_postprocess_end` is a success only with `pexit` 0; an answer without `pexit`, as in Wiro's
 * own example, is one when there are outputs. Source: Wiro's "Task Status Information" and `pexit`.
 */
function endOf(status: string | undefined, exitCode: string | undefined, outputs: TaskOutput[]) {
	switch (status) {
		case 'task_postprocess_end': {
			const succeeded =
				exitCode === undefined ? outputs.length > 0 : Number(exitCode) === Number(EXIT_SUCCESS);
			return succeeded ? 'success' : 'failure';
		}
		case 'task_cancel':
			return 'cancel';
		case 'task_error':
			return 'error';
		default:
			return undefined;
	}
}

function readOutput(output: IDataObject): TaskOutput {
	return {
		url: text(output.url),
		fileName: text(output.name),
		contentType: text(output.contenttype),
		sizeBytes: number(output.size),
	};
}

/** Reads a task object of Detail, Kill or Cancel. What it does not say, the known handle does. */
export function readTask(raw: IDataObject, known: TaskHandle): Task {
	const status = text(raw.status);
	const exitCode = text(raw.pexit);
	const outputs = dataObjects(raw.outputs).map(readOutput);
	return {
		taskId: text(raw.id) ?? known.taskId,
		taskToken: text(raw.socketaccesstoken) ?? known.taskToken,
		status,
		end: endOf(status, exitCode, outputs),
		exitCode,
		log: text(raw.debugerror) ?? text(raw.debugoutput),
		outputs,
		elapsedSeconds: number(raw.elapsedseconds),
		totalCost: number(raw.totalcost),
		createdAt: time(raw.createtime),
		startedAt: time(raw.starttime),
		finishedAt: time(raw.endtime) ?? time(raw.canceltime),
		raw,
	};
}

/** Reads the answer to Run: a handle, nothing more is known of the task yet. */
export function readStartedTask(answer: IDataObject): Task {
	return { taskId: text(answer.taskid), taskToken: text(answer.socketaccesstoken), raw: answer };
}

function withoutBlanks(
	fields: Record<string, string | number | boolean | null | undefined>,
): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** What every item says of its task; what Wiro did not say is left out. */
function taskFields(task: Task): IDataObject {
	return withoutBlanks({
		taskId: task.taskId,
		taskToken: task.taskToken,
		status: task.status,
		completed: task.end !== undefined,
		succeeded: task.end === undefined ? null : task.end === 'success',
		error: task.failure,
	});
}

/** The `json` of a task's items: one for each output file, one alone while there is none. */
export function taskItems(task: Task): IDataObject[] {
	const common = taskFields(task);
	const facts = withoutBlanks({
		outputCount: task.outputs?.length,
		elapsedSeconds: task.elapsedSeconds,
		totalCost: task.totalCost,
		createdAt: task.createdAt,
		startedAt: task.startedAt,
		finishedAt: task.finishedAt,
	});
	if (!task.outputs?.length) return [{ ...common, ...facts }];
	return task.outputs.map((output, outputIndex) => ({
		...common,
		...withoutBlanks({ ...output }),
		outputIndex,
		...facts,
	}));
}

/** What an error item says of its task, so that Get, Kill or Cancel can be chained to it. */
export function handleItem(task: TaskHandle | Task): IDataObject {
	return 'raw' in task ? taskFields(task) : withoutBlanks({ ...task });
}
