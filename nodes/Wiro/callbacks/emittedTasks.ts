import type { IWebhookFunctions } from 'n8n-workflow';

/** How many tasks to remember: a callback may be repeated for hours, but not for ever. */
const MOST_REMEMBERED = 1_000;

/** The entry of the workflow's static data, which n8n saves. */
const ENTRY = 'emittedTasks';

/** Callbacks that come together each get a copy of the static data, so this process knows too. */
const emitted = new Map<string, string[]>();

function savedTasks(context: IWebhookFunctions): string[] {
	const saved: unknown = context.getWorkflowStaticData('node')[ENTRY];
	return Array.isArray(saved) ? saved.filter((entry) => typeof entry === 'string') : [];
}

/** Whether this call is the first to claim the task for this trigger; later ones are told no. */
export function claimTask(context: IWebhookFunctions, taskId: string): boolean {
	const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	const known = new Set([...savedTasks(context), ...(emitted.get(trigger) ?? [])]);
	if (known.has(taskId)) return false;
	const remembered = [...known, taskId].slice(-MOST_REMEMBERED);
	emitted.set(trigger, remembered);
	context.getWorkflowStaticData('node')[ENTRY] = remembered;
	return true;
}
