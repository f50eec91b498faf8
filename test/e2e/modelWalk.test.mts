/** Going from node to node without closing the panel, where n8n 1.x can lose a model's inputs. */
import { expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { nodeCredentials } from '../../n8n/credential.mts';
import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import { MODELS, modelRun } from '../support/engine/anyModel.mts';
import { describeOnServers } from '../support/server/useServer.mts';
import { useEditor } from './editor.mts';
import { ModelPanel } from './modelPanel.mts';

const SPEECH = 'voxhall/clear-speech';

/** What n8n 1.x shows to a part of its users, and how a browser is made to show it. */
const NEW_PANEL = { '029_ndv_ui_overhaul': 'variant' };
const OVERRIDES = 'N8N_EXPERIMENT_OVERRIDES';

/** A Run of a model in a node of this name. */
function run(name: string, model: string, fields: INodeParameters): WorkflowNode {
	const type = 'n8n-nodes-wiro.wiro';
	return { name, type, credentials: nodeCredentials(), parameters: modelRun(model, fields) };
}

const IMAGE = run('Image', MODELS.image, { prompt: 'A lighthouse', samples: '2' });
const VOICE = run('Voice', SPEECH, { prompt: 'Good morning', voice: 'baltic_edda' });
const OTHER_IMAGE = run('Other', MODELS.image, { prompt: 'A harbour' });

describeOnServers("In n8n's editor, going from node to node", (n8n, version) => {
	const editor = useEditor(n8n);
	const model = new ModelPanel(editor);

	/** Opens the first of two nodes, and goes to the second and back; gives the values on the way. */
	async function walk(first: WorkflowNode, second: WorkflowNode): Promise<string[][]> {
		await editor.openWorkflow(await n8n.server.createWorkflow(chain(first, second)));
		await editor.openNode(first.name);
		const seen: string[][] = [];
		for (const name of [second.name, first.name]) {
			await model.labelsWith('Price');
			await editor.walkTo(name);
			await editor.settings
				.getByText(name, { exact: true })
				.or(editor.page.getByText(name))
				.first()
				.waitFor();
			// What n8n does to the values, it does once it has asked for the fields.
			await editor.page.waitForLoadState('networkidle');
			await model.labelsWith('Price');
			seen.push(await model.values());
		}
		return seen;
	}

	it('keeps the inputs of each model', async () => {
		const [voice, image] = await walk(IMAGE, VOICE);

		expect(voice?.slice(0, 2)).toEqual(['Good morning', 'Edda (Baltic)']);
		expect(image?.slice(0, 2)).toEqual(['A lighthouse', '2']);
	});

	if (version.startsWith('1.')) {
		// If this fails, n8n has put it right, and docs/models.md need not warn of it any more.
		it('loses them in the new panel of n8n 1.x', async () => {
			await editor.page.evaluate(
				([key, value]) => localStorage.setItem(String(key), String(value)),
				[OVERRIDES, JSON.stringify(NEW_PANEL)],
			);

			const [voice] = await walk(IMAGE, VOICE);
			const [other] = await walk(IMAGE, OTHER_IMAGE);

			expect(voice?.slice(0, 2)).toEqual(['', 'Ada (Alpine)']);
			expect(other?.slice(0, 2)).toEqual(['A lighthouse', '2']);
		});
	}
});
