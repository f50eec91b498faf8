/** A node in a workflow of its own, for n8n's contexts that are made without an execution. */
import type {
	INode,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	Workflow,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData.mts';
import { type CredentialInput, createCredentialsHelper } from './credentials.mts';
import { type LoadedPackage, loadPackage } from './package.mts';
import { type WorkflowNode, connected, toWorkflow, toWorkflowData } from './workflow.mts';

/** A node as it is written down, and what its workflow has besides. */
export interface NodeAlone {
	node: WorkflowNode;
	/** The credentials that exist, by the name with which the node refers to them. */
	credentials?: Readonly<Record<string, CredentialInput>>;
	/** The settings of its workflow. */
	settings?: IWorkflowSettings;
	executionId?: string;
	/** The ID of its workflow. */
	workflowId?: string;
}

interface Opened {
	loaded: LoadedPackage;
	workflow: Workflow;
	node: INode;
	additionalData: IWorkflowExecuteAdditionalData;
}

/** Makes what n8n's contexts of a node need. */
export async function openNode({
	node: written,
	credentials = {},
	settings,
	executionId,
	workflowId,
}: NodeAlone): Promise<Opened> {
	const loaded = await loadPackage();
	const workflow = toWorkflow(
		toWorkflowData({ id: workflowId, ...connected(written), settings }),
		loaded,
	);
	const node = workflow.getNode(written.name);
	if (!node) throw new Error(`There is no node "${written.name}".`);
	const credentialsHelper = await createCredentialsHelper(loaded, credentials);
	return {
		loaded,
		workflow,
		node,
		additionalData: createAdditionalData({ executionId, credentialsHelper }),
	};
}
