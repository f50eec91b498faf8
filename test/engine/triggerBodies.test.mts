import { describe, expect, it } from '@jest/globals';

import { TAKEN, UNKNOWN, emittedBy, installTrigger } from '../support/engine/trigger.mts';
import { TriggerUrl, type WebhookCall } from '../support/engine/webhook.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

const { taskId: ID, taskToken: TOKEN } = TASK_REFERENCE;

const SHAPES: Array<[string, WebhookCall]> = [
	['taskid', { body: { taskid: ID } }],
	['taskid as a number', { body: { taskid: Number(ID) } }],
	['taskId', { body: { taskId: ID, status: 'task_postprocess_end' } }],
	['task_id', { body: { task_id: ID } }],
	['id', { body: { id: ID, pexit: '0' } }],
	['socketaccesstoken', { body: { socketaccesstoken: TOKEN } }],
	['tasktoken', { body: { tasktoken: TOKEN } }],
	['taskToken', { body: { taskToken: TOKEN } }],
	['in data', { body: { data: { taskid: ID } } }],
	['in task', { body: { event: 'task.completed', task: { id: ID } } }],
	['in tasklist', { body: { result: true, errors: [], tasklist: [{ id: ID }] } }],
	['in a list', { body: [{ taskid: ID }] }],
	['JSON in a form field', { body: { payload: JSON.stringify({ tasklist: [{ id: ID }] }) } }],
	['JSON sent as text', { body: JSON.stringify({ taskid: ID }) }],
	['a form', { body: { taskid: ID, status: 'task_postprocess_end', elapsed: '6' } }],
	['a multipart form', { body: { data: { taskid: ID }, files: {} } }],
	['the query string', { query: { taskid: ID } }],
	['the token in the query string', { body: '', query: { tasktoken: TOKEN } }],
	['behind ids of other things', { body: { id: '77', user: { id: '78' }, taskid: ID } }],
	['behind the id of another task', { body: { taskid: '999', socketaccesstoken: TOKEN } }],
];

/** Lists within each other. */
function deep(levels: number): unknown {
	let value: unknown = [];
	for (let level = 1; level < levels; level++) value = [value];
	return value;
}

describe('Wiro Trigger', () => {
	const wiro = useWiro();

	const open = () => new TriggerUrl(installTrigger(wiro.credential));
	const plantEnded = async () =>
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1, pexit: '0' }));

	it.each(SHAPES)('finds the task in a callback with %s', async (_what, call) => {
		await plantEnded();
		const answer = await open().call(call);

		expect(answer).toMatchObject(TAKEN);
		expect(emittedBy(answer)).toMatchObject([
			{ json: { ...TASK_REFERENCE, succeeded: true, outputIndex: 0 } },
		]);
		expect((await wiro.requests('detail')).length).toBeLessThanOrEqual(2);
	});

	it.each([
		['nothing', {}],
		['an empty text', ''],
		['null', null],
		['a number', 12],
		['no id', { status: 'task_postprocess_end', result: true }],
		['an id that is none', { taskid: '12; DROP TABLE', id: {}, tasktoken: [] }],
		['JSON that breaks off', '{"taskid":"534574"'],
		['a token of 10 MB', { tasktoken: 'x'.repeat(10 * 1024 * 1024) }],
		['10 MB of text', '['.repeat(10 * 1024 * 1024)],
		['a list of 300,000 numbers', Array.from({ length: 300_000 }, (_, index) => index)],
		['a value 100,000 levels deep', deep(100_000)],
	])('answers %s with 404, and asks Wiro nothing', async (_what, body) => {
		await plantEnded();

		expect(await open().call({ body })).toEqual({ ...UNKNOWN, workflowData: undefined });
		expect(await wiro.counts()).toEqual({});
	});

	it('asks about five tasks at most, however many are named', async () => {
		await plantEnded();
		const forged = Array.from({ length: 500 }, (_, index) => ({ taskid: `${index + 1}` }));

		const answer = await open().call({ body: { forged, taskid: [ID] } });

		expect(answer).toEqual({ ...UNKNOWN, workflowData: undefined });
		expect(await wiro.counts()).toEqual({ detail: 5 });
	});
});
