/** Calls to a node's webhook, and what n8n's server makes of them, on n8n's own contexts and engine. */
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IRunExecutionData,
	IWebhookDescription,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { createAdditionalData } from '../../../n8n/engine/additionalData.mts';
import { createCredentialsHelper } from '../../../n8n/engine/credentials.mts';
import { n8nCore } from '../../../n8n/engine/modules.mts';
import { loadPackage } from '../../../n8n/engine/package.mts';
import type { RunOptions } from '../../../n8n/engine/run.mts';
import { toWorkflow, toWorkflowData } from '../../../n8n/engine/workflow.mts';
import { holds } from '../../../n8n/guards.mts';

/** A workflow and the credentials of its nodes. */
export type Installed = Pick<RunOptions, 'workflow' | 'credentials'>;

/** The path of the resume URL of an execution. */
export const RESUME_PATH = '/webhook-waiting/webhook';

/** What a caller sends, as n8n's body parser gives it: text and lists may be bodies too. */
export interface WebhookCall {
	body?: unknown;
	query?: IDataObject;
	/** The port of 127.0.0.1 where the n8n process listens that gets the call. */
	port?: number;
}

/** What the caller is answered, and what the node hands to the workflow. */
export interface WebhookAnswer {
	status: number;
	json: unknown;
	/** The items for each output; undefined if the webhook does not start or resume the workflow. */
	workflowData?: INodeExecutionData[][];
}

type Web = Pick<IWorkflowExecuteAdditionalData, 'httpRequest' | 'httpResponse'>;

const isRequest = holds<NonNullable<Web['httpRequest']>>('body', 'headers', 'params', 'query');
const isResponse = holds<NonNullable<Web['httpResponse']>>('status', 'json');
const isDataObject = holds<IDataObject>();

/** Where the call arrives. */
interface Place {
	installed: Installed;
	workflow: Workflow;
	node: INode;
	mode: WorkflowExecuteMode;
	runExecutionData?: IRunExecutionData;
}

/** What a server gives the engine when a webhook starts or resumes a workflow. */
export async function additionalDataOf({ credentials = {} }: Installed, workflow: Workflow) {
	const loaded = await loadPackage();
	return createAdditionalData({
		executionId: 'webhook',
		credentialsHelper: await createCredentialsHelper(loaded, credentials),
		hooks: new n8nCore.ExecutionLifecycleHooks('webhook', 'webhook', {
			...toWorkflowData({ nodes: [], connections: {} }),
			id: workflow.id,
		}),
	});
}

/** Runs the node's `webhook()` as the POST to one of its URLs does. */
export async function callNode(
	{ installed, workflow, node, mode, runExecutionData }: Place,
	isTheOne: (webhook: IWebhookDescription) => boolean,
	{ body = {}, query = {}, port }: WebhookCall,
): Promise<WebhookAnswer> {
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const webhookDescription = type.description.webhooks?.find(
		(webhook) => webhook.httpMethod === 'POST' && isTheOne(webhook),
	);
	if (webhookDescription === undefined || type.webhook === undefined) {
		throw new Error(`"${node.name}" has no webhook for this call.`);
	}
	let status = 200;
	const answers: unknown[] = [];
	const response = {
		status: (code: number) => {
			status = code;
			return response;
		},
		json: (json: unknown) => {
			answers.push(json);
			return response;
		},
	};
	const socket = { localAddress: '127.0.0.1', localPort: port };
	const request = { body, query, headers: {}, params: {}, socket, originalUrl: RESUME_PATH };
	if (!isRequest(request) || !isResponse(response))
		throw new Error('The stand-ins for request and response are incomplete.');
	const additionalData = await additionalDataOf(installed, workflow);
	const context = new n8nCore.WebhookContext(
		workflow,
		node,
		{ ...additionalData, httpRequest: request, httpResponse: response },
		mode,
		{
			httpMethod: 'POST',
			node: node.name,
			path: '',
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
			isTest: mode === 'manual',
		},
		[],
		runExecutionData ?? null,
	);
	const result = await type.webhook.call(context);
	if (result.noWebhookResponse !== true) answers.push(result.webhookResponse);
	if (answers.length !== 1) throw new Error(`The call was answered ${answers.length} times.`);
	return { status, json: answers[0], workflowData: result.workflowData };
}

/** A trigger's URL, and the static data that n8n keeps for its workflow. */
export class TriggerUrl {
	private staticData: IDataObject = {};
	private readonly installed: Installed;

	/** @param staticData what an n8n that ran before has kept */
	constructor(installed: Installed, staticData: IDataObject = {}) {
		this.installed = installed;
		this.staticData = staticData;
	}

	/** What n8n keeps for the workflow. */
	get kept(): IDataObject {
		return structuredClone(this.staticData);
	}

	/** @param mode `manual` is the test URL, while the workflow is open in the editor */
	async call(call: WebhookCall, mode: 'webhook' | 'manual' = 'webhook'): Promise<WebhookAnswer> {
		const data = { ...toWorkflowData(this.installed.workflow), staticData: this.kept };
		const workflow = toWorkflow(data, await loadPackage());
		const node = Object.values(workflow.nodes).find(({ type }) => type.endsWith('Trigger'));
		if (node === undefined) throw new Error('The workflow has no trigger.');
		const answer = await callNode(
			{ installed: this.installed, workflow, node, mode },
			({ restartWebhook }) => restartWebhook !== true,
			call,
		);
		// n8n saves when the caller is answered, and only what has been changed.
		if (workflow.staticData.__dataChanged === true) {
			const kept: unknown = JSON.parse(JSON.stringify(workflow.staticData));
			if (isDataObject(kept)) this.staticData = kept;
		}
		return answer;
	}
}
