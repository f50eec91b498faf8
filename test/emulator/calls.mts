/** The emulator of a test file, and the calls that tests make to its API. */
import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, beforeEach } from '@jest/globals';

import type {
	EmulatedTask,
	JsonObject,
	RecordedRequest,
	SettingsChange,
} from '../../emulator/control.mts';
import { type Emulator, type Lane, startEmulator } from '../../emulator/start.mts';
import { holds } from '../../n8n/guards.mts';
import { type Patience, until } from '../../n8n/until.mts';

/** The emulator answers at once, and its clock runs fast. */
export const SOON: Patience = { timeoutMs: 60_000, intervalMs: 10 };

/** The path of a Run. */
export const RUN = '/Run/Wan-AI/Wan2.2-I2V-A14B';

/** The least a Run needs, with the shortest video. */
export const SHORT_RUN = { inputImageUrl: 'wan_2_2_input.jpg', prompt: 'A raccoon', numFrames: 1 };

/** A task as Detail, Kill and Cancel show it, as far as the tests compare it. */
export interface WireTask {
	id: string;
	status: string;
	pexit?: string;
	debugoutput: string;
	debugerror: string;
	createtime: string;
	elapsedseconds: string;
	totalcost?: string;
	modelslugowner?: string;
	modelslugproject?: string;
	parameters: JsonObject;
	outputs: Array<{
		url: string;
		name: string;
		size: string;
		contenttype: string;
		/** Of a text model's output, which has nothing else. */
		content?: JsonObject;
	}>;
	size: string;
}

/** A model as Tool/List and Tool/Detail show it, as far as the tests compare it. */
export interface WireModel {
	id: string;
	title: string;
	slugowner: string;
	slugproject: string;
	cleanslugowner: string;
	cleanslugproject: string;
	dynamicprice: string | null;
	parameters?: Array<{ title: string; items: Array<{ id: string; default?: unknown }> }> | null;
}

/** An answer of the emulated API. */
export interface Answer {
	httpStatus: number;
	result: boolean;
	errors: Array<{ code: number; message: string }>;
	taskid: string;
	socketaccesstoken: string;
	tasklist: WireTask[];
	total: string | number;
	tool: WireModel[];
	explore: Array<{ title: string; tools: WireModel[] }>;
}

const isAnswer = holds<Omit<Answer, 'httpStatus'>>('result');

/** The emulator of a test file. */
export interface EmulatedWiro {
	readonly emulator: Emulator;
	/** The signature project's headers for one request. */
	signed(nonce?: string): Record<string, string>;
	/**
	 * Posts a body to the API; a plain object goes as JSON.
	 * @param headers by default those of the signature project
	 * @param lane by default none
	 */
	call(
		path: string,
		body: object | FormData,
		headers?: Record<string, string>,
		lane?: Pick<Lane, 'baseUrl'>,
	): Promise<Answer>;
	/** Starts a task (of the seed's model) and gives its id. Throws when the Run is refused. */
	startTask(body?: object | FormData, path?: string): Promise<string>;
	/** The task, once it is in `status`. */
	taskIn(id: string, status: string): Promise<EmulatedTask>;
	/** The task, once it has ended in task_postprocess_end, as Task/Detail shows it. */
	finished(id: string): Promise<WireTask>;
	/** The task as Task/Detail shows it now. Throws when Detail does not know it. */
	detailOf(id: string): Promise<WireTask>;
	/** The last request that came. */
	lastRequest(): Promise<RecordedRequest>;
}

/** Starts an emulator for the tests of a file, and resets it to these settings before each test. */
export function useEmulator(settings: SettingsChange = {}): EmulatedWiro {
	let running: Emulator | undefined;
	beforeAll(async () => {
		running = await startEmulator();
	});
	afterAll(async () => {
		await running?.stop();
	});
	beforeEach(async () => {
		await wiro.emulator.reset(settings);
	});

	const wiro: EmulatedWiro = {
		get emulator() {
			if (running === undefined) throw new Error('The emulator has not started yet.');
			return running;
		},
		signed(nonce = '1734513807') {
			const { apiKey, apiSecret } = wiro.emulator.signatureKeys;
			const signature = createHmac('sha256', apiKey).update(`${apiSecret}${nonce}`).digest('hex');
			return { 'x-api-key': apiKey, 'x-nonce': nonce, 'x-signature': signature };
		},
		async call(path, body, headers = wiro.signed(), { baseUrl } = wiro.emulator) {
			const isForm = body instanceof FormData;
			const response = await fetch(`${baseUrl}${path}`, {
				method: 'POST',
				headers: isForm ? headers : { 'content-type': 'application/json', ...headers },
				body: isForm ? body : JSON.stringify(body),
			});
			const answer: unknown = await response.json();
			if (!isAnswer(answer)) throw new Error(`${path}: unexpected answer`);
			return { httpStatus: response.status, ...answer };
		},
		async startTask(body = SHORT_RUN, path = RUN) {
			const { result, errors, taskid } = await wiro.call(path, body);
			if (!result) throw new Error(`Run was refused: ${JSON.stringify(errors)}`);
			return taskid;
		},
		async taskIn(id, status) {
			return await until(
				`the task ${id} is in ${status}`,
				async () =>
					(await wiro.emulator.tasks()).find((task) => task.id === id && task.status === status),
				SOON,
			);
		},
		async finished(id) {
			await wiro.taskIn(id, 'task_postprocess_end');
			return await wiro.detailOf(id);
		},
		async detailOf(id) {
			return only((await wiro.call('/Task/Detail', { taskid: id })).tasklist);
		},
		async lastRequest() {
			return only((await wiro.emulator.requests()).slice(-1));
		},
	};
	return wiro;
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

/** The one member of a list. */
export function only<T>(list: T[]): T {
	const [first, ...more] = list;
	if (first === undefined || more.length > 0) throw new Error(`There are ${list.length}, not 1.`);
	return first;
}
