/** The calls about tasks: Run, Task/Detail, Task/List, Task/Kill, Task/Cancel, InputOutputDelete. */
import { answered, refused } from './answers.mts';
import type { Call, CallAnswer } from './answers.mts';
import type { Body, UploadedFile } from './bodies.mts';
import type { UnknownTaskAnswer } from './control.mts';
import type { Emulator } from './emulator.mts';
import { textOf } from './json.mts';
import { loadPicture, pictureFileOf, readVideoRequest } from './runInput.mts';
import type { VideoRequest } from './runInput.mts';
import { checkTask, isFinished, isHidden, statusOf } from './task.mts';
import type { Task } from './task.mts';
import { detailAnswer, fullAnswer } from './taskAnswers.mts';
import type { Supplies } from './taskRun.mts';

/** `POST /Run/…`: starts a task. */
export function run(emulator: Emulator, { project, body, lane, origin }: Call): CallAnswer {
	const { refusal, imageField, insufficientBalance, concurrentTaskLimit } = emulator.settings;
	if (refusal !== null) return refused(refusal.code, refusal.message);
	const request = readVideoRequest(body, imageField);
	if ('refusal' in request) return refused(0, request.refusal);
	if (insufficientBalance) {
		return refused(97, 'Insufficient balance. Please add funds to your account.');
	}
	const running = emulator.tasks.unfinishedCount(project.name);
	if (concurrentTaskLimit !== null && running >= concurrentTaskLimit) {
		return refused(96, limitText(concurrentTaskLimit));
	}

	const { callbackUrl, ...sent } = body.fields ?? {};
	const upload = pictureFileOf(body);
	const pictureUrl = textOf(sent[imageField]).trim();
	const task = emulator.tasks.create({
		project: project.name,
		parameters: upload === undefined ? sent : { ...sent, inputImage: uploadUrl(origin, upload) },
		callbackUrl: textOf(callbackUrl),
		fate: lane.fates.shift() ?? { end: 'success' },
		suppliesFor: (outputs) => ({
			picture: () =>
				upload === undefined ? loadPicture(pictureUrl) : emulator.uploads.take(upload),
			videos: videoMaker(emulator, request, outputs),
		}),
	});
	return answered({ errors: [], taskid: task.id, socketaccesstoken: task.token, result: true });
}

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

/** Wiro's words for code 96, with a balance that allows so many tasks: one for each ten dollars. */
function limitText(limit: number): string {
	return [
		'You have reached your concurrent task limit.',
		`With your current balance of $${(limit * 10).toFixed(2)}, you can run up to ${limit}`,
		`${limit === 1 ? 'task' : 'tasks'} at the same time.`,
		'Please wait for a task to finish or add funds to your account.',
	].join(' ');
}

/** Makes the output videos one after the other; each further one has a seed of its own. */
function videoMaker(
	emulator: Emulator,
	request: VideoRequest,
	outputs: number,
): Supplies['videos'] {
	return async (picture) => {
		const videos = [];
		for (let index = 0; index < outputs; index++) {
			const seed = index === 0 ? request.seed : `${request.seed}/${index}`;
			videos.push(await emulator.videos.videoOf(picture, { ...request, seed }));
		}
		return videos;
	};
}

/** Where Wiro would keep the uploaded file. The emulator does not serve it. */
function uploadUrl(origin: string, file: UploadedFile): string {
	return `${origin}/v1/File/emulator/${encodeURIComponent(file.fileName)}`;
}
