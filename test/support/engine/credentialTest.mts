/** The test behind the Save button of n8n's credential form. */
import type {
	ICredentialTestRequest,
	IDataObject,
	INode,
	INodeCredentialTestResult,
	INodeType,
} from 'n8n-workflow';

import { createAdditionalData } from '../../../n8n/engine/additionalData.mts';
import {
	type CredentialInput,
	createCredentialsHelper,
	resolveFields,
} from '../../../n8n/engine/credentials.mts';
import { n8nCore, n8nWorkflow } from '../../../n8n/engine/modules.mts';
import { loadPackage } from '../../../n8n/engine/package.mts';

const TESTER = 'n8n-nodes-base.noOp';

/**
 * Tests a credential with its type's `test` request and rules, as n8n does.
 * @returns the message that a person reads beside the form
 */
export async function testCredential(
	{ type, data }: CredentialInput,
	packageRoot?: string,
): Promise<INodeCredentialTestResult> {
	const loaded = await loadPackage(packageRoot);
	const credentialType = loaded.credentialType(type);
	const { test } = credentialType;
	if (!test) throw new Error(`The credential type "${type}" has no test.`);

	const credential = {
		id: 'tested',
		name: 'Tested',
		type,
		data: resolveFields(credentialType, data),
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: TESTER,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type]: { id: credential.id, name: credential.name } },
	};
	const nodeType = withRequest(loaded.nodeTypes.getByNameAndVersion(TESTER), type, test.request);
	const workflow = new n8nWorkflow.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { ...loaded.nodeTypes, getByNameAndVersion: () => nodeType },
	});
	const context = new n8nCore.ExecuteContext(
		workflow,
		node,
		createAdditionalData({ credentialsHelper: await createCredentialsHelper(loaded, {}) }),
		'internal',
		n8nWorkflow.createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	try {
		const output = await new n8nCore.RoutingNode(context, nodeType, credential).runNode();
		return judgeBody(output?.[0]?.[0]?.json ?? {}, test.rules);
	} catch (error) {
		return judgeFailure(error, test.rules);
	}
}

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/** The node that n8n makes up to send a credential's test request. */
function withRequest(
	nodeType: INodeType,
	credentialName: string,
	request: ICredentialTestRequest['request'],
): INodeType {
	return {
		description: {
			...nodeType.description,
			credentials: [{ name: credentialName, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
}

function judgeBody(body: IDataObject, rules: Rules = []): INodeCredentialTestResult {
	for (const rule of rules) {
		if (rule.type !== 'responseSuccessBody') continue;
		if (valueAt(body, rule.properties.key) === rule.properties.value) {
			return { status: 'Error', message: rule.properties.message };
		}
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function valueAt(body: unknown, path: string): unknown {
	return path
		.split(/[.[\]]+/)
		.filter((key) => key !== '')
		.reduce((value, key) => property(value, key), body);
}

function judgeFailure(error: unknown, rules: Rules = []): INodeCredentialTestResult {
	const cause = property(error, 'cause');
	const response = property(cause, 'response');
	if (response === undefined) {
		const message = textOf(property(cause, 'code')) ?? textOf(property(error, 'message'));
		return { status: 'Error', message: message ?? 'Unknown error' };
	}
	const code = property(response, 'status');
	for (const rule of rules) {
		if (rule.type === 'responseCode' && rule.properties.value === code) {
			return { status: 'Error', message: rule.properties.message };
		}
	}
	const statusText = textOf(property(response, 'statusText'));
	return { status: 'Error', message: statusText ?? `Received HTTP status code: ${String(code)}` };
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function property(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
