import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EmulatedTask, JsonObject, RecordedRequest } from '../../emulator/control.mts';
import type { Emulator } from '../support/emulator.mts';
import { holds } from '../../n8n/guards.mts';

/** The path of a Run. */
export const RUN = '/Run/Wan-AI/Wan2.2-I2V-A14B';

/** The least a Run needs, with the shortest video. */
export const SHORT_RUN = { inputImageUrl: 'wan_2_2_input.jpg', prompt: 'A raccoon', numFrames: 1 };

/** A task as Detail, Kill and Cancel show it, as far as the tests look at it. */
export interface WireTask {
	id: string;
	status: string;
	pexit?: string;
	debugoutput: string;
	debugerror: string;
	createtime: string;
	elapsedseconds: string;
	totalcost?: string;
	parameters: JsonObject;
	outputs: Array<{ url: string; name: string; size: string; contenttype: string }>;
	size: string;
}

/** An answer of the emulated API. */
export interface Answer {
	httpStatus: number;
	result: boolean;
	errors: Array<{ code: number; message: string }>;
	taskid: string;
	socketaccesstoken: string;
	tasklist: WireTask[];
}

const isAnswer = holds<Omit<Answer, 'httpStatus'>>('result');

/** The signature project's headers for one request. */
export function signed({ signatureKeys }: Emulator, nonce = '1734513807'): Record<string, string> {
	const { apiKey, apiSecret } = signatureKeys;
	const signature = createHmac('sha256', apiKey).update(`${apiSecret}${nonce}`).digest('hex');
	return { 'x-api-key': apiKey, 'x-nonce': nonce, 'x-signature': signature };
}

/** Posts a body to the API; a plain object goes as JSON. The signature project calls unless told. */
export async function call(
	emulator: Emulator,
	path: string,
	body: object | FormData,
	headers: Record<string, string> = signed(emulator),
): Promise<Answer> {
	const isForm = body instanceof FormData;
	const response = await fetch(`${emulator.baseUrl}${path}`, {
		method: 'POST',
		headers: isForm ? headers : { 'content-type': 'application/json', ...headers },
		body: isForm ? body : JSON.stringify(body),
	});
	const answer: unknown = await response.json();
	if (!isAnswer(answer)) throw new Error(`${path}: unexpected answer`);
	return { httpStatus: response.status, ...answer };
}

/** Starts a task and gives its id. Throws when the Run is refused. */
export async function startTask(emulator: Emulator, body: object | FormData = SHORT_RUN) {
	const { result, errors, taskid } = await call(emulator, RUN, body);
	if (!result) throw new Error(`Run was refused: ${JSON.stringify(errors)}`);
	return taskid;
}

/** Looks again and again until `look` gives something. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
	for (let tries = 0; tries < 1000; tries++) {
		const found = await look();
		if (found !== undefined) return found;
		await sleep(10);
	}
	throw new Error('It never came to that.');
}

/** The task when it has come to `status`. */
export async function taskIn(
	emulator: Emulator,
	id: string,
	status: string,
): Promise<EmulatedTask> {
	return await until(async () =>
		(await emulator.tasks()).find((task) => task.id === id && task.status === status),
	);
}

/** The task when it has ended in task_postprocess_end, as Task/Detail shows it. */
export async function finished(emulator: Emulator, id: string): Promise<WireTask> {
	await taskIn(emulator, id, 'task_postprocess_end');
	return await detailOf(emulator, id);
}

/** The task as Task/Detail shows it now. Throws when Detail does not know it. */
export async function detailOf(emulator: Emulator, id: string): Promise<WireTask> {
	return only((await call(emulator, '/Task/Detail', { taskid: id })).tasklist);
}

/** The last line of a task's debugoutput, where the reason of a failure is. */
export function lastLine({ debugoutput }: WireTask): string {
	return debugoutput.split('\n').at(-1) ?? '';
}

/** A form with a file in inputImage and the other fields of a short Run. */
export function formWith(file: Blob, fileName: string): FormData {
	const form = new FormData();
	form.set('inputImage', file, fileName);
	form.set('inputImageUrl', '');
	form.set('prompt', 'A green field');
	form.set('numFrames', '1');
	return form;
}

/** The last request that came. */
export async function lastRequest(emulator: Emulator): Promise<RecordedRequest> {
	return only((await emulator.requests()).slice(-1));
}

/** The one member of a list. */
export function only<T>(list: T[]): T {
	const [first, ...more] = list;
	if (first === undefined || more.length > 0) throw new Error(`There are ${list.length}, not 1.`);
	return first;
}
