import { expect, it } from '@jest/globals';

import { nodeCredentials } from '../../n8n/credential.mts';
import type { WorkflowSource } from '../../n8n/engine/workflow.mts';
import { describeOnServers } from '../support/server/useServer.mts';
import { SHORT_RUN } from '../support/wiro/useWiro.mts';
import { useScriptedModel } from './scriptedModel.mts';

const MODEL_CREDENTIAL = 'Scripted model';
const PROMPT = 'A raccoon that a model thought of';

/** An agent that has the Wiro node as its tool; the model fills in the prompt. */
const AGENT: WorkflowSource = {
	name: 'Agent',
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: 1.7,
			parameters: { promptType: 'define', text: 'Make a video of a raccoon', options: {} },
		},
		{
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1,
			parameters: { model: 'scripted', options: {} },
			credentials: { openAiApi: { id: null, name: MODEL_CREDENTIAL } },
		},
		{
			name: 'Wiro',
			type: 'n8n-nodes-wiro.wiroTool',
			parameters: {
				...SHORT_RUN,
				descriptionType: 'manual',
				toolDescription: 'Makes a video from an image',
				prompt: "={{ $fromAI('prompt', 'What happens in the video', 'string') }}",
			},
			credentials: nodeCredentials(),
		},
	],
	connections: {
		Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
		Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
		Wiro: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
	},
};

describeOnServers('An AI agent', (n8n) => {
	const model = useScriptedModel({ prompt: PROMPT });

	it('is offered the Wiro node as a tool, makes a video with it, and is told its URL', async () => {
		const { server, emulator } = n8n;
		expect(await server.nodeTypes()).toContain('n8n-nodes-wiro.wiroTool');
		await server.createCredential(MODEL_CREDENTIAL, {
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});

		const execution = await server.runToEnd(await server.createWorkflow(AGENT));

		const [task, ...more] = await emulator.tasks();
		expect(more).toEqual([]);
		expect(task?.parameters.prompt).toBe(PROMPT);
		const url = task?.outputs[0]?.url ?? 'no output';
		expect(JSON.stringify(model.toolAnswers)).toContain(url);
		expect(JSON.stringify(execution.items('Agent'))).toContain(url);
	});
});
