import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { START, chain } from '../../n8n/engine/workflow.mts';
import {
	NEXT,
	SUCCEEDED,
	SUSPEND,
	plant,
	referenceOf,
	stillRunning,
} from '../support/engine/suspend.mts';
import { SuspendedExecution } from '../support/engine/suspendedExecution.mts';
import { useWiro, wiroNode } from '../support/wiro/useWiro.mts';

/** Names each item after the item that the task came with, as users do. */
const NAMED = {
	name: NEXT,
	type: 'n8n-nodes-base.set',
	parameters: {
		includeOtherFields: true,
		assignments: {
			assignments: [{ name: 'title', value: `={{ $('${START}').item.json.title }}` }],
		},
	},
};

const TITLES = ['Raccoon', 'Rocket', 'Coffee'];

describe('Tasks with several outputs, in a node that may suspend', () => {
	const wiro = useWiro();

	/** A workflow that waits for three tasks and names their items; the first has three outputs. */
	async function install(parameters: INodeParameters = {}) {
		await plant(wiro, { ...SUCCEEDED, outputs: 3 }, SUCCEEDED, { ...SUCCEEDED, outputs: 2 });
		return {
			workflow: chain(wiroNode({ ...SUSPEND, ...parameters }), NAMED),
			credentials: { [CREDENTIAL]: wiro.credential },
			startItems: TITLES.map((title, index) => ({ json: { ...referenceOf(index + 1), title } })),
		};
	}

	/** Suspends the workflow once, and lets a callback resume it. */
	async function resumed(parameters?: INodeParameters) {
		const installed = await install(parameters);
		await stillRunning(wiro, 3);
		const suspended = new SuspendedExecution(await runWorkflow(installed), installed);
		const { workflowData = [] } = await suspended.callBack();
		return await suspended.goOn(workflowData);
	}

	/** What an item with several outputs says of each. */
	const outputs = (count: number) =>
		Array.from({ length: count }, (_, outputIndex) => ({
			url: expect.stringMatching(/^http.*mp4$/),
			fileName: `${outputIndex}.mp4`,
			contentType: 'video/mp4',
			sizeBytes: expect.any(Number),
			outputIndex,
		}));

	it.each([
		['after a resume', resumed, 6],
		['without one', async () => await runWorkflow(await install()), 3],
	])('give one item each, linked to its own input item, %s', async (_when, run, detail) => {
		const items = (await run()).items(NEXT);

		expect(items.map(({ json }) => [json.taskId, json.title])).toEqual([
			['1', 'Raccoon'],
			['2', 'Rocket'],
			['3', 'Coffee'],
		]);
		expect(items.map(({ json }) => json.outputs)).toEqual([outputs(3), undefined, outputs(2)]);
		expect(items.map(({ json }) => json.outputCount)).toEqual([3, 1, 2]);
		for (const { json } of items) {
			expect(json).toMatchObject({ url: expect.stringMatching(/mp4$/), outputIndex: 0 });
		}
		expect(await wiro.counts()).toEqual({ detail });
	});

	it('have the files in fields of their own, in one item', async () => {
		const options = { downloadOutputs: true, binaryPropertyOutput: 'video' };
		const run = await resumed({ options });

		const items = run.items('Wiro');
		expect(items.map(({ binary }) => Object.keys(binary ?? {}).sort())).toEqual([
			['video', 'video_1', 'video_2'],
			['video'],
			['video', 'video_1'],
		]);
		const files = Object.values(items[0]?.binary ?? {});
		expect(files.map(({ fileName }) => fileName)).toEqual(['1-0.mp4', '1-1.mp4', '1-2.mp4']);
		expect(await wiro.counts()).toEqual({ detail: 6, file: 6 });
	});

	it("have Wiro's own task object when they are not simplified", async () => {
		const run = await resumed({ simplify: false });

		expect(run.items(NEXT).map(({ json }) => [json.id, json.title])).toEqual([
			['1', 'Raccoon'],
			['2', 'Rocket'],
			['3', 'Coffee'],
		]);
		expect(await wiro.counts()).toEqual({ detail: 6 });
	});
});
