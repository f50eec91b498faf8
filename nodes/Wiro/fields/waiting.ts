import type { INodeProperties } from 'n8n-workflow';
import type { Patience } from '../waiting/poll';
import type { ParameterReader } from './parameters';

/** The default time for a task, including its time in Wiro's queue. */
const DEFAULT_TIMEOUT_MINUTES = 30;
/** Checking more often has no benefit and counts against Wiro's rate limit. */
const LEAST_INTERVAL_SECONDS = 0.1;
/** Milliseconds in a minute, the unit of the editor's times. */
export const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1_000;

/** The options of every operation that waits in the node. */
export const waitingOptions: INodeProperties[] = [
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: LEAST_INTERVAL_SECONDS, numberPrecision: 2 },
		default: '',
		placeholder: 'e.g. 5',
		description:
			'How often to check each task. Values below 0.1 count as 0.1. Leave empty to check often at first, and less often the longer it takes.',
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: DEFAULT_TIMEOUT_MINUTES,
		description:
			'How long to wait for each task, and then for the download of each file. When the time is up, the item fails but the task keeps running. Fetch its result later with Get Task.',
	},
];

/** The option of operations that stop their tasks together with the execution. */
export const stopTasksOption: INodeProperties = {
	displayName: 'Stop Tasks on Cancel',
	name: 'stopTaskOnCancel',
	type: 'boolean',
	default: false,
	description:
		'Whether to cancel or kill the tasks if you stop the execution, or its timeout does, before they end, so that they cost no more money. If turned off, they keep running, and Get Task fetches their results later.',
};

/** Reads the timeout, in milliseconds. @throws WiroError */
export function readTimeoutMs(options: ParameterReader): number {
	const minutes = options.has('timeout')
		? options.positiveNumber('timeout')
		: DEFAULT_TIMEOUT_MINUTES;
	return minutes * MS_PER_MINUTE;
}

/** Reads the timeout and the interval, which is raised to the minimum. @throws WiroError */
export function readPatience(options: ParameterReader): Patience {
	const seconds = options.optionalNumber('pollInterval');
	return {
		timeoutMs: readTimeoutMs(options),
		intervalMs:
			seconds === undefined ? undefined : Math.max(LEAST_INTERVAL_SECONDS, seconds) * MS_PER_SECOND,
	};
}
