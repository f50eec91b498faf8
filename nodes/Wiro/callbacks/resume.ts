import type {
	INodeExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { openWiro, type WiroClient } from '../api/client';
import { itemsOrFailure } from '../api/items';
import type { Task, TaskReference } from '../api/task';
import { answer, answerUnchecked } from './answer';
import { CallbackChecks, type Finding } from './callbackChecks';
import { asksWhetherWaiting, isDueSoon, isFirstToResume, receiverOf } from './resumeOnce';
import { readSuspension, type Suspension } from './suspended';

/** The resume URL of a suspended execution. */
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

/** Shared by all callbacks that reach this n8n process. */
const callbackChecks = new CallbackChecks();

/** The node's output: the items of the tasks and of earlier failures, in the order of the input. */
async function output(
	wiro: WiroClient,
	{ items }: Suspension,
	tasks: Task[],
): Promise<INodeExecutionData[]> {
	const remaining = [...tasks];
	const made = items.map(async (item, itemIndex) => {
		if ('json' in item) return [{ json: item.json, pairedItem: { item: itemIndex } }];
		const task = remaining.shift();
		return task === undefined ? [] : await itemsOrFailure(wiro, task, itemIndex, item);
	});
	return (await Promise.all(made)).flat();
}

/** @throws WiroError */
async function checkAll(
	wiro: WiroClient,
	suspension: string,
	tasks: TaskReference[],
): Promise<Finding> {
	// They already existed when the execution was suspended.
	for (const task of tasks) wiro.known.addSeen(task);
	return await callbackChecks.check(suspension, tasks, async (task) => await wiro.detail(task));
}

/**
 * The resume webhook of a suspended execution. It does not trust the callback: it checks every task
 * of the execution, and resumes only when all have ended.
 */
export async function resume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const suspension = readSuspension(context);
	if (suspension === undefined) return answer(context, 404, 'No execution waits for Wiro here');
	if (asksWhetherWaiting(context)) return answer(context, 200, 'The workflow is waiting');
	if (isDueSoon(context, suspension.until)) {
		return answer(context, 202, 'The workflow checks its tasks within the next minutes.');
	}

	const tasks = suspension.items.flatMap((item) => ('task' in item ? [item.task] : []));
	let wiro: WiroClient;
	let finding: Finding;
	try {
		wiro = await openWiro(context);
		finding = await checkAll(wiro, suspension.id, tasks);
	} catch (error) {
		// The execution keeps waiting, and the user learns the reason from the node's next check.
		const message = 'The tasks could not be checked on Wiro. The workflow keeps waiting.';
		return answerUnchecked(context, error, message);
	}
	switch (finding) {
		case 'running':
		case 'checking':
			return answer(context, 202, 'Not all tasks have ended yet. The workflow keeps waiting.');
		case 'resumed':
			return answer(context, 200, 'The workflow has already resumed.');
	}
	const receiver = receiverOf(context);
	// The answer comes first, so that the caller does not wait for the downloads.
	const answered = answer(context, 200, 'All tasks have ended. The workflow resumes.');
	const items = await output(wiro, suspension, finding);
	return (await isFirstToResume(context, receiver))
		? { ...answered, workflowData: [items] }
		: answered;
}
