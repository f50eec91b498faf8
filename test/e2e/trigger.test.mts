import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { Fate } from '../../emulator/control.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { until } from '../../n8n/until.mts';
import { post } from '../support/server/suspending.mts';
import { LiveTrigger } from '../support/server/trigger.mts';
import { type Servers, bytesAt, describeOnServers } from '../support/server/useServer.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { SHORT_RUN, wiroNode } from '../support/wiro/useWiro.mts';

/** Runs a task without waiting for it; Wiro is to call the trigger when it has ended. */
async function runTask({ server }: Servers, trigger: LiveTrigger): Promise<string> {
	const options = { callbackUrl: trigger.url };
	const run = wiroNode({ ...SHORT_RUN, waitForCompletion: false, options });
	const execution = await server.runToEnd(await server.createWorkflow(chain(run)));
	const taskId: unknown = execution.items(run.name)[0]?.json.taskId;
	if (typeof taskId !== 'string') throw new Error('The Run gave no task.');
	return taskId;
}

async function killTask({ server, emulator }: Servers, taskId: string): Promise<void> {
	const kill = wiroNode({ operation: 'kill', taskId });
	const workflow = await server.createWorkflow(chain(kill));
	await until('the task runs', async () => (await emulator.tasks())[0]?.status === 'task_start');
	await server.runToEnd(workflow);
}

/** Waits until the emulator has made its call, and expects that it got through. */
async function expectDelivery({ emulator }: Servers): Promise<void> {
	await until('the callback gets through', async () => {
		const [task] = await emulator.tasks();
		return task?.callback === 'delivered';
	});
}

/** Makes a task that has ended, which no callback has told anybody of. */
async function plantEnded({ emulator }: Servers): Promise<void> {
	await emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
}

const ENDED: IDataObject = { taskId: TASK_REFERENCE.taskId, completed: true, succeeded: true };

const CAUSES: Array<[string, Fate, IDataObject]> = [
	['succeeded', { end: 'success' }, { succeeded: true, contentType: 'video/mp4' }],
	[
		'failed',
		{ end: 'fail', debugerror: 'The picture is too small' },
		{ succeeded: false, error: expect.stringContaining('failed on Wiro') },
	],
	['was killed', { end: 'never' }, { succeeded: false, status: 'task_cancel' }],
];

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MULTIPART_TYPE = 'multipart/form-data; boundary=x';

const TOKEN_FORM = [
	'--x',
	'Content-Disposition: form-data; name="socketaccesstoken"',
	'',
	TASK_REFERENCE.taskToken,
	'--x--',
	'',
].join('\r\n');

/** Ways in which a callback can name its task; Wiro documents none. */
const BODIES: Array<[shape: string, body: string, contentType: string]> = [
	['JSON', JSON.stringify({ taskid: TASK_REFERENCE.taskId }), JSON_TYPE],
	[
		'JSON within JSON',
		JSON.stringify({ data: { taskId: Number(TASK_REFERENCE.taskId) } }),
		JSON_TYPE,
	],
	['a task list', JSON.stringify({ tasklist: [{ id: TASK_REFERENCE.taskId }] }), JSON_TYPE],
	['a form', `status=task_cancel&taskid=${TASK_REFERENCE.taskId}`, FORM_TYPE],
	['a multipart form with the token only', TOKEN_FORM, MULTIPART_TYPE],
];

