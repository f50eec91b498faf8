/** The callback: Wiro's request to `callbackUrl` when a task has ended. */
import { setTimeout as sleep } from 'node:timers/promises';

import { statusOf } from './task.mts';
import type { Task } from './task.mts';

/** How long to wait before each further try of a callback, in milliseconds. */
const CALLBACK_DELAYS_MS = [200, 1000];

/** How long the other side may take to answer a callback, in milliseconds. */
const CALLBACK_TIMEOUT_MS = 10_000;

/**
 * Tells `callbackUrl` that the task has ended, trying up to three times. The shape of the body is
 * the emulator's own: Wiro documents none.
 * @param note writes a line for the person who runs the emulator
 */
export async function callBack(task: Task, note: (line: string) => void): Promise<void> {
	if (!/^https?:$/.test(URL.parse(task.callbackUrl)?.protocol ?? '')) {
		task.callback = 'failed';
		note(`callback of task ${task.id}: "${task.callbackUrl}" is not an http(s) URL`);
		return;
	}
	const body = { taskid: task.id, socketaccesstoken: task.token, status: statusOf(task) };
	task.callback = 'pending';
	for (const delayMs of [0, ...CALLBACK_DELAYS_MS]) {
		await sleep(delayMs, undefined, { ref: false });
		const problem = await post(task.callbackUrl, JSON.stringify(body));
		if (problem === null) {
			task.callback = 'delivered';
			return;
		}
		note(`callback of task ${task.id} to ${task.callbackUrl}: ${problem}`);
	}
	task.callback = 'failed';
}

/** Posts JSON; gives null when it arrived, else what went wrong. */
async function post(url: string, body: string): Promise<string | null> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body,
			signal: AbortSignal.timeout(CALLBACK_TIMEOUT_MS),
		});
		await response.arrayBuffer();
		return response.ok ? null : `HTTP ${response.status}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
