import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { downloadOptions } from './fields/downloads';
import { simplifyProperty } from './fields/simplify';
import { receive } from './callbacks/trigger';

/** n8n 1.x moves the first file of the field `data` out of its temporary folder, and then deletes the folder. */
const FIELD_DESCRIPTION =
	'On n8n 1.x with binary data on disk, use another name than data. Under that name n8n can delete the files as soon as an execution of the workflow ends or waits.';

/** Starts a workflow when a task on Wiro has ended. */
export class WiroTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wiro Trigger',
		name: 'wiroTrigger',
		icon: { light: 'file:../../icons/wiro.svg', dark: 'file:../../icons/wiro.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"] }}',
		description: 'Starts the workflow when a video on Wiro is finished',
		defaults: { name: 'Wiro Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wiroProjectApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: 'webhook',
			},
		],
		properties: [
			{
				displayName:
					'Open “Webhook URLs” above and copy the Production URL into the option “Callback URL” of the Wiro node that runs the tasks. The credential must be of the same project: every task is looked up before it is emitted.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'event',
				type: 'options',
				options: [
					{
						name: 'Task Ended',
						value: 'ended',
						description: 'Any end: success, failure, cancel or kill',
					},
					{ name: 'Task Failed', value: 'failed', description: 'A failure, cancel or kill' },
					{ name: 'Task Succeeded', value: 'succeeded', description: 'The video is there' },
				],
				default: 'ended',
				description: 'Which tasks start the workflow',
			},
			simplifyProperty,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: downloadOptions.map((option) =>
					option.name === 'binaryPropertyOutput'
						? { ...option, description: FIELD_DESCRIPTION }
						: option,
				),
			},
		],
	};

	/** Nothing to register at Wiro: each Run says where its callback goes. */
	webhookMethods = {
		default: {
			checkExists: async (): Promise<boolean> => true,
			create: async (): Promise<boolean> => true,
			delete: async (): Promise<boolean> => true,
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
