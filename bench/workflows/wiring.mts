/** Wires nodes to workflows. */
import type { IConnections } from 'n8n-workflow';

import type { WorkflowNode, WorkflowSource } from '../../n8n/engine/workflow.mts';

/** Which nodes each node leads to, by its outputs. */
export type Wires = Readonly<Record<string, ReadonlyArray<string | undefined>>>;

/** Makes a workflow of nodes and of the wires between them. */
export function wire(name: string, nodes: WorkflowNode[], wires: Wires): WorkflowSource {
	const connections: IConnections = {};
	for (const [from, outputs] of Object.entries(wires)) {
		connections[from] = {
			main: outputs.map((node) =>
				node === undefined ? [] : [{ node, type: 'main' as const, index: 0 }],
			),
		};
	}
	return { name, nodes, connections };
}

/** The nodes that turn the webhook's list of prompts into items; the last one is {@link ITEMS}. */
export function sourceNodes(path: string): WorkflowNode[] {
	return [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path },
		},
		{
			name: 'Prompts',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: [
						{ id: 'prompts', name: 'prompts', type: 'array', value: '={{ $json.body.prompts }}' },
					],
				},
			},
		},
		{
			name: ITEMS,
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'prompts', options: { destinationFieldName: 'prompt' } },
		},
	];
}

/** The node that gives one item for each prompt. */
export const ITEMS = 'Items';

/** The wires of {@link sourceNodes}. */
export const SOURCE_WIRES: Wires = { Webhook: ['Prompts'], Prompts: [ITEMS] };
