/** n8n's own context of a node that is about to run, for code of the node that is called by itself. */
import type { IExecuteFunctions, IRunExecutionData, IWorkflowSettings } from 'n8n-workflow';

import { createAdditionalData } from './additionalData.mts';
import { type CredentialInput, createCredentialsHelper } from './credentials.mts';
import { n8nCore, n8nWorkflow } from './modules.mts';
import { loadPackage } from './package.mts';
import { type WorkflowNode, connected, toWorkflow, toWorkflowData } from './workflow.mts';

/** A node that is about to run, and the execution that it is in. */
export interface RunningNode {
	node: WorkflowNode;
	/** The credentials that exist, by the name with which the node refers to them. */
	credentials?: Readonly<Record<string, CredentialInput>>;
	/** The settings of its workflow. */
	settings?: IWorkflowSettings;
	executionId?: string;
	/** n8n's signal of the user's Stop. */
	signal?: AbortSignal;
	/** What n8n's database says of the execution. */
	inDatabase?: (executionId: string) => Promise<IRunExecutionData | undefined>;
	/** Whether resume URLs have no token, as on n8n 1. */
	isLikeN8n1?: boolean;
}

/** Gives the node the context that n8n would, with one empty item. */
export async function executeContext({
	node,
	credentials = {},
	settings,
	executionId = '1',
	signal,
	inDatabase,
	isLikeN8n1 = false,
}: RunningNode): Promise<IExecuteFunctions> {
	const loaded = await loadPackage();
	const workflow = toWorkflow(toWorkflowData({ ...connected(node), settings }), loaded);
	const opened = workflow.getNode(node.name);
	if (!opened) throw new Error(`There is no node "${node.name}".`);
	const additionalData = createAdditionalData({
		executionId,
		credentialsHelper: await createCredentialsHelper(loaded, credentials),
	});
	if (inDatabase) additionalData.getRunExecutionData = inDatabase;
	const data = n8nWorkflow.createRunExecutionData({});
	const input = { main: [[{ json: {} }]] };
	return new n8nCore.ExecuteContext(
		workflow,
		opened,
		additionalData,
		'trigger',
		isLikeN8n1 ? { ...data, resumeToken: undefined } : data,
		0,
		[{ json: {} }],
		input,
		{ data: input, node: opened, source: null },
		[],
		signal,
	);
}
