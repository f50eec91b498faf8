import type { UploadedFile } from '../bodies.mts';
import type { JsonObject } from '../control.mts';
import type { Emulator } from '../emulator.mts';
import { textOf } from '../json.mts';
import { readVideoRequest } from '../parameters.mts';
import type { VideoRequest } from '../parameters.mts';
import { loadPicture } from '../pictures.mts';
import type { Supplies } from '../tasks/run.mts';
import { refusal } from './call.mts';
import type { Call } from './call.mts';

/** `POST /Run/…`: starts a task. */
export function run(emulator: Emulator, { project, body, origin }: Call): JsonObject {
	const urlField = emulator.settings.urlInInputImage ? 'inputImage' : 'inputImageUrl';
	const request = readVideoRequest(body, urlField);
	if ('refusal' in request) return refusal(0, request.refusal);
	if (emulator.settings.insufficientBalance) {
		return refusal(97, 'Insufficient balance. Please add funds to your account.');
	}
	const limit = emulator.settings.concurrentTaskLimit;
	if (limit !== null && emulator.tasks.unfinishedCount(project.name) >= limit) {
		return refusal(96, `Concurrent task limit of ${limit} reached.`);
	}

	const { callbackUrl, ...sent } = body.fields ?? {};
	const upload = body.files.find((file) => file.field === 'inputImage');
	const task = emulator.tasks.create({
		project: project.name,
		parameters: upload === undefined ? sent : { ...sent, inputImage: uploadUrl(origin, upload) },
		callbackUrl: textOf(callbackUrl),
		suppliesFor: (outputs) => ({
			picture: async () => upload?.bytes ?? (await loadPicture(textOf(sent[urlField]).trim())),
			videos: videoMaker(emulator, request, outputs),
		}),
	});
	return { errors: [], taskid: task.id, socketaccesstoken: task.token, result: true };
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
