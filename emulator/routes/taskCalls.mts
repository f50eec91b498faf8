import type { Emulator } from '../emulator.mts';
import { textOf } from '../json.mts';
import { detailAnswer, fullAnswer } from '../tasks/answers.mts';
import { isHidden, look } from '../tasks/sight.mts';
import { isFinished, statusOf } from '../tasks/task.mts';
import type { Task } from '../tasks/task.mts';
import { answered, refused } from './call.mts';
import type { Call, CallAnswer } from './call.mts';
import { unknownTask } from './unknownTask.mts';

/** `POST /Task/Detail`: the task as it stands, by `taskid` or `tasktoken`. */
export function detail(emulator: Emulator, call: Call): CallAnswer {
	const { detailLacksPexit, unknownTaskAnswer } = emulator.settings;
	const task = findTask(emulator, call, ['tasktoken']);
	if (task === undefined) return unknownTask(unknownTaskAnswer);
	const now = emulator.clock.now();
	const found = look(task.sight, isFinished(task), now);
	if (found === 'nothing') return unknownTask(unknownTaskAnswer);
	const answer = detailAnswer(task, now, call.origin, { detailLacksPexit, files: found });
	return answered({ total: '1', errors: [], tasklist: [answer], result: true });
}

/** `POST /Task/Kill`: stops a running task, by `taskid`, `socketaccesstoken` or `tasktoken`. */
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

/** The task unless it is hidden at this time. */
function findKnownTask(emulator: Emulator, call: Call, tokenFields: string[]): Task | undefined {
	const task = findTask(emulator, call, tokenFields);
	const hidden = task !== undefined && isHidden(task.sight, emulator.clock.now());
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
