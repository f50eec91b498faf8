import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { receive } from './callbacks/trigger';
import { downloadOptions, simplifyProperty } from './fields/output';

/** n8n 1.x deletes the temporary folder of the files after it has moved the first file of the field `data`. */
const FIELD_DESCRIPTION =
	'On n8n 1.x with binary data on disk, use a name other than data. With that name, n8n can delete the files when an execution of the workflow ends or waits.';

const WHILE_BUILDING =
	"<b>While you build the workflow</b>, open 'Webhook URLs', copy the Test URL into the option 'Callback URL' of the Wiro node that runs the tasks, and click 'Execute step' here. Then run that node: the task shows up here when it has ended.";

const IN_PRODUCTION =
	"<b>To start the workflow automatically</b>, copy the Production URL into 'Callback URL' instead, and publish or activate the workflow.";

const CREDENTIAL_HELP =
	'Use the credential of the project that runs the tasks: each task is checked on Wiro before the workflow starts.';

/** @param executionsList how the text names the list of executions, which may be a link */
function executionsHelp(executionsList: string): string {
	return `${WHILE_BUILDING}<br /><br />${IN_PRODUCTION} These executions show up in the ${executionsList}, but not here.<br /><br />${CREDENTIAL_HELP}`;
}

const properties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'event',
		type: 'options',
		options: [
			{
				name: 'Task Ended',
				value: 'ended',
				description: 'A task has succeeded, failed, or been cancelled or killed',
			},
			{
				name: 'Task Failed',
				value: 'failed',
				description: 'A task has failed, or been cancelled or killed',
			},
			{ name: 'Task Succeeded', value: 'succeeded', description: 'A task has made its video' },
		],
		default: 'ended',
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
];

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
		triggerPanel: {
			header: 'Wait for a task on Wiro to end',
			executionsHelp: {
				inactive: executionsHelp('executions list'),
				active: executionsHelp('<a data-key="executions">executions list</a>'),
			},
			activationHint:
				"To start this workflow without the button, open 'Webhook URLs', copy the Production URL into the option 'Callback URL' of the Wiro node that runs the tasks, and publish or activate this workflow.",
		},
		properties,
	};

	/** There is nothing to register at Wiro: each Run names its own callback URL. */
	webhookMethods = {
		default: {
			checkExists: async (): Promise<boolean> => true,
			create: async (): Promise<boolean> => true,
			delete: async (): Promise<boolean> => true,
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, properties);
	}
}
