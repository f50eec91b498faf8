/** Workflows as they are written down, and what the engine makes of them. */
import type { IConnections, INode, IWorkflowBase, IWorkflowSettings } from 'n8n-workflow';

import { n8nWorkflow } from './modules.mts';
import type { LoadedPackage } from './package.mts';

/** A node of a workflow; n8n's editor would add the rest. */
export type WorkflowNode = Partial<INode> & Pick<INode, 'name' | 'type'>;

/** A workflow, in the format in which n8n exports and imports it. */
export interface WorkflowSource {
	id?: string;
	name?: string;
	nodes: WorkflowNode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
}

/** The trigger that {@link chain} puts first. */
export const START = 'Start';

/** Writes a workflow: a manual trigger named {@link START}, then the nodes, one after the other. */
export function chain(...nodes: WorkflowNode[]): WorkflowSource {
	return connected({ name: START, type: 'n8n-nodes-base.manualTrigger' }, ...nodes);
}

/** Writes a workflow of nodes, each connected to the next. */
export function connected(...nodes: WorkflowNode[]): WorkflowSource {
	const connections: IConnections = {};
	for (const [index, { name }] of nodes.slice(1).entries()) {
		const previous = nodes[index];
		if (previous) connections[previous.name] = { main: [[{ node: name, type: 'main', index: 0 }]] };
	}
	return { nodes, connections };
}

/** Parses a workflow file of n8n; throws if the text is anything else. */
export function parseWorkflow(text: string): WorkflowSource {
	const value: unknown = JSON.parse(text);
	if (!isWorkflowSource(value)) throw new Error('This is not an n8n workflow.');
	return value;
}

function isWorkflowSource(value: unknown): value is WorkflowSource {
	if (typeof value !== 'object' || value === null) return false;
	if (!('nodes' in value) || !('connections' in value) || !Array.isArray(value.nodes)) return false;
	return value.nodes.every(isNode) && typeof value.connections === 'object';
}

function isNode(value: unknown): value is WorkflowNode {
	return (
		typeof value === 'object' &&
		value !== null &&
		'name' in value &&
		'type' in value &&
		typeof value.name === 'string' &&
		typeof value.type === 'string'
	);
}

/** Makes the workflow that n8n would keep in its database. */
export function toWorkflowData(source: WorkflowSource): IWorkflowBase {
	const now = new Date();
	return {
		id: source.id ?? 'engine-workflow',
		name: source.name ?? 'Workflow',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes: source.nodes.map((node, index) => ({
			id: String(index),
			typeVersion: 1,
			position: [index * 200, 0],
			parameters: {},
			...node,
		})),
		connections: source.connections,
		settings: { executionOrder: 'v1', ...source.settings },
	};
}

/** Makes the engine's workflow; parameters that are left out get their defaults here. */
export function toWorkflow(data: IWorkflowBase, { nodeTypes }: LoadedPackage) {
	return new n8nWorkflow.Workflow({ ...structuredClone(data), nodeTypes });
}
