import type { EmulatedTask, TaskStatus } from './control.mts';
import type { JsonObject } from './json.mts';
import { slugOf } from './models/model.mts';
import { PROJECTS } from './projects.mts';
import { isFinished, statusOf, timeOf } from './task.mts';
import type { Output, Shown, Task } from './task.mts';

/** `categories` of a task of the seed's model. In Wiro's own sample it is not valid JSON: a list inside quotes. */
const CATEGORIES = ['tool', 'image-to-video', 'quick-showcase', 'compare-landscape'];

/**
 * A task in the tasklist of Task/Detail.
 * @param now emulated unix time in seconds
 * @param origin where the emulator is, as the client sees it: http://host:port
 */
export function detailAnswer(
	task: Task,
	now: number,
	origin: string,
	shown: { detailLacksPexit: boolean; files: Exclude<Shown, 'unknown'> },
): JsonObject {
	const finished = isFinished(task);
	const { detailLacksPexit, files } = shown;
	const listed = files === 'empty' ? [] : task.outputs;
	return {
		...identity(task),
		...progressOf(task, now),
		...(finished ? costOf(task, now) : {}),
		...(finished && !detailLacksPexit ? { pexit: task.pexit } : {}),
		modeldescription: task.model.description,
		modelslugowner: task.model.cleanslugowner,
		modelslugproject: task.model.cleanslugproject,
		...timesOf(task),
		outputs: [
			...listed.map((output) => ({
				...outputAnswer(output, task),
				...(files === 'noUrl' ? {} : { url: urlOf(output, origin) }),
			})),
			...(files === 'empty' ? [] : textsOf(task)),
		],
		size: String(sizeOf(listed)),
	};
}

/** A task in the tasklist of Task/Kill and Task/Cancel, which says more than Task/Detail. */
export function fullAnswer(task: Task, now: number, origin: string): JsonObject {
	return {
		...identity(task),
		name: '',
		...progressOf(task, now),
		...costOf(task, now),
		guestid: null,
		projectid: PROJECTS.find((project) => project.name === task.project)?.id ?? '',
		modelid: task.model.id,
		description: '',
		basemodelid: '0',
		runtype: 'model',
		modelfolderid: '',
		modelfileid: '',
		callbackurl: task.callbackUrl,
		marketplaceid: null,
		...timesOf(task),
		pexit: task.pexit ?? '',
		categories: [...(task.model.kind === 'wan' ? CATEGORIES : task.model.categories)],
		outputs: [
			...task.outputs.map((output) => ({
				...outputAnswer(output, task),
				url: urlOf(output, origin),
				foldercount: '0',
				filecount: '0',
				ispublic: 0,
				expiretime: null,
			})),
			...textsOf(task),
		],
		size: String(sizeOf(task.outputs)),
	};
}

/** A task in the control API. */
export function controlAnswer(task: Task, origin: string): EmulatedTask {
	return {
		id: task.id,
		token: task.token,
		project: task.project,
		model: slugOf(task.model),
		status: statusOf(task),
		statuses: task.statuses,
		pexit: task.pexit,
		debugoutput: task.debugoutput,
		debugerror: task.debugerror,
		parameters: task.parameters,
		outputs: task.outputs.map((output) => ({
			name: output.name,
			contentType: output.stored.contentType,
			sizeBytes: output.stored.sizeBytes,
			url: urlOf(output, origin),
		})),
		callbackUrl: task.callbackUrl,
		callback: task.callback,
	};
}

function identity(task: Task): JsonObject {
	return { id: task.id, uuid: task.uuid, socketaccesstoken: task.token };
}

function progressOf(task: Task, now: number): JsonObject {
	return {
		parameters: task.parameters,
		debugoutput: task.debugoutput,
		debugerror: task.debugerror,
		starttime: timeText(task, 'task_start'),
		endtime: timeText(task, 'task_end'),
		elapsedseconds: elapsedOf(task, now).toFixed(4),
		status: statusOf(task),
	};
}

function timesOf(task: Task): JsonObject {
	return {
		createtime: timeText(task, 'task_queue'),
		canceltime: timeText(task, 'task_cancel'),
		assigntime: timeText(task, 'task_assign'),
		accepttime: timeText(task, 'task_accept'),
		preprocessstarttime: timeText(task, 'task_preprocess_start'),
		preprocessendtime: timeText(task, 'task_preprocess_end'),
		postprocessstarttime: timeText(task, 'task_postprocess_start'),
		postprocessendtime: timeText(task, 'task_postprocess_end'),
	};
}

/**
 * A run that failed, or never began because of an error, is not billed; one that is not at its end
 * yet, or was stopped, costs its seconds where the seconds decide.
 */
function costOf(task: Task, now: number): JsonObject {
	const { cps } = task.model;
	const neverBegan =
		timeOf(task, 'task_error') !== undefined && timeOf(task, 'task_start') === undefined;
	const ended = statusOf(task) === 'task_postprocess_end';
	if (neverBegan || (ended && task.pexit !== '0')) return { cps, totalcost: '0' };
	const elapsed = elapsedOf(task, now);
	const price = ended ? task.price(elapsed) : task.model.prices === null ? null : 0;
	return { cps, totalcost: (price ?? Number(cps) * elapsed).toFixed(12) };
}

/** Seconds from the task's assignment to its end, or to now. */
function elapsedOf(task: Task, now: number): number {
	const assigned = timeOf(task, 'task_assign');
	if (assigned === undefined) return 0;
	const ended = timeOf(task, 'task_end') ?? timeOf(task, 'task_cancel');
	return (ended ?? now) - assigned;
}

function timeText(task: Task, status: TaskStatus): string {
	return String(Math.floor(timeOf(task, status) ?? 0));
}

/** The output of a text model. */
function textsOf({ answer }: Task): JsonObject[] {
	return answer === null ? [] : [{ ...answer }];
}

/** An output file without its URL. */
function outputAnswer(output: Output, task: Task): JsonObject {
	const added = String(Math.floor(output.addedAt));
	return {
		id: output.id,
		name: output.name,
		contenttype: output.stored.contentType,
		parentid: output.parentId,
		uuid: task.uuid,
		size: String(output.stored.sizeBytes),
		addedtime: added,
		modifiedtime: added,
		accesskey: output.accessKey,
	};
}

function urlOf(output: Output, origin: string): string {
	return `${origin}/files/${output.folder}/${output.name}`;
}

function sizeOf(outputs: Output[]): number {
	return outputs.reduce((sum, output) => sum + output.stored.sizeBytes, 0);
}
