import { beforeEach, describe, expect, it } from '@jest/globals';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { describeOnServers } from '../support/server/useServer.mts';
import { useEditor } from './editor.mts';

const NODE = 'Wiro';
const ACTION = 'Make video from image';
const IMAGE = 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg';

/** What Run shows below its image. */
const VIDEO_FIELDS = [
	'prompt',
	'negativePrompt',
	'resolution',
	'aspectRatio',
	'numFrames',
	'scale',
	'steps',
	'fps',
	'seed',
	'waitForCompletion',
	'simplify',
];

describeOnServers("In n8n's editor, the Wiro node", (n8n) => {
	const editor = useEditor(n8n);

	it('is found by what it does, and by nothing that only looks like it', async () => {
		await editor.newWorkflow();

		await editor.searchNodes('image to video');

		await expect(editor.foundWith(NODE)).resolves.toEqual([NODE]);
	});

	it('has a trigger whose panel says where its URLs go', async () => {
		await editor.newWorkflow();
		await editor.searchNodes('image to video');
		await editor.addFound(NODE, 'Triggers (', 'On task ended');

		await expect(editor.shownFields()).resolves.toEqual(['event', 'simplify']);
		const panel = editor.page.getByTestId('ndv').or(editor.page.locator('body')).first();
		await panel.getByText('copy the Production URL into the option').waitFor();
		await panel.getByText('When will this node trigger my flow?').click();
		await panel.getByText('While you build the workflow').waitFor();
		await editor.screenshot('trigger');
	});

	it('is offered to AI agents as a tool', async () => {
		await editor.newWorkflow();
		await editor.searchNodes('AI Agent');
		await editor.addFound('AI Agent');
		await editor.closeNode();

		await editor.searchFor('Tool', NODE);

		await expect(editor.foundWith('Wiro Tool')).resolves.toContain('Wiro Tool');
	});

	describe('once it is added', () => {
		beforeEach(async () => {
			await editor.newWorkflow();
			await editor.searchNodes('image to video');
			await editor.addFound(NODE, ACTION);
		});

		it('shows the fields of its operation and image source, and no others', async () => {
			const head = ['resource', 'operation', 'model'];
			const run = [...head, 'imageSource', 'inputImageUrl', ...VIDEO_FIELDS];
			await expect(editor.shownFields()).resolves.toEqual(run);
			await editor.chooseCredential(CREDENTIAL);
			await editor.fill('inputImageUrl', IMAGE);
			await editor.screenshot('run', editor.settings, { height: 1510 });

			await editor.choose('imageSource', 'Binary File');
			await expect(editor.shownFields()).resolves.toEqual([
				...head,
				'imageSource',
				'binaryPropertyName',
				...VIDEO_FIELDS,
			]);

			const task = ['resource', 'operation', 'taskReference', 'taskId'];
			for (const operation of ['Cancel Task', 'Get Task', 'Kill Task']) {
				await editor.choose('operation', operation);
				await expect(editor.shownFields()).resolves.toEqual([...task, 'simplify']);
			}
			await editor.choose('taskReference', 'Task Token');
			const byToken = ['resource', 'operation', 'taskReference', 'taskToken', 'simplify'];
			await expect(editor.shownFields()).resolves.toEqual(byToken);
			await editor.choose('operation', 'Delete Files');
			await expect(editor.shownFields()).resolves.toEqual(byToken.slice(0, -1));

			await editor.choose('taskReference', 'Task ID');
			await editor.choose('operation', 'Wait for Completion');
			await expect(editor.shownFields()).resolves.toEqual([...task, 'waitMode', 'simplify']);
			await editor.choose('waitMode', 'Suspend');
			const suspend = [...task, 'waitMode', 'checkAfter', 'giveUpAfter', 'simplify'];
			await expect(editor.shownFields()).resolves.toEqual(suspend);
			await expect(editor.parameters.innerText()).resolves.toContain('{{ $execution.resumeUrl }}');
			await editor.screenshot('suspend', editor.settings, { height: 1000 });
		});

		it('shows the fields of its other operations', async () => {
			await editor.choose('operation', 'Get Many Tasks');
			const many = ['resource', 'operation', 'limit', 'simplify'];
			await expect(editor.shownFields()).resolves.toEqual(many);

			await editor.choose('resource', 'Model');
			const price = ['resource', 'operation', 'model', ...VIDEO_FIELDS.slice(0, 9)];
			await expect(editor.shownFields()).resolves.toEqual(price);
		});

		it('shows its fields to the next node before the first run', async () => {
			await editor.closeNode();
			await editor.searchNodes('Edit Fields');
			await editor.addFound('Edit Fields (Set)');

			const input = editor.page.getByTestId('ndv-input-panel');
			await input.getByTestId('schema-preview-warning').waitFor();
			const fields = await input.getByTestId('run-data-schema-item').allInnerTexts();
			expect(fields).toEqual(expect.arrayContaining(['taskId', 'succeeded', 'url', 'seed']));
			await editor.screenshot('preview');
		});

		it('makes a video, and shows its URL in the output table', async () => {
			await editor.chooseCredential(CREDENTIAL);
			await editor.fill('inputImageUrl', IMAGE);

			await editor.executeStep();

			await editor.output.getByTestId('radio-button-table').click();
			const [task] = await n8n.emulator.tasks();
			const url = task?.outputs[0]?.url ?? 'none';
			await expect(editor.output.innerText()).resolves.toContain(url);
			await editor.screenshot('output', editor.output, { width: 2700, height: 360 });
			await editor.closeNode();
			await editor.screenshot('workflow', undefined, { width: 1000, height: 560 });
		});

		it('says how to get the videos of a Run that neither waits nor is called back', async () => {
			await editor.chooseCredential(CREDENTIAL);
			await editor.fill('inputImageUrl', IMAGE);
			await editor.field('waitForCompletion').click();

			await editor.executeStep();

			await editor.output.getByText('still running').waitFor();
			await editor.screenshot('hint');
			await expect(editor.output.innerText()).resolves.toContain(
				'the Wait for Completion operation',
			);
		});

		it('says what is wrong with a number of frames, and which would do', async () => {
			await editor.chooseCredential(CREDENTIAL);
			await editor.fill('inputImageUrl', IMAGE);
			await editor.fill('numFrames', '80');

			await editor.executeStep();

			await expect(editor.errorMessage.innerText()).resolves.toBe(
				"'Number of Frames' is 80, but must be one more than a multiple of 4 [item 0]",
			);
			await expect(editor.output.innerText()).resolves.toContain('Use 81, which is the nearest.');
			await editor.screenshot('error');
			await expect(n8n.emulator.requests()).resolves.toEqual([]);
		});

		it("has a credential whose form shows n8n's test fail and pass", async () => {
			const { apiKey, apiSecret } = n8n.emulator.signatureKeys;
			const form = await editor.newCredential();
			await form.rename('My Wiro project');
			await form.fill('apiKey', apiKey);
			await form.fill('apiSecret', 'wrong');
			await form.fill('baseUrl', n8n.emulator.baseUrl);

			await form.save();

			await form.says('Couldn’t connect with these settings');

			// A form for a new credential is closed by 2.x when the test passes.
			await form.close();
			const again = await editor.editCredential();
			await again.fill('apiSecret', apiSecret);
			await again.save();

			await again.says('Connection tested successfully');
			const open = (await again.locator.isVisible()) ? again : await editor.editCredential();
			await editor.screenshot('credential', open.locator);
		});
	});
});
