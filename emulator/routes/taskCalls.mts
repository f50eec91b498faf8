import type { JsonObject } from '../control.mts';
import type { Emulator } from '../emulator.mts';
import { textOf } from '../json.mts';
import { detailAnswer, fullAnswer } from '../tasks/answers.mts';
import { isFinished, statusOf } from '../tasks/task.mts';
import type { Task } from '../tasks/task.mts';
import { refusal } from './call.mts';
import type { Call } from './call.mts';

/** `POST /Task/Detail`: the task as it stands, by `taskid` or `tasktoken`. */
export function detail(emulator: Emulator, call: Call): JsonObject {
	const task = findTask(emulator, call, ['tasktoken']);
	if (task === undefined) return noSuchTask();
	const now = emulator.clock.now();
	const { detailLacksPexit } = emulator.settings;
	const answer = detailAnswer(task, now, call.origin, detailLacksPexit);
	return { total: '1', errors: [], tasklist: [answer], result: true };
}

/** `POST /Task/Kill`: stops a running task, by `taskid`, `socketaccesstoken` or `tasktoken`. */
export function killTask(emulator: Emulator, call: Call): JsonObject {
	const task = findTask(emulator, call, ['socketaccesstoken', 'tasktoken']);
	if (task === undefined) return noSuchTask();
	if (!emulator.tasks.kill(task)) {
		const reason = isFinished(task)
			? `Task has already ended with ${statusOf(task)}.`
			: 'Task is not running.';
		return refusal(1, `Task could not be killed: ${reason}`);
	}
	return ended(emulator, call, task);
}

/** `POST /Task/Cancel`: takes a task out of the queue, by `taskid` only. */
export function cancelTask(emulator: Emulator, call: Call): JsonObject {
	const task = findTask(emulator, call, []);
	if (task === undefined) return noSuchTask();
	if (!emulator.tasks.cancel(task)) return refusal(1, 'Task is not in a cancellable state.');
	return ended(emulator, call, task);
}

function ended(emulator: Emulator, { origin }: Call, task: Task): JsonObject {
	const answer = fullAnswer(task, emulator.clock.now(), origin);
	return { errors: [], tasklist: [answer], result: true };
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

function noSuchTask(): JsonObject {
	return refusal(1, 'There is no task yet.');
}
