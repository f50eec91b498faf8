import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { nodeProperties } from './actions/operations';
import { route } from './actions/router';
import { resume, resumeWebhooks } from './callbacks/resume';
import { methods } from './methods/models';

/** Shown after a Run that neither waits nor has a callback. */
const STILL_RUNNING =
	"The tasks have started and are still running. To get their outputs, add a second Wiro node with the Wait for Completion operation, or set the option 'Callback URL' to start another workflow with Wiro Trigger.";

/** Makes videos from images with Wan2.2-I2V-A14B, and runs any other model on Wiro. */
export class Wiro implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wiro',
		name: 'wiro',
		icon: { light: 'file:../../icons/wiro.svg', dark: 'file:../../icons/wiro.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Make videos from images with Wan2.2-I2V-A14B, or run any other model on Wiro',
		defaults: { name: 'Wiro' },
		usableAsTool: true,
		waitingNodeTooltip:
			'The execution resumes when Wiro calls back or, without a callback, at the next check',
		hints: [
			{
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'afterExecution',
				message: STILL_RUNNING,
				displayCondition:
					'={{ $parameter["operation"] === "run" && $parameter["waitForCompletion"] === false && !$parameter["options"]["callbackUrl"] }}',
			},
		],
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wiroProjectApi', required: true }],
		webhooks: resumeWebhooks,
		properties: nodeProperties,
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resume(this);
	}
}
