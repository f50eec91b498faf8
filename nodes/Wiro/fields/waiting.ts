import type { INodeProperties } from 'n8n-workflow';
import type { Patience } from '../waiting/poll';
import type { ParameterReader } from './parameters';

/** How long to wait for a task unless the user says otherwise: its run and the time in Wiro's queue. */
const DEFAULT_TIMEOUT_MINUTES = 30;
/** Nobody gains from checking more often, and it counts against Wiro's rate limit. */
const LEAST_INTERVAL_SECONDS = 0.1;
const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1_000;

/** The options of every operation that waits in the node. */
export const waitingOptions: INodeProperties[] = [
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: LEAST_INTERVAL_SECONDS, numberPrecision: 2 },
		default: '',
		placeholder: 'Adaptive',
		description:
			'How often to ask Wiro whether a task is done. Anything below 0.1 is taken as 0.1. Leave empty to ask often at first and less often the longer it takes.',
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: DEFAULT_TIMEOUT_MINUTES,
		description:
			'How long to wait for each task, and then for the download of each file. When the time is up the item fails, but the task goes on: Get fetches its result later.',
	},
];

/** Reads how long to wait at most, in milliseconds. @throws WiroError */
export function readTimeoutMs(options: ParameterReader): number {
	const minutes = options.has('timeout')
		? options.positiveNumber('timeout')
		: DEFAULT_TIMEOUT_MINUTES;
	return minutes * MS_PER_MINUTE;
}

/** Reads how long and how often to check; too short an interval becomes the shortest. @throws WiroError */
export function readPatience(options: ParameterReader): Patience {
	const seconds = options.optionalNumber('pollInterval');
	return {
		timeoutMs: readTimeoutMs(options),
		intervalMs:
			seconds === undefined ? undefined : Math.max(LEAST_INTERVAL_SECONDS, seconds) * MS_PER_SECOND,
	};
}