describeOnServers('Wiro Trigger', (n8n) => {
	it.each(CAUSES)('starts the workflow with a task that %s', async (_, fate, expected) => {
		await n8n.emulator.fates([fate]);
		const trigger = await LiveTrigger.start(n8n);

		const taskId = await runTask(n8n, trigger);
		if (fate.end === 'never') await killTask(n8n, taskId);

		const items = await trigger.emitted();
		expect(items).toEqual([expect.objectContaining({ taskId, completed: true, ...expected })]);
		await expectDelivery(n8n);
	});

	it('hands on the URL of a video that can be fetched', async () => {
		const trigger = await LiveTrigger.start(n8n);

		await runTask(n8n, trigger);

		const [item] = await trigger.emitted();
		await expect(bytesAt(item?.url)).resolves.toBe(item?.sizeBytes);
	});

	it.each([
		['succeeded', '0', true],
		['succeeded', '1', false],
		['failed', '0', false],
		['failed', '1', true],
	])('set to %s, treats exit code %s as it should', async (event, pexit, isEmitted) => {
		const trigger = await LiveTrigger.start(n8n, { event });
		const outputs = pexit === '0' ? 1 : 0;
		await n8n.emulator.plantTask(taskIn('task_postprocess_end', { pexit, outputs }));

		const answer = await post(trigger.url, { taskid: TASK_REFERENCE.taskId });

		expect(answer.status).toBe(200);
		expect(answer.text).toContain(
			isEmitted ? 'starts with this task' : 'does not start for such tasks',
		);
		// The answer comes first, the execution after it.
		if (isEmitted) await expect(trigger.emitted()).resolves.toHaveLength(1);
		else await expect(trigger.executions()).resolves.toEqual([]);
	});

	it.each(BODIES)('finds the task in a callback that is %s', async (_, body, contentType) => {
		const trigger = await LiveTrigger.start(n8n);
		await plantEnded(n8n);

		const answer = await post(trigger.url, body, contentType);

		expect(answer).toEqual({ status: 200, text: expect.stringContaining('starts with this task') });
		await expect(trigger.emitted()).resolves.toEqual([expect.objectContaining(ENDED)]);
	});

	it('emits a task once, however often and whenever the calls about it come', async () => {
		const trigger = await LiveTrigger.start(n8n);
		await plantEnded(n8n);
		const tell = async () => await post(trigger.url, { taskid: TASK_REFERENCE.taskId });

		const together = await Promise.all([tell(), tell(), tell(), tell(), tell()]);
		const later = await tell();
		await trigger.emitted();
		await n8n.server.kill();
		await n8n.server.restart();
		const afterRestart = await tell();

		const had = { status: 200, text: expect.stringContaining('has already received this task') };
		expect(together.filter(({ text }) => text.includes('starts with this task'))).toHaveLength(1);
		expect([later, afterRestart]).toEqual([had, had]);
		await expect(trigger.executions()).resolves.toHaveLength(1);
	});

	describe('that is called without need', () => {
		it.each([
			['an unknown task', 404, 'name a task of this project', { taskid: '999999' }],
			["another project's task", 404, 'name a task of this project', { taskid: '1111' }],
			["another project's token", 404, 'name a task of this project', { tasktoken: 'foreign' }],
			['an unfinished task', 202, 'has not ended', { taskid: '2222', status: 'task_end' }],
			['no task', 404, 'name a task of this project', { status: 'task_postprocess_end' }],
		])('with %s, says so and starts nothing', async (_, status, text, body) => {
			const { emulator } = n8n;
			const trigger = await LiveTrigger.start(n8n);
			await emulator.plantTask({
				id: '1111',
				token: 'foreign',
				status: 'task_postprocess_end',
				project: 'keyOnly',
			});
			await emulator.plantTask({ id: '2222', token: 'mine', status: 'task_start' });

			const answer = await post(trigger.url, body);

			expect(answer).toEqual({ status, text: expect.stringContaining(text) });
			await expect(trigger.executions()).resolves.toEqual([]);
		});
	});

	describe('that is sent rubbish', () => {
		const manyFields = Object.fromEntries(
			Array.from({ length: 100_000 }, (_, index) => [`taskid_${index}`, index]),
		);
		const megabytes = 'x'.repeat(10 * 1024 * 1024);
		let trigger: LiveTrigger;
		beforeEach(async () => {
			trigger = await LiveTrigger.start(n8n);
			await plantEnded(n8n);
		});

		it.each([
			['10 MB of JSON', JSON.stringify({ taskid: megabytes }), JSON_TYPE],
			['10 MB of a form', `taskid=${megabytes}`, FORM_TYPE],
			['a hundred thousand fields', JSON.stringify(manyFields), JSON_TYPE],
			['deep JSON', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, JSON_TYPE],
			['malformed JSON', '{"taskid": "534574"', JSON_TYPE],
			['a text', 'taskid', 'text/plain'],
			['a broken multipart form', '--x\r\nrubbish', MULTIPART_TYPE],
		])('such as %s, starts nothing and goes on working', async (_, body, contentType) => {
			const refused = await post(trigger.url, body, contentType);

			expect(refused.status).toBeGreaterThanOrEqual(400);
			await expect(trigger.executions()).resolves.toEqual([]);
			const accepted = await post(trigger.url, { taskid: TASK_REFERENCE.taskId });
			expect(accepted.status).toBe(200);
			await expect(trigger.emitted()).resolves.toHaveLength(1);
		});
	});
});
