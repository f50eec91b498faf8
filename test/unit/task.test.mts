import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import {
	awaitsRecovery,
	isSameTask,
	mayHaveEnded,
	referenceItem,
	readStartedTask,
	readTask,
	taskItems,
} from '../../dist/nodes/Wiro/api/task.js';
import { dataObjects, isDataObject } from '../../dist/nodes/Wiro/api/values.js';

const HANDLE = { taskId: '7', taskToken: 'token' };
const OUTPUT = { name: '0.mp4', contenttype: 'video/mp4', size: '10', url: 'https://a.b/0.mp4' };

/** The task in a sample of Wiro's page of the model. */
function sampleTask(name: 'detail' | 'kill' | 'cancel') {
	const answer: unknown = JSON.parse(readFileSync(`test/emulator/seed/${name}.json`, 'utf8'));
	const [task] = isDataObject(answer) ? dataObjects(answer.tasklist) : [];
	if (task === undefined) throw new Error(`The sample ${name} has no task.`);
	return readTask(task, {});
}

const succeededOf = (raw: Parameters<typeof readTask>[0]) => {
	const [item] = taskItems(readTask(raw, HANDLE));
	return [item?.completed, item?.succeeded];
};

const RUNS = [false, null];
const SUCCEEDED = [true, true];
const FAILED = [true, false];

