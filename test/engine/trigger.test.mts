import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { PlantedTask } from '../../emulator/control.mts';
import { restarted } from '../support/engine/suspendedExecution.mts';
import {
	HAD,
	RUNNING,
	TAKEN,
	TRIGGER,
	UNKNOWN,
	UNWANTED,
	emittedBy,
	installTrigger,
} from '../support/engine/trigger.mts';
import { TriggerUrl } from '../support/engine/webhook.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

const ID = TASK_REFERENCE.taskId;
const TOKEN = TASK_REFERENCE.taskToken;

type End = Pick<PlantedTask, 'status' | 'pexit' | 'outputs'>;

const SUCCESS: End = { status: 'task_postprocess_end', pexit: '0', outputs: 1 };
const FAILURE: End = { status: 'task_postprocess_end', pexit: '1' };
const STOPPED: End = { status: 'task_cancel' };

describe('Wiro Trigger', () => {
	const wiro = useWiro();

	const install = (parameters?: INodeParameters, id?: string) =>
		installTrigger(wiro.credential, parameters, id);
	const open = (parameters?: INodeParameters) => new TriggerUrl(install(parameters));
	const plantEnded = async (end: End = SUCCESS) =>
		await wiro.emulator.plantTask({ ...taskIn(end.status), ...end });

	it.each([
		['ended', 'a success', SUCCESS, true],
		['ended', 'a failure', FAILURE, true],
		['ended', 'a task that was stopped', STOPPED, true],
		['succeeded', 'a success', SUCCESS, true],
		['succeeded', 'a failure', FAILURE, false],
		['succeeded', 'a task that was stopped', STOPPED, false],
		['failed', 'a success', SUCCESS, false],
		['failed', 'a failure', FAILURE, true],
		['failed', 'a task that was stopped', STOPPED, true],
	])('set to %s, given %s', async (event, _what, end, isEmitted) => {
		await plantEnded(end);
		const answer = await open({ event }).call({ body: { taskid: ID } });

		expect(answer).toMatchObject(isEmitted ? TAKEN : UNWANTED);
		const succeeded = end === SUCCESS;
		expect(emittedBy(answer)).toMatchObject(
			isEmitted
				? [{ json: { ...TASK_REFERENCE, status: end.status, completed: true, succeeded } }]
				: [],
		);
		if (isEmitted) {
			expect(emittedBy(answer)[0]?.json.error ?? '').toMatch(
				succeeded ? /^$/ : /^The task 534574 /,
			);
		}
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it.each(['kill', 'cancel'])(
		'emits a task that was ended with %s once it has ended',
		async (operation) => {
			const status = operation === 'kill' ? 'task_start' : 'task_queue';
			await wiro.emulator.plantTask(taskIn(status));
			const url = open();

			expect(await url.call({ body: { taskid: ID } })).toMatchObject(RUNNING);
			await wiro.run({ operation, taskId: ID });
			const answer = await url.call({ body: { taskid: ID } });

			expect(emittedBy(answer)).toMatchObject([
				{ json: { status: 'task_cancel', succeeded: false } },
			]);
			expect(await wiro.counts()).toEqual({ detail: 2, [operation]: 1 });
		},
	);

	it('emits nothing for an unknown task, one of another project, and one that runs', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		await wiro.emulator.plantTask({ id: '2', token: 'two', project: 'keyOnly', ...SUCCESS });
		const url = open();

		const answers = [
			await url.call({ body: { taskid: '404' } }),
			await url.call({ body: { taskid: '2', tasktoken: 'two' } }),
			await url.call({ body: { taskid: ID, status: 'task_postprocess_end', pexit: '0' } }),
		];

		expect(answers).toMatchObject([UNKNOWN, UNKNOWN, RUNNING]);
		expect(answers.flatMap(emittedBy)).toEqual([]);
		expect(url.kept).toEqual({});
		// Of the two that are not known, the likeliest is asked about twice more.
		expect(await wiro.counts()).toEqual({ detail: 1 + 2 + 2 + 2 + 1 });
	});

	it('emits a task once, also when n8n was started anew in between', async () => {
		await plantEnded();
		await wiro.emulator.plantTask({ id: '2', token: 'two', ...SUCCESS });
		const installed = install();
		const url = new TriggerUrl(installed);

		const first = await url.call({ body: { taskid: ID } });
		const repeated = await url.call({ body: { socketaccesstoken: TOKEN } });
		const restartedUrl = new (restarted().TriggerUrl)(installed, url.kept);
		const afterRestart = await restartedUrl.call({ body: { taskid: ID } });
		const another = await restartedUrl.call({ body: { taskid: '2' } });

		expect([first, repeated, afterRestart, another]).toMatchObject([TAKEN, HAD, HAD, TAKEN]);
		expect([repeated, afterRestart].flatMap(emittedBy)).toEqual([]);
		expect(emittedBy(another)).toMatchObject([{ json: { taskId: '2' } }]);
		expect(await wiro.counts()).toEqual({ detail: 4 });
	});

	it('emits a task once when its callbacks come in the same instant', async () => {
		await plantEnded();
		const url = open();

		const answers = await Promise.all(
			Array.from({ length: 20 }, async () => await url.call({ body: { taskid: ID } })),
		);

		expect(answers.flatMap(emittedBy)).toHaveLength(1);
		expect(answers.filter(({ workflowData }) => workflowData === undefined)).toEqual(
			Array.from({ length: 19 }, () => ({ ...HAD, workflowData: undefined })),
		);
		expect(await wiro.counts()).toEqual({ detail: 20 });
	});

	it('emits a task that it did not ask for when it is later asked for', async () => {
		await plantEnded(FAILURE);
		const url = open({ event: 'succeeded' });
		expect(await url.call({ body: { taskid: ID } })).toMatchObject(UNWANTED);

		const changed = new TriggerUrl(install({ event: 'ended' }), url.kept);

		expect(await changed.call({ body: { taskid: ID } })).toMatchObject(TAKEN);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('emits each task for each of two triggers', async () => {
		await plantEnded();
		const [one, two] = [install({}, 'one'), install({}, 'two')];

		const answers = [
			await new TriggerUrl(one).call({ body: { taskid: ID } }),
			await new TriggerUrl(two).call({ body: { taskid: ID } }),
		];

		expect(answers).toMatchObject([TAKEN, TAKEN]);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('remembers the last thousand tasks, and no more', async () => {
		await plantEnded();
		const emittedTasks = Array.from({ length: 1_000 }, (_, index) => `${index + 1}`);
		const url = new TriggerUrl(install(), { [`node:${TRIGGER}`]: { emittedTasks } });

		expect(await url.call({ body: { taskid: ID } })).toMatchObject(TAKEN);

		expect(url.kept[`node:${TRIGGER}`]).toEqual({ emittedTasks: [...emittedTasks.slice(1), ID] });
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('emits the same task again and again while the workflow is built', async () => {
		await plantEnded();
		const url = open();

		const tests = [
			await url.call({ body: { taskid: ID } }, 'manual'),
			await url.call({ body: { taskid: ID } }, 'manual'),
		];

		expect(tests).toMatchObject([TAKEN, TAKEN]);
		expect(await url.call({ body: { taskid: ID } })).toMatchObject(TAKEN);
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it("emits Wiro's own answer when it does not simplify, and one item for each output when it does", async () => {
		await plantEnded({ ...SUCCESS, outputs: 2 });

		const raw = await open({ simplify: false }).call({ body: { taskid: ID } }, 'manual');
		const simple = await open().call({ body: { taskid: ID } }, 'manual');

		expect(emittedBy(raw)).toMatchObject([
			{ json: { id: ID, socketaccesstoken: TOKEN, status: SUCCESS.status, outputs: [{}, {}] } },
		]);
		expect(emittedBy(simple).map(({ json }: { json: IDataObject }) => json.outputIndex)).toEqual([
			0, 1,
		]);
		// A trigger's items come from no other item.
		expect(emittedBy(simple).map((item) => Object.keys(item))).toEqual([['json'], ['json']]);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});
});
