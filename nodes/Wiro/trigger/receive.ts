import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { itemsOf } from '../actions/items';
import { isUnknownTask, outcomeOf } from '../api/errors/outcome';
import { withFailure } from '../api/errors/taskErrors';
import { lookUpWith } from '../api/lookUp';
import type { Task } from '../api/task';
import { answer } from '../api/answer';
import { claimTask } from './emittedTasks';
import { taskReferences } from './taskReferences';

/** The first of the tasks that a callback may be about which the credential's project has. */
async function findTask(context: IWebhookFunctions): Promise<Task | undefined> {
	const references = taskReferences([context.getBodyData(), context.getQueryData()]);
	if (references.length === 0) return undefined;
	const lookUp = await lookUpWith(context);
	for (const handle of references) {
		const outcome = await outcomeOf(async () => await lookUp(handle));
		if (outcome.ok) return outcome.value;
		if (!isUnknownTask(outcome.error)) throw outcome.error;
	}
	return undefined;
}

function isWanted(context: IWebhookFunctions, task: Task): boolean {
	const event = context.getNodeParameter('event');
	return event === 'ended' || (event === 'succeeded') === (task.end === 'success');
}

/**
 * A callback to the trigger's URL. Nothing in it is believed but which task it may be about: that
 * one is looked up, and emitted once when it has ended.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const outcome = await outcomeOf(async () => await findTask(context));
	if (!outcome.ok) {
		// Whoever calls is told to come again, and nothing else: it need not be Wiro.
		context.logger.warn('Wiro could not be asked about the task of a callback', {
			reason: outcome.error instanceof Error ? outcome.error.message : undefined,
		});
		return answer(context, 503, 'Wiro could not be asked about the task. Try again later.');
	}
	const task = outcome.value;
	if (task?.taskId === undefined)
		return answer(context, 404, 'The call names no task of this project.');
	if (task.end === undefined) return answer(context, 202, 'The task has not ended yet.');
	if (!isWanted(context, task))
		return answer(context, 200, 'The workflow does not ask for such tasks.');
	// While a workflow is built, the same task is sent again and again.
	const isTest = context.getMode() === 'manual';
	if (!isTest && !claimTask(context, task.taskId)) {
		return answer(context, 200, 'The workflow has had this task already.');
	}
	const simplify = context.getNodeParameter('simplify') === true;
	return {
		...answer(context, 200, 'The workflow takes the task.'),
		workflowData: [itemsOf(withFailure(task), 0, simplify).map(({ json }) => ({ json }))],
	};
}
