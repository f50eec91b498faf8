/** What n8n's editor asks a node for, on n8n's own context for it and without an n8n server. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';

import { createAdditionalData } from './additionalData.mts';
import { type CredentialInput, createCredentialsHelper } from './credentials.mts';
import { n8nCore } from './modules.mts';
import { loadPackage } from './package.mts';
import { type WorkflowNode, connected, toWorkflow, toWorkflowData } from './workflow.mts';

/** The node that the editor has open, with its parameters as they are written there. */
export interface OpenNode {
	node: WorkflowNode;
	/** The credentials that exist, by the name with which the node refers to them. */
	credentials?: Readonly<Record<string, CredentialInput>>;
}

/** The editor's words in the search of a list, and the mark of the page after one that it has. */
interface ListQuery {
	filter?: string;
	paginationToken?: string;
}

/** Calls the method of a list with a search, as the editor does when the list is open. */
export async function listSearch(
	open: OpenNode,
	method: string,
	{ filter, paginationToken }: ListQuery = {},
): Promise<INodeListSearchResult> {
	const { context, methods } = await openNode(open);
	const search = methods?.listSearch?.[method];
	if (!search) throw new Error(`The node has no list search "${method}".`);
	return await search.call(context, filter, paginationToken);
}

/** Calls the method of a resource mapper, as the editor does to show its fields. */
export async function resourceMapping(open: OpenNode, method: string) {
	const { context, methods } = await openNode(open);
	const map = methods?.resourceMapping?.[method];
	if (!map) throw new Error(`The node has no resource mapping "${method}".`);
	return await map.call(context);
}

interface Opened {
	context: ILoadOptionsFunctions;
	methods: INodeType['methods'];
}

async function openNode({ node, credentials = {} }: OpenNode): Promise<Opened> {
	const loaded = await loadPackage();
	const workflow = toWorkflow(toWorkflowData(connected(node)), loaded);
	const opened = workflow.getNode(node.name);
	if (!opened) throw new Error(`There is no node "${node.name}".`);
	const additionalData = {
		...createAdditionalData({
			credentialsHelper: await createCredentialsHelper(loaded, credentials),
		}),
		// Without defaults: n8n hands on what the editor sends.
		currentNodeParameters: node.parameters ?? {},
	};
	return {
		context: new n8nCore.LoadOptionsContext(workflow, opened, additionalData, ''),
		methods: loaded.nodeTypes.getByNameAndVersion(opened.type, opened.typeVersion).methods,
	};
}
