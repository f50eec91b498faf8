import { readFileSync } from 'node:fs';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { parseWorkflow } from '../../n8n/engine/workflow.mts';
import { PICTURE } from '../support/engine/anyModel.mts';
import { describeOnServers } from '../support/server/useServer.mts';
import { useEditor } from './editor.mts';
import { ModelPanel } from './modelPanel.mts';

const NODE = 'Wiro';
const ACTION = 'Make video from image';
const OWN_MODEL = 'Wan-AI/Wan2.2-I2V-A14B';
const SAVED = 'test/engine/savedWorkflows/image-to-video.json';

describeOnServers("In n8n's editor, Run of any model", (n8n) => {
	const editor = useEditor(n8n);
	const model = new ModelPanel(editor);

	/** The bodies of the Runs so far. */
	const bodies = async () =>
		(await n8n.emulator.requests('run')).map(({ path, body }) => ({ path, body }));

	describe('with a new node', () => {
		beforeEach(async () => {
			await editor.newWorkflow();
			await editor.searchNodes('image to video');
			await editor.addFound(NODE, ACTION);
			await editor.chooseCredential(CREDENTIAL);
		});

		it('finds a model by its name, shows its price and fields, and runs it', async () => {
			await model.openList('Aurora');
			const found = await model.search('aurora', 'Aurora');
			expect(found).toContain('Aurora Image 1.5 (northlight): $0.03 per run');
			await model.pick('Aurora');

			await expect(model.labelsWith('Prompt')).resolves.toEqual([
				'Inputs',
				'Price: $0.03 per run',
				'Prompt *',
				'Number of Outputs (1 to 4)',
				'Aspect Ratio',
				'Inference Steps (1 to 50)',
				'Seed',
			]);
			await expect(model.values()).resolves.toEqual(['', '1', '1:1', '28', '4225']);
			await editor.fill('prompt', 'A lighthouse in the fog');
			await editor.fill('samples', '2');
			await editor.choose('aspectRatio', '16:9');
			await editor.screenshot('model', editor.settings, { height: 1100 });
			await editor.executeStep();

			await editor.output.getByTestId('radio-button-table').click();
			const [task] = await n8n.emulator.tasks();
			expect(task?.outputs).toHaveLength(2);
			const shown = await editor.output.innerText();
			for (const { url } of task?.outputs ?? []) expect(shown).toContain(url);
			await expect(bodies()).resolves.toEqual([
				{
					path: expect.stringMatching(/\/Run\/northlight\/aurora-image-1-5$/),
					body: {
						prompt: 'A lighthouse in the fog',
						samples: '2',
						aspectRatio: '16:9',
						steps: '28',
						seed: '4225',
					},
				},
			]);
		});

		it('shows other fields for another model, and says what files it takes', async () => {
			await model.enter('id', 'northlight/aurora-image-1-5');
			await model.labelsWith('Number of Outputs');
			await editor.fill('prompt', 'A lighthouse in the fog');

			await model.enter('url', 'https://wiro.ai/models/paperlane/outfit-mix-v2');

			await expect(model.labelsWith('Person')).resolves.toEqual([
				'Inputs',
				'Price: from $0.09 per run',
				'Files: URLs or names of binary fields, with commas',
				'Person * (Image File)',
				'Clothes * (Up to 3 Images)',
				'Quality',
				'Seed',
			]);
			await editor.fill('inputImageHuman', PICTURE);
			await editor.fill('inputImageClothes', `${PICTURE}, ${PICTURE}`);
			await editor.executeStep();
			await editor.output.getByTestId('radio-button-table').click();
			const [run] = await bodies();
			expect(run?.path).toMatch(/\/Run\/paperlane\/outfit-mix-v2$/);
			expect(run?.body).toMatchObject({ quality: 'standard' });
			expect(JSON.stringify(run?.body)).toContain(PICTURE);
			expect(run?.body).not.toHaveProperty('prompt');
		});

		it('offers all choices of a long list', async () => {
			await model.enter('id', 'voxhall/clear-speech');
			await model.labelsWith('Voice');
			await editor.fill('prompt', 'Good morning');

			await editor.choose('voice', 'Jun \\(Woodland\\)');
			await editor.executeStep();

			await editor.output.getByTestId('radio-button-table').click();
			await expect(bodies()).resolves.toMatchObject([
				{ body: { prompt: 'Good morning', voice: 'woodland_jun', speed: '1.0' } },
			]);
		});

		it('lists all models of many pages, and none that cannot run as a task', async () => {
			await n8n.emulator.settings({ moreModels: 120 });

			const first = await model.openList('Aurora');
			expect(first[0]).toBe(`${OWN_MODEL}: about $0.0117 per run (average)`);
			const all = await model.listedWith('Further Image 120 ');

			expect(new Set(all).size).toBe(all.length);
			expect(all.filter((entry) => entry.startsWith('Further Image'))).toHaveLength(120);
			expect(all.join()).not.toMatch(/Live Voice|Style Trainer/);
			const starts = (await n8n.emulator.requests('models')).map(({ body }) => body?.start);
			expect(starts).toEqual(['0', '50', '100']);
		});

		it('says in place of the fields that Wiro has no such model', async () => {
			await model.enter('id', 'northlight/nothing');

			await expect(model.notice.innerText()).resolves.toBe(
				'Wiro has no model "northlight/nothing". Choose the model from the list, or copy its name from its page on wiro.ai into \'Model\', in the form owner/model.',
			);
		});

		it('shows the fields of its own model again, as they were at first', async () => {
			const own = await editor.shownFields();
			await model.enter('id', 'voxhall/clear-speech');
			await model.labelsWith('Voice');
			await expect(editor.shownFields()).resolves.not.toContain('imageSource');

			await model.enter('id', OWN_MODEL);
			await editor.field('imageSource').waitFor();

			await expect(editor.shownFields()).resolves.toEqual(own);
			await editor.fill('inputImageUrl', PICTURE);
			await editor.fill('prompt', 'A raccoon looks up');
			await editor.executeStep();
			await editor.output.getByTestId('radio-button-table').click();
			await expect(bodies()).resolves.toMatchObject([
				{
					path: '/v1/Run/Wan-AI/Wan2.2-I2V-A14B',
					body: { prompt: 'A raccoon looks up', inputImageUrl: PICTURE, numFrames: 81 },
				},
			]);
		});
	});

	it('opens a workflow that was saved without a model as it was, and runs it', async () => {
		const source = parseWorkflow(readFileSync(SAVED, 'utf8'));
		await editor.openWorkflow(await n8n.server.createWorkflow(source));
		await editor.openNode(NODE);

		await expect(model.chosen()).resolves.toBe(OWN_MODEL);
		await expect(editor.shownFields()).resolves.toEqual([
			'resource',
			'operation',
			'model',
			...['imageSource', 'inputImageUrl', 'prompt', 'negativePrompt', 'resolution', 'aspectRatio'],
			...['numFrames', 'scale', 'steps', 'fps', 'seed', 'waitForCompletion', 'simplify'],
		]);
		await expect(editor.field('inputImageUrl').locator('input').inputValue()).resolves.toBe(
			PICTURE,
		);
		await editor.executeStep();
		await editor.output.getByTestId('radio-button-table').click();
		await expect(bodies()).resolves.toMatchObject([
			{ body: { inputImageUrl: PICTURE, steps: 25 } },
		]);
	});
});
