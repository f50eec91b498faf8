import type { IBinaryKeyData, INodeExecutionData } from 'n8n-workflow';
import { downloadFailed } from '../api/errors/taskErrors';
import { outcomeOf } from '../api/errors/outcome';
import { WiroError } from '../api/errors/wiroError';
import { taskItems, type Task, type TaskOutput } from '../api/task';
import type { Session } from './session';

/** In what form the user wants a task's items. */
export interface ItemForm {
	/** One clean item for each output; otherwise Wiro's task object as it came. */
	simplify: boolean;
	/** The binary field to download outputs into; nothing for URLs only. */
	downloadProperty?: string;
}

/** Makes the items of a task, without its files. */
export function itemsOf(task: Task, itemIndex: number, simplify: boolean): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (!simplify) return [{ json: task.raw, pairedItem }];
	return taskItems(task).map((json) => ({ json, pairedItem }));
}

async function fetchOutput(
	session: Session,
	task: Task,
	output: TaskOutput,
	field: string,
): Promise<IBinaryKeyData> {
	const { url } = output;
	if (url === undefined) return {};
	const outcome = await outcomeOf(async () => await session.download(url, output));
	if (outcome.ok) return { [field]: outcome.value };
	throw outcome.error instanceof WiroError
		? downloadFailed(task, url, outcome.error)
		: outcome.error;
}

/** Makes the items of a task, with its files where they are wanted. @throws WiroError when a download fails */
export async function itemsWithFiles(
	session: Session,
	task: Task,
	itemIndex: number,
	{ simplify, downloadProperty }: ItemForm,
): Promise<INodeExecutionData[]> {
	const items = itemsOf(task, itemIndex, simplify);
	if (downloadProperty === undefined) return items;
	const files = await Promise.all(
		(task.outputs ?? []).map(async (output, outputIndex) => {
			// Wiro's task object is one item, so that several files need several fields there.
			const field =
				simplify || outputIndex === 0 ? downloadProperty : `${downloadProperty}_${outputIndex}`;
			return await fetchOutput(session, task, output, field);
		}),
	);
	for (const [outputIndex, file] of files.entries()) {
		const item = simplify ? items[outputIndex] : items[0];
		if (item !== undefined) item.binary = { ...item.binary, ...file };
	}
	return items;
}
