import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fate, Fault, Settings } from '../../emulator/control.mts';
import { FAST, SHORT_RUN, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const HTML = { 'content-type': 'text/html' };
const PAGE = '<html><body>Bad gateway</body></html>';
const GET_999: INodeParameters = { operation: 'get', taskId: '999' };

/** A timeout of three tenths of a second, in minutes. */
const SHORT_TIMEOUT = { ...FAST, timeout: 0.005 };
const SHORT_WAIT: INodeParameters = {
	operation: 'waitForCompletion',
	taskId: '700001',
	options: SHORT_TIMEOUT,
};

interface Failure {
	what: string;
	parameters?: INodeParameters;
	fate?: Fate;
	fault?: Fault;
	settings?: Partial<Settings>;
	/** Changes to the fields of the credential. */
	credential?: Record<string, string>;
	name?: 'NodeOperationError';
	message: string;
	/** What the description must say. */
	says: RegExp[];
	/** What the error has for programs, such as an error workflow. */
	has?: { httpCode?: string; errorResponse?: unknown };
}

const FAILURES: Failure[] = [
	{
		what: 'a failed run',
		fate: { end: 'fail', debugerror: 'Traceback:\n  line 1\nRuntimeError: the image is broken\n' },
		message: 'The task 700001 failed on Wiro (exit code 1) [item 0]',
		says: [/not billed/, /run again/, /RuntimeError: the image is broken$/],
		has: { errorResponse: { taskId: '700001' } },
	},
	{
		what: 'a task that waits in task_error until the time is up',
		parameters: { ...SHORT_RUN, options: SHORT_TIMEOUT },
		fate: { end: 'error', debugerror: 'The image cannot be opened' },
		message: 'The task 700001 had not finished after 0.005 minutes (task_error) [item 0]',
		says: [
			/may still recover it/,
			/Get Task operation/,
			/Kill/,
			/It said: The image cannot be opened$/,
		],
	},
	{
		what: 'a cancelled task',
		fate: { end: 'cancel' },
		message: 'The task 700001 was cancelled or killed before it had finished [item 0]',
		says: [/Run again if this was not intended/],
	},
	{
		what: 'a task that takes too long',
		parameters: { ...SHORT_RUN, options: SHORT_TIMEOUT },
		fate: { end: 'never' },
		message: 'The task 700001 had not finished after 0.005 minutes (task_start) [item 0]',
		says: [/has not ended/, /Get Task operation/, /Kill/, /Timeout/],
	},
	{
		what: 'a wrong secret',
		parameters: GET_999,
		credential: { apiSecret: 'wrong' },
		message: 'Wiro refused the credential: Project authorization is not valid. [item 0]',
		says: [/API secret does not belong to the API key/, /Task: 999/],
	},
	{
		what: 'a wrong key',
		parameters: GET_999,
		credential: { apiKey: 'wrong' },
		message: 'Wiro refused the credential: Project authorization is not founded. [item 0]',
		says: [/does not know this API key/],
	},
	{
		what: 'an unknown task',
		parameters: GET_999,
		message: 'Wiro knows no such task in this project: There is no task yet. [item 0]',
		says: [/Check the 'Task ID'/, /project that started the task/, /Task: 999/],
	},
	{
		what: 'a balance that is too low',
		settings: { insufficientBalance: true },
		message:
			'The balance on Wiro is too low to start the task: Insufficient balance. Please add funds to your account. [item 0]',
		says: [/Add funds/, /No task was started/],
		has: { errorResponse: expect.not.objectContaining({ taskId: expect.anything() }) },
	},
	{
		what: 'a Wiro that cannot be reached',
		parameters: SHORT_WAIT,
		// Nothing listens on this port.
		credential: { baseUrl: 'http://127.0.0.1:1/v1' },
		message: 'Wiro could not be reached: the connection was refused [item 0]',
		says: [/network of the n8n server/, /Base URL/, /ECONNREFUSED/, /Task: 700001/],
	},
	{
		what: 'an answer in HTML',
		parameters: SHORT_WAIT,
		fault: {
			endpoint: 'detail',
			kind: 'status',
			status: 200,
			headers: HTML,
			body: PAGE,
			times: 'always',
		},
		message: 'The answer is not from Wiro or cannot be read [item 0]',
		says: [/Base URL/, /proxy/, /Task: 700001/],
	},
	{
		what: 'a Run that is answered in HTML',
		fault: { endpoint: 'run', kind: 'status', status: 200, headers: HTML, body: PAGE },
		message:
			'The answer is not from Wiro or cannot be read, so the task may or may not have started [item 0]',
		says: [/Base URL/, /tasks on wiro\.ai/, /Get Task operation/],
	},
	{
		what: 'a bad gateway',
		parameters: SHORT_WAIT,
		fault: {
			endpoint: 'detail',
			kind: 'status',
			status: 502,
			headers: HTML,
			body: PAGE,
			times: 'always',
		},
		message: 'Wiro could not handle the request (HTTP 502) [item 0]',
		says: [/Wait a little/, /Task: 700001/],
		has: { httpCode: '502', errorResponse: { taskId: '700001' } },
	},
	{
		what: 'an address that is not the API',
		parameters: GET_999,
		fault: { endpoint: 'detail', kind: 'status', status: 404, headers: HTML, body: PAGE },
		message: 'Wiro refused the request (HTTP 404) [item 0]',
		says: [/Base URL/, /https:\/\/api\.wiro\.ai\/v1/],
	},
	{
		what: 'errors that are plain texts',
		parameters: GET_999,
		fault: { endpoint: 'detail', kind: 'errors', errors: ['The service is being repaired'] },
		message: 'Wiro refused the request: The service is being repaired [item 0]',
		says: [/Get Task operation/, /Task: 999/],
	},
	{
		what: 'an image URL that is none',
		parameters: { ...SHORT_RUN, inputImageUrl: 'cat.jpg' },
		name: 'NodeOperationError',
		message: '\'Image URL\' is "cat.jpg", which is not a web address [item 0]',
		says: [/https:\/\//],
	},
];

describe('What goes wrong', () => {
	const wiro = useWiro();

	it.each(FAILURES)('is told so that one knows what to do: $what', async (failure) => {
		const { parameters = SHORT_RUN, fate, fault, settings, credential, message, says } = failure;
		if (fate) await wiro.emulator.fates([fate]);
		if (fault) await wiro.emulator.faults([fault]);
		if (settings) await wiro.emulator.settings(settings);
		const { type, data } = wiro.credential;

		const run = await wiro.run(parameters, {
			credential: { type, data: { ...data, ...credential } },
		});

		expect(run.status).toBe('error');
		const { name = 'NodeApiError', has } = failure;
		expect(run.error).toMatchObject({ name, message, context: { itemIndex: 0 }, ...has });
		for (const words of says)
			expect(run.error).toMatchObject({ description: expect.stringMatching(words) });
		// A refusal is not asked for twice, and a Run never.
		const { run: runs = 0, detail = 0, ...others } = await wiro.counts();
		expect(runs).toBe(parameters.operation === 'run' && name === 'NodeApiError' ? 1 : 0);
		if (parameters === GET_999) expect(detail).toBe(1);
		expect(others).toEqual({});
	});

	it('leaves a task that takes too long running, so that Get fetches its videos later', async () => {
		await wiro.emulator.fates([{ end: 'success', seconds: 400 }]);
		const failed = await wiro.run({ ...SHORT_RUN, options: SHORT_TIMEOUT });
		expect(failed.error?.message).toMatch(/^The task 700001 had not finished/);

		await wiro.tasksWhen(([task]) => task?.status === 'task_postprocess_end');
		const got = await wiro.run({ operation: 'get', taskId: '700001' });

		expect(jsonOf(got)).toMatchObject([{ taskId: '700001', succeeded: true, fileName: '0.mp4' }]);
		expect(await wiro.counts()).toEqual({ run: 1, detail: expect.any(Number) });
	});

	it('ends at its own time even when Wiro asks for a much longer wait', async () => {
		const hour = { 'retry-after': '3600' };
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'status', status: 429, headers: hour, times: 'always' },
		]);

		const run = await wiro.run({ ...SHORT_RUN, options: SHORT_TIMEOUT }, { timeoutMs: 4_000 });

		expect(run.status).toBe('error');
		expect(JSON.stringify(run.error)).toContain('700001');
		expect((await wiro.counts()).run).toBe(1);
	});

	it('gives a short error for a task that wrote megabytes', async () => {
		await wiro.emulator.fates([{ end: 'fail', debugerror: '' }]);
		const debugoutput = `${'step '.repeat(600_000)}\nRuntimeError: out of memory`;
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'patch', patch: { debugoutput }, times: 'always' },
		]);

		const run = await wiro.run(SHORT_RUN);

		expect(run.error).toMatchObject({
			description: expect.stringMatching(/It said: RuntimeError: out of memory$/),
		});
		expect(JSON.stringify(run.data.resultData).length).toBeLessThan(20_000);
		expect((await wiro.counts()).run).toBe(1);
	});
});
