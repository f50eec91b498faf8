/** How long executions and their nodes took, by n8n's own account. */
import type { Execution } from '../../n8n/server/execution.mts';

/** A stretch of time, in milliseconds since 1970. */
export interface Span {
	from: number;
	to: number;
}

/** From the start of the first node to the end of the last one, or of the runs of one node. */
export function spanOf({ runData }: Execution, nodeName?: string): Span {
	const runs = nodeName === undefined ? Object.values(runData).flat() : (runData[nodeName] ?? []);
	if (runs.length === 0) throw new Error(`"${nodeName ?? 'The workflow'}" did not run.`);
	return {
		from: Math.min(...runs.map(({ startTime }) => startTime)),
		to: Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime)),
	};
}

/** The length of a stretch in seconds. */
export function secondsOf({ from, to }: Span): number {
	return (to - from) / 1000;
}
