import type { Fault } from '../../../emulator/control.mts';

/** A check of a task that Wiro answers with this HTTP status. */
export const refusedCheck = (status: number, headers: Record<string, string> = {}): Fault => ({
	endpoint: 'detail',
	kind: 'status',
	status,
	headers,
});

/**
 * What goes wrong with the checks of a callback's task until n8n asks for another call, each with a name.
 * @param reset how the connection breaks in one of them
 */
export const failedChecks = (reset: 'resetAfter' | 'resetBefore'): Array<[string, Fault[]]> => [
	['HTTP 429 for an hour', [refusedCheck(429, { 'retry-after': '3600' })]],
	[
		'resets and server errors in a row',
		[refusedCheck(500), { endpoint: 'detail', kind: reset }, refusedCheck(502), refusedCheck(503)],
	],
];
