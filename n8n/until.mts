import { setTimeout } from 'node:timers/promises';

/** How long to wait, in milliseconds, and how long between two calls. */
export interface Patience {
	timeoutMs?: number;
	intervalMs?: number;
}

/**
 * Calls a function again and again until it returns a value, and returns that value.
 * @param what names the condition, for the error that is thrown when the time is up
 * @param get returns undefined or false to be called again; an error that it throws ends the wait
 */
export async function until<T>(
	what: string | (() => string),
	get: () => Promise<T | undefined | false>,
	{ timeoutMs = 120_000, intervalMs = 50 }: Patience = {},
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const result = await get();
		if (result !== undefined && result !== false) return result;
		if (Date.now() > deadline) {
			const text = typeof what === 'string' ? what : what();
			throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${text}`);
		}
		await setTimeout(intervalMs);
	}
}
