import { isSameModel } from './catalog';
import type { Requests } from './requests';
import { readTask, type Task } from './task';
import { dataObjects } from './values';

/** The tasks of one page. Wiro's own clients ask for up to 100. */
const PAGE = 100;

/** A limit for the search among tasks of other models, in pages. */
const MOST_PAGES = 20;

/** Which tasks to list. */
export interface TaskFilter {
	/** How many tasks. */
	limit: number;
	/** Only those of this model. Filtered here: what Wiro's own filter compares is not documented. */
	model?: string;
}

/**
 * The newest tasks of the credential's project, the newest first. Source: Wiro's own MCP server; its
 * public pages do not have the call.
 */
export async function newestTasks(
	requests: Requests,
	{ limit, model }: TaskFilter,
): Promise<Task[]> {
	const found: Task[] = [];
	for (let page = 0; page < MOST_PAGES && found.length < limit; page++) {
		const tasks = await taskPage(
			requests,
			page * PAGE,
			model === undefined ? limit - found.length : PAGE,
		);
		const isWanted = ({ model: itsModel }: Task) =>
			model === undefined || (itsModel !== undefined && isSameModel(itsModel, model));
		// A task that started meanwhile moves the others to the next page.
		const isNew = ({ taskId }: Task) => !found.some((other) => other.taskId === taskId);
		found.push(...tasks.filter((task) => isWanted(task) && isNew(task)));
		if (tasks.length < PAGE) break;
	}
	return found.slice(0, limit);
}

/** The tasks of one request. */
async function taskPage(requests: Requests, start: number, limit: number): Promise<Task[]> {
	const json = {
		type: 'model',
		sort: 'id',
		order: 'DESC',
		start: String(start),
		limit: String(Math.min(limit, PAGE)),
	};
	const answer = await requests.sendFree({ endpoint: 'tasks', body: { json } });
	return dataObjects(answer.tasklist).map((raw) => readTask(raw, {}));
}
