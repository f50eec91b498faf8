/** The calls about tasks that exist: Detail, List, Kill, Cancel and InputOutputDelete. */
import { answered, refused } from './answers.mts';
import type { Call, CallAnswer } from './answers.mts';
import type { UnknownTaskAnswer } from './control.mts';
import type { Emulator } from './emulator.mts';
import { textOf } from './json.mts';
import { slugOf } from './models/model.mts';
import { pageOf } from './page.mts';
import { checkTask, filesShown, isFinished, isHidden, isListed, statusOf } from './task.mts';
import type { Task } from './task.mts';
import { detailAnswer, fullAnswer } from './taskAnswers.mts';

/** Tasks on a page of Task/List, when the call does not say, and at most. */
const PAGE = { usual: 20, most: 100 };

/** `POST /Task/Detail`: the task as it is now, by `taskid` or `tasktoken`. */
export function detail(emulator: Emulator, call: Call): CallAnswer {
	const { detailLacksPexit, unknownTaskAnswer } = emulator.settings;
	const task = findTask(emulator, call, ['tasktoken']);
	if (task === undefined) return unknownTask(unknownTaskAnswer);
	const now = emulator.clock.now();
	const shown = checkTask(task, now);
	if (shown === 'unknown') return unknownTask(unknownTaskAnswer);
	const answer = detailAnswer(task, now, call.origin, { detailLacksPexit, files: shown });
	return answered({ total: '1', errors: [], tasklist: [answer], result: true });
}

/** `POST /Task/List`: the project's tasks, the newest first unless `order` is ASC. */
export function listTasks(emulator: Emulator, { project, body, origin }: Call): CallAnswer {
	const { detailLacksPexit, taskListAnswer } = emulator.settings;
	if (taskListAnswer === 'http404') return refused(0, 'Not found', 404);
	if (taskListAnswer === 'refused') {
		return refused(0, "You don't have any permission for this action.");
	}
	const fields = body.fields ?? {};
	const now = emulator.clock.now();
	const found = emulator.tasks
		.all()
		.filter((task) => task.project === project.name && isListed(task, now))
		.filter((task) => taskListAnswer !== 'empty' && isOfModel(task, textOf(fields.modelName)));
	if (textOf(fields.order).toUpperCase() !== 'ASC') found.reverse();
	const { start, limit } = pageOf(fields, PAGE);
	const tasklist = found.slice(start, start + limit).map((task) => {
		const files = filesShown(task);
		return detailAnswer(task, now, origin, { detailLacksPexit, files });
	});
	return answered({ total: String(found.length), errors: [], tasklist, result: true });
}

/** `POST /Task/InputOutputDelete`: deletes the files of an ended task, by `tasktoken`. */
export function deleteFiles(emulator: Emulator, call: Call): CallAnswer {
	const token = textOf(call.body.fields?.tasktoken);
	const task = token === '' ? undefined : emulator.tasks.find(call.project.name, '', token);
	if (task === undefined || isHidden(task, emulator.clock.now())) {
		return refused(1, 'task-not-exist');
	}
	if (!isFinished(task)) {
		return refused(1, 'Task must be completed or cancelled before deleting files');
	}
	task.outputs = [];
	task.answer = null;
	return answered({ result: true, errors: [] });
}

/** `POST /Task/Kill`: ends a running task, by `taskid`, `socketaccesstoken` or `tasktoken`. */
export function killTask(emulator: Emulator, call: Call): CallAnswer {
	const task = findKnownTask(emulator, call, ['socketaccesstoken', 'tasktoken']);
	if (task === undefined) return unknownTask(emulator.settings.unknownTaskAnswer);
	if (!emulator.tasks.kill(task)) {
		const reason = isFinished(task)
			? `Task has already ended with ${statusOf(task)}.`
			: 'Task is not running.';
		return refused(1, `Task could not be killed: ${reason}`);
	}
	return ended(emulator, call, task);
}

/** `POST /Task/Cancel`: takes a task out of the queue, by `taskid` only. */
export function cancelTask(emulator: Emulator, call: Call): CallAnswer {
	const task = findKnownTask(emulator, call, []);
	if (task === undefined) return unknownTask(emulator.settings.unknownTaskAnswer);
	if (!emulator.tasks.cancel(task)) return refused(1, 'Task is not in a cancellable state.');
	return ended(emulator, call, task);
}

function ended(emulator: Emulator, { origin }: Call, task: Task): CallAnswer {
	const answer = fullAnswer(task, emulator.clock.now(), origin);
	return answered({ errors: [], tasklist: [answer], result: true });
}

/** What Detail, Kill and Cancel answer for a task that they do not know. */
function unknownTask(kind: UnknownTaskAnswer): CallAnswer {
	switch (kind) {
		case 'noTaskYet':
			return refused(1, 'There is no task yet.');
		case 'notFounded':
			return refused(1, 'task-not-founded');
		case 'notExist':
			return refused(1, 'task-not-exist');
		case 'http404':
			return refused(1, 'task-not-exist', 404);
		case 'emptyList':
			return answered({ total: '0', errors: [], tasklist: [], result: true });
	}
}

/** Whether the name of the task's model has this part, in capitals or not. */
function isOfModel({ model }: Task, part: string): boolean {
	const { title, slugowner, slugproject } = model;
	const names = `${title}\n${slugowner}/${slugproject}\n${slugOf(model)}`;
	return names.toLowerCase().includes(part.toLowerCase());
}

/** The task unless it is hidden at this time. */
function findKnownTask(emulator: Emulator, call: Call, tokenFields: string[]): Task | undefined {
	const task = findTask(emulator, call, tokenFields);
	const hidden = task !== undefined && isHidden(task, emulator.clock.now());
	return hidden ? undefined : task;
}

function findTask(
	emulator: Emulator,
	{ project, body }: Call,
	tokenFields: string[],
): Task | undefined {
	const fields = body.fields ?? {};
	const token = tokenFields.map((field) => textOf(fields[field])).find((text) => text !== '');
	return emulator.tasks.find(project.name, textOf(fields.taskid), token ?? '');
}
