/** A workflow on a real n8n server that executes another one, and waits for it. */
import type { IWorkflowSettings } from 'n8n-workflow';

import { type WorkflowNode, chain, connected } from '../../../n8n/engine/workflow.mts';
import type { N8nClient } from '../../../n8n/server/client.mts';
import { EACH_PROMPT, wiroNode } from '../wiro/useWiro.mts';
import { RESUME_URL, prompts } from './suspending.mts';

/** How many items the caller gives its sub-workflow. */
export const COUNT = 2;

/** The caller's last node: names each item after the prompt that it came from. */
export const AFTER = 'After';

/** Where a sub-workflow begins. */
const CALLED: WorkflowNode = {
	name: 'When called',
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1.1,
	parameters: { inputSource: 'passthrough' },
};

/** A Run that does not wait, for a sub-workflow. */
export const run = (callbackUrl: string) =>
	wiroNode({ ...EACH_PROMPT, waitForCompletion: false, options: { callbackUrl } }, { name: 'Run' });

/** What suspends. */
export const SUSPEND = wiroNode(
	{ operation: 'waitForCompletion', waitMode: 'suspend' },
	{ name: 'Wait' },
);

/** A sub-workflow, without the trigger that it begins with. */
export interface Child {
	nodes: WorkflowNode[];
	settings?: IWorkflowSettings;
}

/** A node that adds fields to its items. */
function fieldsNode(name: string, fields: Record<string, string>): WorkflowNode {
	const assignments = Object.entries(fields).map(([field, value]) => ({
		id: field,
		name: field,
		type: 'string',
		value,
	}));
	const parameters = { includeOtherFields: true, assignments: { assignments } };
	return { name, type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters };
}

/**
 * Makes both workflows, and starts the one that calls; gives the id of its execution, and that of the
 * sub-workflow. The sub-workflow gets items with a `prompt` and the caller's resume URL as `callbackUrl`.
 */
export async function callChild(
	server: N8nClient,
	{ nodes, settings }: Child,
	...afterCall: WorkflowNode[]
): Promise<{ id: string; childId: string }> {
	const childId = await server.createWorkflow({ ...connected(CALLED, ...nodes), settings });
	const all = JSON.stringify(prompts(COUNT).map((prompt) => ({ json: { prompt } })));
	const caller = chain(
		{
			name: 'Prompts',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: `return ${all};` },
		},
		fieldsNode('Order', { callbackUrl: RESUME_URL }),
		{
			name: 'Sub-workflow',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { workflowId: { __rl: true, mode: 'id', value: childId }, options: {} },
		},
		...afterCall,
		fieldsNode(AFTER, { title: "={{ $('Order').item.json.prompt }}" }),
	);
	return { childId, id: await server.run(await server.createWorkflow(caller)) };
}
