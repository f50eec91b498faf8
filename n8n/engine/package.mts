/** The compiled package, loaded from its own package.json as n8n loads a community package. */
import type {
	ICredentialType,
	IDataObject,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';

import { agentNode, mcpNode } from './agentNode.mts';
import { baseNodes } from './baseNodes.mts';
import { flowNodes } from './flowNodes.mts';
import { n8nCore, n8nWorkflow } from './modules.mts';

/** What a loaded package offers the engine. */
export interface LoadedPackage {
	/** The name in its package.json, which is the first part of its nodes' type names. */
	readonly name: string;
	/** The package's nodes and the stand-ins for n8n's own. */
	readonly nodeTypes: INodeTypes;
	/** Returns a credential type of the package; throws if the name is unknown. */
	credentialType(name: string): ICredentialType;
}

const loaded = new Map<string, Promise<LoadedPackage>>();

/**
 * Loads a package once per process.
 * @param root the folder of its package.json, whose `n8n` block names the compiled files
 */
export async function loadPackage(root: string = process.cwd()): Promise<LoadedPackage> {
	const known = loaded.get(root);
	if (known) return await known;
	const loading = load(root);
	loaded.set(root, loading);
	return await loading;
}

async function load(root: string): Promise<LoadedPackage> {
	const loader = new n8nCore.PackageDirectoryLoader(root);
	await loader.loadAll();
	const types = new Map<string, INodeType | IVersionedNodeType>(
		Object.entries({
			...baseNodes,
			...flowNodes,
			'@n8n/n8n-nodes-langchain.agent': agentNode,
			'@n8n/n8n-nodes-langchain.mcpTrigger': mcpNode,
		}),
	);
	for (const [name, { type }] of Object.entries(loader.nodeTypes)) {
		types.set(`${loader.packageName}.${name}`, type);
		if ('execute' in type && type.description.usableAsTool) {
			types.set(`${loader.packageName}.${name}Tool`, toolOf(type));
		}
	}
	return {
		name: loader.packageName,
		nodeTypes: createNodeTypes(types),
		credentialType: (name) => loader.getCredential(name).type,
	};
}

/** A node as a tool, as n8n makes it. */
function toolOf(type: INodeType): INodeType {
	const { description } = type;
	const tool = {
		...description,
		name: `${description.name}Tool`,
		inputs: [],
		outputs: ['ai_tool' as const],
	};
	return new Proxy(type, {
		get: (node, key): unknown => (key === 'description' ? tool : Reflect.get(node, key)),
	});
}

function createNodeTypes(types: ReadonlyMap<string, INodeType | IVersionedNodeType>): INodeTypes {
	const getByName = (name: string): INodeType | IVersionedNodeType => {
		const type = types.get(name);
		if (!type) throw new Error(`The engine knows no node of type "${name}".`);
		return type;
	};
	return {
		getByName,
		getByNameAndVersion: (name, version) =>
			n8nWorkflow.NodeHelpers.getVersionedNodeType(getByName(name), version),
		getKnownTypes: (): IDataObject => ({}),
	};
}
