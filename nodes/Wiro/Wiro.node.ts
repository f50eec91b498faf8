import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { operationProperties } from './actions/operations';
import { resume, resumeWebhooks } from './callbacks/resume';
import { route } from './actions/router';

/** Makes videos from images with Wan2.2-I2V-A14B on Wiro. */
export class Wiro implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wiro',
		name: 'wiro',
		icon: { light: 'file:../../icons/wiro.svg', dark: 'file:../../icons/wiro.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Make videos from images with Wan2.2-I2V-A14B on Wiro',
		defaults: { name: 'Wiro' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wiroProjectApi', required: true }],
		webhooks: resumeWebhooks,
		properties: operationProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resume(this);
	}
}
