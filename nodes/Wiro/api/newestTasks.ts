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

/** The newest tasks of the credential's project, the newest first. */
export async function newestTasks(
	requests: Requests,
	{ limit, model }: TaskFilter,
): Promise<Task[]> {
	const found: Task[] = [];
	const isWanted = ({ model: itsModel }: Task) =>
		model === undefined || (itsModel !== undefined && isSameModel(itsModel, model));
	const pages = pagesOf(
		async (page) => await requests.sendFree(page),
		MOST_PAGES,
		() => (model === undefined ? limit - found.length : PAGE),
	);
	for await (const tasks of pages) {
		found.push(...tasks.filter(isWanted));
		if (found.length >= limit) break;
	}
	return found.slice(0, limit);
}

/**
 * The newest tasks page by page, for a caller that can do without: each page is asked for once, and
 * not waited for long.
 */
export function glanceAtPages(requests: Requests, mostPages: number): AsyncGenerator<Task[]> {
	return pagesOf(async (page) => await requests.send({ ...page, timeoutMs: GLANCE_MS }), mostPages);
}

/**
 * The pages of Wiro's list of tasks, each task once: one that starts meanwhile moves the others to the
 * next page. Source: Wiro's own MCP server; its public pages do not have the call.
 * @param limitNow gives how many tasks to ask for next; those beyond a page come with later ones
 */
async function* pagesOf(
	send: (page: Call) => Promise<IDataObject>,
	mostPages: number,
	limitNow = () => PAGE,
): AsyncGenerator<Task[]> {
	const seen = new Set<string>();
	const isNew = ({ taskId, taskToken }: Task) => {
		const name = taskId ?? taskToken;
		if (name === undefined) return true;
		const known = seen.has(name);
		seen.add(name);
		return !known;
	};
	let start = 0;
	for (let page = 0; page < mostPages; page++) {
		const limit = Math.min(PAGE, limitNow());
		const answer = await send(pageRequest(start, limit));
		const tasks = dataObjects(answer.tasklist).map((raw) => readTask(raw, {}));
		yield tasks.filter(isNew);
		if (tasks.length < limit) return;
		start += tasks.length;
	}
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
