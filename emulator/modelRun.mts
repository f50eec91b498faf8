/** A Run of any model but the seed's. */
import type { Call } from './answers.mts';
import type { UploadedFile } from './bodies.mts';
import type { Emulator } from './emulator.mts';
import { readModelRequest, shownParameters } from './modelInput.mts';
import type { InputFile } from './modelInput.mts';
import type { Model } from './models/model.mts';
import { makeProducts } from './products/products.mts';
import { loadInput } from './runInput.mts';
import type { TaskOrder } from './tasks.mts';
import { uploadUrl } from './uploadUrl.mts';

/** Checks the body against the model's schema; gives what to start, or why it is refused. */
export function readModelRun(
	emulator: Emulator,
	{ body, origin }: Call,
	model: Model,
): TaskOrder | { refusal: string } {
	const request = readModelRequest(model, body);
	if ('refusal' in request) return request;
	void discardUnused(emulator, body.files, request.files);
	const { outputsInput } = model;
	const load = async (file: InputFile) =>
		'upload' in file
			? await emulator.uploads.take(file.upload)
			: await loadInput(file.url, 'Input file');
	return {
		parameters: shownParameters(body, (file) => uploadUrl(origin, file)),
		...(outputsInput === undefined ? {} : { outputs: Number(request.values[outputsInput]) }),
		suppliesFor: (outputs) => ({
			inputs: async () => {
				const inputs = [];
				for (const file of request.files) inputs.push(await load(file));
				return inputs;
			},
			products: (inputs) => makeProducts(request, inputs, outputs, emulator),
		}),
	};
}

/** The run takes its own uploads; nobody asks for the others. */
async function discardUnused(
	emulator: Emulator,
	uploads: readonly UploadedFile[],
	used: readonly InputFile[],
): Promise<void> {
	const wanted = used.flatMap((file) => ('upload' in file ? [file.upload] : []));
	await emulator.uploads.discard(uploads.filter((upload) => !wanted.includes(upload)));
}
