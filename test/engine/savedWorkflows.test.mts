import { readFileSync, readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { Wiro } from '../../dist/nodes/Wiro/Wiro.node.js';
import { WiroTrigger } from '../../dist/nodes/Wiro/WiroTrigger.node.js';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { type WorkflowSource, parseWorkflow } from '../../n8n/engine/workflow.mts';
import { holds, textOf } from '../../n8n/guards.mts';
import { SuspendedExecution } from '../support/engine/suspendedExecution.mts';
import { emittedBy } from '../support/engine/trigger.mts';
import { TriggerUrl } from '../support/engine/webhook.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

/** The templates as they were before the package was reorganised. They stay as they are. */
const FOLDER = 'test/engine/savedWorkflows';

function savedWorkflow(file: string): WorkflowSource {
	return parseWorkflow(readFileSync(`${FOLDER}/${file}`, 'utf8'));
}

/** The same with the shortest videos, which are made faster. */
function shortened({ nodes, ...rest }: WorkflowSource): WorkflowSource {
	return {
		...rest,
		nodes: nodes.map((node) =>
			node.parameters?.operation === 'run'
				? { ...node, parameters: { ...node.parameters, numFrames: 5 } }
				: node,
		),
	};
}

const PROPERTIES: Readonly<Record<string, INodeProperties[]>> = {
	'n8n-nodes-wiro.wiro': new Wiro().description.properties,
	'n8n-nodes-wiro.wiroTrigger': new WiroTrigger().description.properties,
};

const isParameters = holds<INodeParameters>();

/** The parameters that these properties lack, and the values that they do not offer. */
function unknownIn(parameters: INodeParameters, properties: INodeProperties[]): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const same = properties.filter((property) => property.name === name);
		if (same.length === 0) return [name];
		const options = same.flatMap((property) => property.options ?? []);
		if (isParameters(value)) {
			const inner = options.filter((option): option is INodeProperties => 'type' in option);
			return unknownIn(value, inner).map((unknown) => `${name}.${unknown}`);
		}
		const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
		const isKnown = values.length === 0 || values.some((known) => known === value);
		return isKnown ? [] : [`${name}: ${JSON.stringify(value)}`];
	});
}

describe('A workflow that was saved before', () => {
	const wiro = useWiro();
	const installed = (workflow: WorkflowSource) => ({
		workflow,
		credentials: { [CREDENTIAL]: wiro.credential },
	});

	it.each(readdirSync(FOLDER))('has only parameters and values that the nodes know: %s', (file) => {
		const nodes = savedWorkflow(file).nodes.filter(({ type }) => type in PROPERTIES);

		expect(nodes.length).toBeGreaterThan(0);
		for (const { type, parameters = {} } of nodes) {
			expect(unknownIn(parameters, PROPERTIES[type] ?? [])).toEqual([]);
		}
	});

	it('makes a video of an image', async () => {
		const run = await runWorkflow(installed(savedWorkflow('image-to-video.json')));

		expect(run.items('Wiro')).toMatchObject([
			{ json: { succeeded: true, contentType: 'video/mp4', outputCount: 1, seed: 42 } },
		]);
		const [request, ...others] = await wiro.requests('run');
		expect(others).toEqual([]);
		expect(request?.body).toEqual({
			inputImageUrl: expect.stringContaining('wanai_wan2.2_i2v_input_2.jpg'),
			prompt: expect.stringMatching(/^Cinematic medium shot/),
			negativePrompt: expect.stringMatching(/^bad quality/),
			resolution: '480P',
			aspectRatio: 'Default',
			numFrames: 81,
			scale: '5.0',
			steps: 25,
			fps: 16,
			seed: '42',
		});
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('makes a batch of videos and looks after the one that fails', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);

		const run = await runWorkflow(installed(shortened(savedWorkflow('content-pipeline.json'))));

		const clips = run.items('One item for each clip').map(({ json }) => json);
		expect(clips).toHaveLength(6);
		const runs = await wiro.requests('run');
		expect(runs.map(({ body }) => body?.prompt).sort()).toEqual(
			clips.map(({ prompt }) => prompt).sort(),
		);
		const failed = run.items('Look after failed clips here');
		expect(failed).toMatchObject([{ json: { error: { taskId: expect.any(String) } } }]);
		const made = run.items('Upload or send the video here');
		expect(made).toHaveLength(5);
		for (const { json, binary } of made) {
			expect(clips.map(({ title }) => title)).toContain(json.title);
			expect(binary?.video).toMatchObject({ fileName: `${textOf(json.taskId)}-0.mp4` });
		}
		expect(await wiro.counts()).toMatchObject({ run: 6, file: 5 });
	});

	it('starts a task, suspends, and goes on when the callback comes', async () => {
		const workflow = installed(shortened(savedWorkflow('submit-and-resume.json')));
		await wiro.emulator.faults([
			{ endpoint: 'detail', kind: 'patch', patch: { status: 'task_start' }, times: 1 },
		]);
		const suspended = new SuspendedExecution(await runWorkflow(workflow), workflow);
		const [task] = await wiro.tasksWhen((tasks) =>
			tasks.every(({ outputs }) => outputs.length > 0),
		);

		const { workflowData = [] } = await suspended.callBack({ body: { taskid: task?.id } });
		const run = await suspended.goOn(workflowData);

		expect(run.items('Use the video here')).toMatchObject([
			{ json: { taskId: task?.id, completed: true, succeeded: true } },
		]);
		const [request] = await wiro.requests('run');
		expect(request?.body).toMatchObject({ callbackUrl: expect.stringMatching(/^https?:/) });
		expect(await wiro.counts()).toEqual({ run: 1, detail: 2 });
	});

	it('starts with a task that succeeded, once, and with no other', async () => {
		const task = { status: 'task_postprocess_end', outputs: 1 } as const;
		await wiro.emulator.plantTask({ id: '815', token: 'x', ...task });
		await wiro.emulator.plantTask({ id: '816', token: 'y', status: 'task_cancel' });
		const trigger = new TriggerUrl(installed(savedWorkflow('trigger-to-next-node.json')));

		const emitted = [];
		for (const taskid of ['816', '815', '815']) {
			emitted.push(...emittedBy(await trigger.call({ body: { taskid } })));
		}

		expect(emitted).toMatchObject([{ json: { taskId: '815', succeeded: true } }]);
		expect(await wiro.counts()).toEqual({ detail: 3 });
	});

	it('stops the tasks of a list, and leaves those alone that have ended', async () => {
		await wiro.emulator.plantTask({ id: '534574', token: 'x', status: 'task_queue' });
		await wiro.emulator.plantTask({ id: '634574', token: 'y', status: 'task_start' });

		const first = await runWorkflow(installed(savedWorkflow('queue-cleaner.json')));
		const second = await runWorkflow(installed(savedWorkflow('queue-cleaner.json')));

		expect(first.items('Cancel, or kill if it runs')).toMatchObject([
			{ json: { taskId: '534574', status: 'task_cancel' } },
			{ json: { taskId: '634574', status: 'task_cancel' } },
		]);
		expect(second.items('Nothing to stop')).toHaveLength(2);
		expect(await wiro.counts()).toMatchObject({ cancel: 2, kill: 1 });
	});
});
