/** What n8n's editor asks a node for, on n8n's own context for it and without an n8n server. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeType } from 'n8n-workflow';

import { n8nCore } from './modules.mts';
import { type NodeAlone, openNode } from './nodeAlone.mts';

/** The editor's words in the search of a list, and the mark of the page after one that it has. */
interface ListQuery {
	filter?: string;
	paginationToken?: string;
}

/** Calls the method of a list with a search, as the editor does when the list is open. */
export async function listSearch(
	open: NodeAlone,
	method: string,
	{ filter, paginationToken }: ListQuery = {},
): Promise<INodeListSearchResult> {
	const { context, methods } = await askedNode(open);
	const search = methods?.listSearch?.[method];
	if (!search) throw new Error(`The node has no list search "${method}".`);
	return await search.call(context, filter, paginationToken);
}

/** Calls the method of a resource mapper, as the editor does to show its fields. */
export async function resourceMapping(open: NodeAlone, method: string) {
	const { context, methods } = await askedNode(open);
	const map = methods?.resourceMapping?.[method];
	if (!map) throw new Error(`The node has no resource mapping "${method}".`);
	return await map.call(context);
}

interface AskedNode {
	context: ILoadOptionsFunctions;
	methods: INodeType['methods'];
}

async function askedNode(open: NodeAlone): Promise<AskedNode> {
	const { loaded, workflow, node, additionalData } = await openNode(open);
	// Without defaults: n8n hands on what the editor sends.
	additionalData.currentNodeParameters = open.node.parameters ?? {};
	return {
		context: new n8nCore.LoadOptionsContext(workflow, node, additionalData, ''),
		methods: loaded.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).methods,
	};
}
