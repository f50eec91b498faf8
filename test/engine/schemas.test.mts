import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { holds } from '../../n8n/guards.mts';
import { emittedBy, installTrigger } from '../support/engine/trigger.mts';
import { TriggerUrl } from '../support/engine/webhook.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { SHORT_RUN, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

/** The part of a JSON schema that the editor's preview shows. */
interface Schema {
	type: 'object';
	properties: Record<string, { type: string | string[] }>;
}

const isSchema = holds<Schema>('type', 'properties');

/** The schema that n8n finds beside the compiled node: of an operation (with its resource), or of the trigger. */
async function readSchema(operation?: string): Promise<Schema> {
	const path = join('dist/nodes/Wiro/__schema__', 'v1.0.0', operation ?? '');
	const schema: unknown = JSON.parse(await readFile(`${path.replace(/\/$/, '')}.json`, 'utf8'));
	if (!isSchema(schema)) throw new Error(`${path} is not a schema.`);
	return schema;
}

/** The types of JSON schema that a value has. */
function typesOf(value: unknown): string[] {
	if (value === null) return ['null'];
	return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

/** The fields of an item that the schema lacks, or has with another type. */
function contradictions({ properties }: Schema, item: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(item).filter(([name, value]) => {
			const allowed = [properties[name]?.type ?? []].flat();
			return !typesOf(value).some((type) => allowed.includes(type));
		}),
	);
}

/** Checks that the items have fields of the schema only, and between them all of these fields. */
async function expectAgreement(operation: string | undefined, items: IDataObject[]): Promise<void> {
	const schema = await readSchema(operation);

	expect(items.map((item) => contradictions(schema, item))).toEqual(items.map(() => ({})));
	const seen = new Set(items.flatMap((item) => Object.keys(item)));
	expect([...seen].sort()).toEqual(Object.keys(schema.properties).sort());
}

describe('The schema of the output', () => {
	const wiro = useWiro();
	const SUCCESS = taskIn('task_postprocess_end', { outputs: 2, pexit: '0' });
	const SUSPEND: INodeParameters = {
		operation: 'waitForCompletion',
		waitMode: 'suspend',
		checkAfter: 5,
	};

	it('agrees with the items of Run, with and without waiting', async () => {
		const waited = await wiro.run({ ...SHORT_RUN, seed: 7 });
		const started = await wiro.run({ ...SHORT_RUN, seed: 7, waitForCompletion: false });

		await expectAgreement('task/run', [...jsonOf(waited), ...jsonOf(started)]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('agrees with the items of Wait for Completion in both wait modes', async () => {
		await wiro.emulator.plantTask(SUCCESS);
		await wiro.emulator.plantTask({
			...taskIn('task_start', { createdSecondsAgo: 3_600 }),
			id: '2',
			token: 'old',
		});
		const polled = await wiro.run({ operation: 'waitForCompletion', ...TASK_REFERENCE });
		const givenUp = await wiro.run({ ...SUSPEND, taskId: '2', giveUpAfter: 1 });

		await expectAgreement('task/waitForCompletion', [...jsonOf(polled), ...jsonOf(givenUp)]);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it('agrees with the items of Get, while the task runs and when it has ended', async () => {
		await wiro.emulator.plantTask(SUCCESS);
		await wiro.emulator.plantTask({ ...taskIn('task_start'), id: '2', token: 'running' });
		const ended = await wiro.run({ operation: 'get', taskId: TASK_REFERENCE.taskId });
		const running = await wiro.run({ operation: 'get', taskId: '2' });

		await expectAgreement('task/get', [...jsonOf(ended), ...jsonOf(running)]);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it.each([
		['kill', {}, 'task_start', { kill: 1 }],
		['cancel', { options: { killIfRunning: true } }, 'task_start', { cancel: 1, kill: 1 }],
	] as const)('agrees with the items of %s', async (operation, options, status, counts) => {
		await wiro.emulator.plantTask(taskIn(status, { outputs: 1 }));
		const run = await wiro.run({ operation, taskId: TASK_REFERENCE.taskId, ...options });

		await expectAgreement(`task/${operation}`, jsonOf(run));
		expect(await wiro.counts()).toMatchObject(counts);
	});

	it('agrees with the items of Get Many, Delete Files and Get Price', async () => {
		await wiro.emulator.plantTask(SUCCESS);
		await wiro.emulator.settings({ taskListAnswer: 'tasks' });
		const listed = await wiro.run({ operation: 'getMany' });
		const deleted = await wiro.run({ operation: 'deleteFiles', taskId: TASK_REFERENCE.taskId });
		const priced = await wiro.run({ resource: 'model', operation: 'getPrice' });

		await expectAgreement('task/getMany', jsonOf(listed));
		await expectAgreement('task/deleteFiles', jsonOf(deleted));
		await expectAgreement('model/getPrice', jsonOf(priced));
		expect(await wiro.counts()).toEqual({ detail: 1, deleteFiles: 1 });
	});

	it('agrees with the items of the trigger, for success and failure', async () => {
		await wiro.emulator.plantTask(SUCCESS);
		await wiro.emulator.plantTask({ ...taskIn('task_cancel'), id: '2', token: 'cancelled' });
		const trigger = new TriggerUrl(installTrigger(wiro.credential));
		const answers = [
			await trigger.call({ body: { taskid: TASK_REFERENCE.taskId } }),
			await trigger.call({ body: { taskid: '2' } }),
		];

		await expectAgreement(
			undefined,
			answers.flatMap(emittedBy).map(({ json }) => json),
		);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});
});
