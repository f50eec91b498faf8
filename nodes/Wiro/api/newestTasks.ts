import type { IDataObject } from 'n8n-workflow';
import { isSameModel } from './catalog';
import type { Requests } from './requests';
import { readTask, type Task } from './task';
import type { Call } from './transport';
import { dataObjects } from './values';

/** How many tasks a page has. Wiro's own clients ask for up to 100. */
export const PAGE = 100;

/** How long a caller waits that can do without the answer, in milliseconds. */
const GLANCE_MS = 5_000;

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

/**
 * One page of the newest tasks, for a caller that can do without: asked for once, and not waited for
 * long.
 * @param page counts from 0
 */
export async function glanceAtPage(requests: Requests, page: number): Promise<Task[]> {
	const request = pageRequest(page * PAGE, PAGE);
	return tasksIn(await requests.send({ ...request, timeoutMs: GLANCE_MS }));
}

/** The tasks of one request. */
async function taskPage(requests: Requests, start: number, limit: number): Promise<Task[]> {
	return tasksIn(await requests.sendFree(pageRequest(start, Math.min(limit, PAGE))));
}

function pageRequest(start: number, limit: number): Call {
	const json = {
		type: 'model',
		sort: 'id',
		order: 'DESC',
		start: String(start),
		limit: String(limit),
	};
	return { endpoint: 'tasks', body: { json } };
}

function tasksIn(answer: IDataObject): Task[] {
	return dataObjects(answer.tasklist).map((raw) => readTask(raw, {}));
}
