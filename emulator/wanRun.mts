/** A Run of the seed's model, Wan2.2-I2V-A14B. */
import type { Call } from './answers.mts';
import type { Emulator } from './emulator.mts';
import { textOf } from './json.mts';
import { loadInput, pictureFileOf, readVideoRequest } from './runInput.mts';
import type { VideoRequest } from './runInput.mts';
import type { Supplies } from './taskRun.mts';
import type { TaskOrder } from './tasks.mts';
import { uploadUrl } from './uploadUrl.mts';

/** Checks the body; gives what to start, or the message of the refusal. */
export function readWanRun(
	emulator: Emulator,
	{ body, origin }: Call,
): TaskOrder | { refusal: string } {
	const { imageField } = emulator.settings;
	const request = readVideoRequest(body, imageField);
	if ('refusal' in request) return request;
	const sent = body.fields ?? {};
	const upload = pictureFileOf(body);
	const pictureUrl = textOf(sent[imageField]).trim();
	return {
		parameters: upload === undefined ? sent : { ...sent, inputImage: uploadUrl(origin, upload) },
		suppliesFor: (outputs) => ({
			inputs: async () => [
				upload === undefined
					? await loadInput(pictureUrl, 'Input image')
					: await emulator.uploads.take(upload),
			],
			products: videoMaker(emulator, request, outputs),
		}),
	};
}

/** Makes the output videos one after the other; each further one has a seed of its own. */
function videoMaker(
	emulator: Emulator,
	request: VideoRequest,
	outputs: number,
): Supplies['products'] {
	return async ([picture = new Uint8Array()]) => {
		const files = [];
		for (let index = 0; index < outputs; index++) {
			const seed = index === 0 ? request.seed : `${request.seed}/${index}`;
			files.push(await emulator.videos.videoOf(picture, { ...request, seed }));
		}
		return { files, answer: null, text: '', price: () => null };
	};
}