describe('A task', () => {
	it.each([
		['task_queue', RUNS],
		['task_accept', RUNS],
		['task_assign', RUNS],
		['task_preprocess_start', RUNS],
		['task_preprocess_end', RUNS],
		['task_start', RUNS],
		['task_output', RUNS],
		['task_output_full', RUNS],
		['task_error_full', RUNS],
		['task_end', RUNS],
		['task_postprocess_start', RUNS],
		['task_postprocess_end', SUCCEEDED],
		['task_cancel', FAILED],
		['task_error', RUNS],
		['task_of_the_future', RUNS],
		['', RUNS],
		[null, RUNS],
		[undefined, RUNS],
	])('in the status %j is completed and succeeded: %j', (status, expected) => {
		expect(succeededOf({ status, pexit: '0', outputs: [OUTPUT] })).toEqual(expected);
	});

	it.each([
		['0', [], FAILED],
		['0', [{ ...OUTPUT, url: undefined }], FAILED],
		['0', [{ ...OUTPUT, url: '' }], FAILED],
		['0', [{ ...OUTPUT, url: undefined }, OUTPUT], SUCCEEDED],
		[0, [OUTPUT], SUCCEEDED],
		['1', [OUTPUT], FAILED],
		[1, [OUTPUT], FAILED],
		['-1', [], FAILED],
		['137', [], FAILED],
		['killed', [OUTPUT], FAILED],
		[undefined, [OUTPUT], SUCCEEDED],
		[null, [OUTPUT], SUCCEEDED],
		[undefined, [], FAILED],
		[undefined, undefined, FAILED],
		[undefined, 'nothing', FAILED],
	])(
		'that ended with pexit %j and outputs %j is completed and succeeded: %j',
		(pexit, outputs, expected) => {
			expect(succeededOf({ status: 'task_postprocess_end', pexit, outputs })).toEqual(expected);
		},
	);

	it("of Wiro's own Detail sample, which has no pexit, is one clean item", () => {
		expect(taskItems(sampleTask('detail'))).toEqual([
			{
				taskId: '2221',
				taskToken: 'eDcCm5yyUfIvMFspTwww49OUfgXkQt',
				status: 'task_postprocess_end',
				completed: true,
				succeeded: true,
				url: 'https://cdn1.wiro.ai/6a6af820-c5050aee-40bd7b83-a2e186c6-7f61f7da-3894e49c-fc0eeb66-9b500fe2/0.png',
				fileName: '0.png',
				contentType: 'image/png',
				sizeBytes: 202472,
				outputIndex: 0,
				outputCount: 1,
				elapsedSeconds: 6,
				createdAt: '2024-12-18T09:23:27.000Z',
				startedAt: '2024-12-18T09:23:29.000Z',
				finishedAt: '2024-12-18T09:23:33.000Z',
			},
		]);
	});

	it.each(['kill', 'cancel'] as const)(
		"of Wiro's own %s sample is cancelled although its pexit is 0",
		(name) => {
			expect(taskItems(sampleTask(name))).toMatchObject([
				{
					status: 'task_cancel',
					completed: true,
					succeeded: false,
					totalCost: 0.00351,
				},
			]);
		},
	);

	it('leaves out what Wiro did not say', () => {
		const times = { createtime: '1734513807', starttime: '0', endtime: '0', canceltime: '0' };
		expect(taskItems(readTask({ status: 'task_start', ...times }, HANDLE))).toStrictEqual([
			{
				...HANDLE,
				status: 'task_start',
				completed: false,
				succeeded: null,
				outputCount: 0,
				createdAt: '2024-12-18T09:23:27.000Z',
			},
		]);
		expect(taskItems(readTask({}, {}))).toStrictEqual([
			{ completed: false, succeeded: null, outputCount: 0 },
		]);
	});

	it('that was cancelled before it ran finished when it was cancelled', () => {
		const raw = { status: 'task_cancel', endtime: '0', canceltime: '1734513809' };
		expect(taskItems(readTask(raw, HANDLE))).toMatchObject([
			{ finishedAt: '2024-12-18T09:23:29.000Z' },
		]);
	});

	it('takes numbers for texts and the other way round', () => {
		const raw = {
			id: 534574,
			elapsedseconds: 6,
			totalcost: 0.5,
			outputs: [{ ...OUTPUT, size: 10 }],
		};
		expect(taskItems(readTask(raw, {}))).toMatchObject([
			{ taskId: '534574', elapsedSeconds: 6, totalCost: 0.5, sizeBytes: 10 },
		]);
	});

	it('gives one item for each output, in order, and keeps the reference where an answer lacks it', () => {
		const outputs = [OUTPUT, { ...OUTPUT, name: '1.mp4', size: '' }];
		expect(taskItems(readTask({ outputs }, HANDLE))).toMatchObject([
			{ ...HANDLE, fileName: '0.mp4', sizeBytes: 10, outputIndex: 0, outputCount: 2 },
			{ ...HANDLE, fileName: '1.mp4', outputIndex: 1, outputCount: 2 },
		]);
	});

	it.each([
		['the parts of its answer', { answer: ['A ', 7, null, 'cat'], raw: 'raw' }, 'A cat'],
		['its raw text if the answer has no parts', { answer: [], raw: 'raw' }, 'raw'],
		['its raw text if there is no answer', { raw: 'raw' }, 'raw'],
		['nothing if there is neither', { finishreason: 'stop' }, ''],
	])('of a text model has %s', (_what, content, expected) => {
		const [item] = taskItems(readTask({ outputs: [{ content }] }, HANDLE));
		expect(item).toMatchObject({ text: expected, outputIndex: 0 });
	});

	it('with a file that has a content beside its URL is about the file', () => {
		const [item] = taskItems(
			readTask({ outputs: [{ ...OUTPUT, content: { raw: 'raw' } }] }, HANDLE),
		);
		expect(item).toMatchObject({ url: OUTPUT.url });
		expect(item).not.toHaveProperty('text');
	});

	it('in a list may have ended unless its status is one of those that run', () => {
		const statuses = [
			'task_queue',
			'task_start',
			'task_error',
			'task_cancel',
			'task_new',
			undefined,
		];
		expect(statuses.map((status) => mayHaveEnded(readTask({ status }, HANDLE)))).toEqual([
			false,
			false,
			false,
			true,
			true,
			true,
		]);
	});

	it('awaits its recovery after an error, as long as it has not ended', () => {
		const statuses = ['task_error', 'task_error_full', 'task_start', 'task_cancel', undefined];
		expect(statuses.map((status) => awaitsRecovery(readTask({ status }, HANDLE)))).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});

	it('that has just started is its reference and nothing more', () => {
		const started = readStartedTask({ taskid: 2221, socketaccesstoken: 'token', result: true });
		const expected = { taskId: '2221', taskToken: 'token', completed: false, succeeded: null };
		expect(taskItems(started)).toStrictEqual([expected]);
		expect(referenceItem(started)).toStrictEqual(expected);
		expect(referenceItem({ taskId: '7', taskToken: undefined })).toStrictEqual({ taskId: '7' });
	});
});

describe('Two references name the same task', () => {
	const both = (taskId: string, taskToken: string) => ({ taskId, taskToken });

	it.each([
		['if their IDs are equal, whatever their tokens', both('1', 'a'), both('1', 'b'), true],
		['not if their IDs differ, whatever their tokens', both('1', 'a'), both('2', 'a'), false],
		['if one has no ID and their tokens are equal', { taskToken: 'a' }, both('1', 'a'), true],
		['not if one has no ID and their tokens differ', both('1', 'a'), { taskToken: 'b' }, false],
		['not if they have nothing in common', { taskId: '1' }, { taskToken: 'a' }, false],
		['not if both are empty', {}, {}, false],
	])('%s', (_when, one, other, expected) => {
		expect(isSameTask(one, other)).toBe(expected);
	});
});
