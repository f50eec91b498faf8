import { setTimeout } from 'node:timers/promises';

/** How long to wait, in milliseconds, and how long between two calls. */
export interface Patience {
	timeoutMs?: number;
	intervalMs?: number;
}

/**
 * Calls a function again and again until it gives something, and gives that.
 * @param what what is waited for, for the error when the time is up
 * @param get gives undefined or false while there is nothing yet; what it throws ends the waiting
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
