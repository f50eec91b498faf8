import type {
	INodeExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { answer } from './answer';
import { downloader } from '../api/download';
import { outcomeOf } from '../api/outcome';
import type { Task } from '../api/task';
import { lookUpWith } from '../api/lookUp';
import { connectionOf } from '../api/transport';
import { Interruption } from '../waiting/interruption';
import { readParked, type Parked } from './suspended';
import { Watches } from './watch';
import { itemsOrFailure } from '../api/items';

/** The resume URL of an execution that the node has parked; no trigger. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: '',
		isFullPath: true,
		restartWebhook: true,
	},
];

/** Lives as long as n8n's process, to which all callbacks of an execution come. */
const watches = new Watches();

/** The node's output: the tasks' items and what failed before, in the order of the input. */
async function output(
	context: IWebhookFunctions,
	{ items }: Parked,
	tasks: Task[],
): Promise<INodeExecutionData[]> {
	const fetchFile = downloader(context, await connectionOf(context), new Interruption());
	const remaining = [...tasks];
	const made = items.map(async (item, itemIndex) => {
		if ('json' in item) return [{ json: item.json, pairedItem: { item: itemIndex } }];
		const task = remaining.shift();
		return task === undefined ? [] : await itemsOrFailure(fetchFile, task, itemIndex, item);
	});
	return (await Promise.all(made)).flat();
}

/**
 * The resume webhook of a parked execution. Believes nothing of what it is sent: it looks every
 * task of the execution up, and resumes only when all have ended.
 */
export async function resume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const parked = readParked(context);
	if (parked === undefined) return answer(context, 404, 'Nothing waits for Wiro here');

	const handles = parked.items.flatMap((item) => ('handle' in item ? [item.handle] : []));
	const outcome = await outcomeOf(
		async () => await watches.look(parked.parking, handles, await lookUpWith(context, handles)),
	);
	if (!outcome.ok) {
		// An error here cannot fail the node: n8n leaves the execution waiting either way, and the next
		// check of the node tells the user what is wrong.
		context.logger.warn('Wiro could not be asked about the tasks of a waiting execution', {
			reason: outcome.error instanceof Error ? outcome.error.message : undefined,
		});
		return answer(
			context,
			503,
			'Wiro could not be asked about the tasks. The workflow goes on waiting.',
		);
	}
	switch (outcome.value) {
		case 'running':
		case 'looking':
			return answer(context, 202, 'Not all tasks have ended yet. The workflow goes on waiting.');
		case 'resumed':
			return answer(context, 200, 'The workflow goes on already.');
		default:
			// Before the files are fetched: the caller does not wait for them.
			return {
				...answer(context, 200, 'All tasks have ended. The workflow goes on.'),
				workflowData: [await output(context, parked, outcome.value)],
			};
	}
}
