/** Ten models in one workflow: ten nodes, one after the other. */
import { expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../../n8n/credential.mts';
import { type WorkflowNode, START, connected } from '../../n8n/engine/workflow.mts';
import { MODELS, PICTURE, modelRun } from '../support/engine/anyModel.mts';
import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';
import { FAST, SHORT_RUN } from '../support/wiro/useWiro.mts';

/** The node whose file the others take by binary field. */
const FIRST = 'aurora-image-1-5';

/** Each model with its fields, and what its output is. */
const TEN: Array<[model: string, fields: INodeParameters, contentType: string]> = [
	[MODELS.image, { prompt: 'A lighthouse' }, 'image/png'],
	[MODELS.edit, { inputImage: `photo, ${PICTURE}`, prompt: 'Add a hat' }, 'image/png'],
	[
		'paperlane/outfit-mix-v2',
		{ inputImageHuman: 'photo', inputImageClothes: 'photo' },
		'image/png',
	],
	['pixelworks/super-scale', { inputImage: 'photo', width: '256', height: '256' }, 'image/png'],
	['fernhill/quick-sketch', { prompt: 'A fern' }, 'image/png'],
	['voxhall/clear-speech', { prompt: 'Good morning', voice: 'baltic_edda' }, 'audio/wav'],
	['voxhall/soundscape-2', { prompt: 'Rain', duration: '1' }, 'audio/wav'],
	[MODELS.text, { prompt: 'Why is the sky blue?' }, 'raw'],
	[MODELS.mesh, { inputImage: PICTURE }, 'model/gltf-binary'],
];

const OWN = 'Own';
const OWN_MODEL = 'Wan-AI/Wan2.2-I2V-A14B';

const nameOf = (model: string) => model.split('/')[1] ?? model;

function wiro(name: string, parameters: INodeParameters): WorkflowNode {
	return { name, type: 'n8n-nodes-wiro.wiro', credentials: nodeCredentials(), parameters };
}

/** Gives the file of the first node to the next one again. */
function withPhoto(index: number): WorkflowNode {
	const jsCode = `return $('${FIRST}').all();`;
	return {
		name: `Photo ${index}`,
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode },
	};
}

describeOnServers(
	'A workflow with ten models',
	(n8n) => {
		it('runs them one after the other, with files by URL and by binary field', async () => {
			const download = { ...FAST, downloadOutputs: true, binaryPropertyOutput: 'photo' };
			const nodes = TEN.map(([model, fields], index) =>
				wiro(nameOf(model), modelRun(model, fields, index === 0 ? download : {})),
			);
			const own = wiro(OWN, {
				...SHORT_RUN,
				model: { __rl: true, mode: 'list', value: OWN_MODEL },
			});
			const start = { name: START, type: 'n8n-nodes-base.manualTrigger' };
			const id = await n8n.server.createWorkflow(
				connected(
					start,
					...nodes.flatMap((node, index) => (index === 0 ? [node] : [withPhoto(index), node])),
					own,
				),
			);

			const execution = await n8n.server.runToEnd(id);

			for (const [model, , contentType] of [...TEN, [OWN, {}, 'video/mp4'] as const]) {
				const items = execution.items(nameOf(model)).map(({ json }) => json);
				expect(items).toEqual([expect.objectContaining({ succeeded: true })]);
				const [{ contentType: given = 'raw' } = {}] = items;
				expect(given).toBe(contentType);
			}
			const runs = await n8n.emulator.requests('run');
			expect(runs.map(({ path }) => path.replace('/v1/Run/', ''))).toEqual([
				...TEN.map(([model]) => model),
				OWN_MODEL,
			]);
			// The files of the second to the fourth.
			expect(runs.map(({ files }) => files.length)).toEqual([0, 1, 2, 1, 0, 0, 0, 0, 0, 0]);
			const tasks = await n8n.emulator.tasks();
			expect(tasks.map(({ status }) => status)).toEqual(runs.map(() => 'task_postprocess_end'));
			const [text] = execution.items(nameOf(MODELS.text));
			expect(text?.json).toMatchObject({ text: expect.stringMatching(/\w/) });
		});
	},
	{ env: NO_EDITOR },
);
