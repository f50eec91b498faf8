import { describe, expect, it } from '@jest/globals';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import { textOf } from '../../n8n/guards.mts';
import { until } from '../../n8n/until.mts';
import { TRIGGER } from '../support/engine/trigger.mts';
import { letTimeCome } from '../support/server/database.mts';
import {
	createSuspending,
	endTasks,
	post,
	prompts,
	suspendFirst,
} from '../support/server/suspending.mts';
import { LiveTrigger } from '../support/server/trigger.mts';
import { NO_EDITOR, type Servers, describeOnServers } from '../support/server/useServer.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { SHORT_RUN, wiroNode } from '../support/wiro/useWiro.mts';

const DOWNLOAD = { options: { downloadOutputs: true } };
const READ = 'Read';

/**
 * A node that reads the file in a field of each item, as the next node of a workflow would.
 * @param keepSource whether the file stays in its items
 */
const reader = (binaryPropertyName: string, keepSource: 'json' | 'both'): WorkflowNode => ({
	name: READ,
	type: 'n8n-nodes-base.extractFromFile',
	parameters: {
		operation: 'binaryToPropery',
		binaryPropertyName,
		destinationKey: 'base64',
		options: { keepSource },
	},
});

/** A node that suspends an execution. */
const SUSPEND: WorkflowNode = {
	name: 'Suspend',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	webhookId: 'of-the-node-that-suspends',
	parameters: { resume: 'timeInterval', amount: 10, unit: 'minutes' },
};

/** The file in a field of an item. */
function fileOf(item: INodeExecutionData | undefined, field = 'data'): IBinaryData {
	const file = item?.binary?.[field];
	if (file === undefined) throw new Error(`The item has no file in "${field}".`);
	return file;
}

/** The files of the emulator's first task, as whoever has their URLs gets them. */
async function filesOf({ emulator }: Servers): Promise<Buffer[]> {
	const [task] = await emulator.tasks();
	const files = (task?.outputs ?? []).map(async ({ url }) => {
		const response = await fetch(url);
		return Buffer.from(await response.arrayBuffer());
	});
	return await Promise.all(files);
}

/** What a node that follows has read of each item. */
function bytesRead(items: INodeExecutionData[]): Buffer[] {
	return items.map(({ json }) => Buffer.from(textOf(json.base64), 'base64'));
}

/** Expects files in n8n's storage, not in the database, and gives what is stored under their names. */
async function stored({ server }: Servers, files: IBinaryData[]): Promise<Buffer[]> {
	expect(files.map(({ id }) => id)).toEqual(
		files.map(() => expect.stringMatching(/^filesystem(-v2)?:/)),
	);
	return await Promise.all(files.map(async (file) => await server.storedFile(file)));
}

describeOnServers(
	'With files on disk and Download Outputs',
	(n8n) => {
		describe('Wiro Trigger', () => {
			it("hands on the video of the task that Wiro's callback is about", async () => {
				const { server } = n8n;
				const trigger = await LiveTrigger.start(n8n, DOWNLOAD, reader('data', 'json'));
				const options = { callbackUrl: trigger.url };
				const run = wiroNode({ ...SHORT_RUN, waitForCompletion: false, options });

				await server.runToEnd(await server.createWorkflow(chain(run)));

				const execution = await trigger.ended();
				const [item, ...others] = execution.items(TRIGGER);
				expect(others).toEqual([]);
				expect(item?.json).toMatchObject({ succeeded: true, fileName: '0.mp4' });
				const file = fileOf(item);
				expect(file).toMatchObject({
					fileName: `${textOf(item?.json.taskId)}-0.mp4`,
					mimeType: 'video/mp4',
				});
				const files = await filesOf(n8n);
				expect(files).toHaveLength(1);
				expect(bytesRead(execution.items(READ))).toEqual(files);
				await expect(stored(n8n, [file])).resolves.toEqual(files);
			});

			it('hands on every file of a task, in the field that was asked for', async () => {
				const { emulator } = n8n;
				const field = 'video';
				const parameters = { options: { downloadOutputs: true, binaryPropertyOutput: field } };
				const trigger = await LiveTrigger.start(n8n, parameters, reader(field, 'both'));
				await emulator.plantTask(taskIn('task_postprocess_end', { pexit: '0', outputs: 3 }));

				const answer = await post(trigger.url, { taskid: TASK_REFERENCE.taskId });

				expect(answer.status).toBe(200);
				const execution = await trigger.ended();
				const items = execution.items(TRIGGER);
				const handedOn = items.map((item) => fileOf(item, field));
				expect(handedOn.map(({ fileName }) => fileName)).toEqual(
					[0, 1, 2].map((index) => `${TASK_REFERENCE.taskId}-${index}.mp4`),
				);
				const files = await filesOf(n8n);
				expect(bytesRead(execution.items(READ))).toEqual(files);
				await expect(stored(n8n, handedOn)).resolves.toEqual(files);
			});

			it('keeps the file for a workflow that waits while others of it begin', async () => {
				const { server, emulator } = n8n;
				const field = 'video';
				const parameters = { options: { downloadOutputs: true, binaryPropertyOutput: field } };
				const trigger = await LiveTrigger.start(n8n, parameters, SUSPEND, reader(field, 'json'));
				for (const id of ['1111', '2222']) {
					const token = `token-${id}`;
					await emulator.plantTask({ id, token, status: 'task_postprocess_end', outputs: 1 });
					await post(trigger.url, { taskid: id });
				}
				await until('both executions wait', async () => {
					const executions = await trigger.executions();
					return executions.filter(({ status }) => status === 'waiting').length === 2;
				});
				const first = (await trigger.executions()).at(-1)?.id ?? '';

				await letTimeCome(server, first);

				const execution = await server.waitFor(first);
				const [file] = await filesOf(n8n);
				expect(execution.items(READ)).toMatchObject([{ json: { taskId: '1111' } }]);
				expect(bytesRead(execution.items(READ))).toEqual([file]);
			});
		});

		describe('A suspended execution', () => {
			it("hands on the videos when Wiro's callbacks resume it", async () => {
				const { server, emulator } = n8n;
				const suspending = await createSuspending(server, {
					wait: DOWNLOAD,
					after: reader('data', 'both'),
				});
				const { id } = await suspendFirst(emulator, suspending, prompts(2));

				await endTasks(emulator, 2);

				const execution = await server.waitFor(id);
				const items = execution.items('Wait');
				expect(items).toHaveLength(2);
				const handedOn = items.map((item) => fileOf(item));
				expect(handedOn.map(({ fileName }) => fileName)).toEqual(
					items.map(({ json }) => `${textOf(json.taskId)}-0.mp4`),
				);
				const files = await Promise.all(
					items.map(async ({ json }) => {
						const response = await fetch(textOf(json.url));
						return Buffer.from(await response.arrayBuffer());
					}),
				);
				expect(bytesRead(execution.items(READ))).toEqual(files);
				await expect(stored(n8n, handedOn)).resolves.toEqual(files);
			});
		});
	},
	{ env: { ...NO_EDITOR, N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' } },
);
