/** The call Run, which starts a task. */
import { answered, refused } from './answers.mts';
import type { Call, CallAnswer } from './answers.mts';
import type { UploadedFile } from './bodies.mts';
import type { Emulator } from './emulator.mts';
import { textOf } from './json.mts';
import { WAN_22_I2V_A14B } from './models/wan22I2vA14b.mts';
import { loadPicture, pictureFileOf, readVideoRequest } from './runInput.mts';
import type { VideoRequest } from './runInput.mts';
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
		model: WAN_22_I2V_A14B,
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
