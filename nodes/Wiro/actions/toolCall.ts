import type { IExecuteFunctions } from 'n8n-workflow';
import { WiroError } from '../api/wiroError';
import { badParameter } from '../fields/parameters';
import { callArguments, isInsideCaller, isInWorker, isTool } from '../fields/tool';

/** What errors about files advise, for nodes that get files. */
const USE_A_FILE = /set 'Image Source' to Binary File|enter the name of its binary field/;

/** A name that n8n allows in `$fromAI`. Others are never put into an expression. */
const ARGUMENT_NAME = /^[\w-]{1,64}$/;

/**
 * Whether the node answers errors as items: if the user wants that, and in a tool unless the user has
 * chosen 'Stop Workflow', since a model reads all of an item, but little or nothing of an error.
 */
export function answersErrors(context: IExecuteFunctions): boolean {
	const node = context.getNode();
	if (isTool(node) && node.onError !== 'stopWorkflow') return !hasUnreadOutput(context);
	return context.continueOnFail();
}

/** With an error output, agents from version 3 on read nothing from a tool: neither errors nor videos. */
function hasUnreadOutput(context: IExecuteFunctions): boolean {
	const node = context.getNode();
	return isTool(node) && node.onError === 'continueErrorOutput' && !isInsideCaller(context);
}

/**
 * Checks that a call of the node as a tool can be answered, and that its parameters are its own.
 * @throws WiroError
 */
export function checkToolCall(context: IExecuteFunctions, itemIndex: number): void {
	if (!isTool(context.getNode())) return;
	if (hasUnreadOutput(context)) {
		throw badParameter(
			"The agent cannot read this tool, because its setting 'On Error' is 'Continue (using error output)'",
			"Set 'On Error' of the tool to 'Continue'. Nothing was sent to Wiro.",
		);
	}
	// In other agents, the item also has fields of the agent's input.
	if (!isInsideCaller(context)) return;
	for (const [name, given] of Object.entries(callArguments(context, itemIndex))) {
		if (!ARGUMENT_NAME.test(name) || given === null) continue;
		const filledIn: unknown = context.evaluateExpression(`{{ $fromAI('${name}') }}`, itemIndex);
		if (JSON.stringify(filledIn) === JSON.stringify(given)) continue;
		throw badParameter(
			'n8n gave this call the arguments of another call, because the agent works on several items at the same time',
			"Call the tool again: nothing was sent to Wiro. To avoid this, set 'Batch Size' in the agent's options to 1, or use version 3 of the AI Agent node.",
		);
	}
}

/** What to tell the model of a tool after the next step; empty for other nodes. */
export function adviceToModel(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): string {
	if (!isTool(context.getNode())) return '';
	if (!(error instanceof WiroError)) {
		return " This is about the tool's settings in n8n: tell the user what it says.";
	}
	if (USE_A_FILE.test(error.nextStep)) {
		return ' A tool gets no files, so it needs a link that opens the file itself without signing in.';
	}
	switch (error.kind) {
		case 'timedOut':
			if (isInWorker(context) && context.getNodeParameter('operation', itemIndex) === 'run') {
				return " Do not call the tool again for this video: in n8n's queue mode, that can start and bill a second task.";
			}
			return ' Calling the tool again with the same input goes on waiting for this task and costs nothing more.';
		case 'lostRun':
			if (isInWorker(context)) {
				return ' Until that is clear, do not order the video again: it could be paid for twice.';
			}
			return ' Until that is clear, do not order the video again: the same input is refused, and other input would be paid for.';
		default:
			return '';
	}
}
