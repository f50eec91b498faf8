/** The fault matrix: every fault of the list with everything that it can hit. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fault, FaultKind, JsonObject } from '../../../emulator/control.mts';
import {
	ALL,
	API,
	DOWNLOAD,
	FINAL,
	type ListedFault,
	NOT_ACCEPTED,
	ODD_FIELDS,
	ODD_STATUSES,
	PASSING,
	RUN,
	SHOWING,
	type Target,
	WAITING_RUN,
	WATCHING,
} from './faultList.mts';
import type { LaneSetup } from './faults.mts';
import { FAST } from '../wiro/useWiro.mts';

/** Half a second, in minutes. */
const SHORT = { ...FAST, timeout: 0.0085 };

/** One case: what is done, and what must come of it. */
export interface FaultCase extends LaneSetup {
	title: string;
	target: Target;
	options?: INodeParameters;
	/** Instead of the lane's. */
	baseUrl?: string;
	/** What the item says; otherwise the node fails. */
	item?: IDataObject;
	/** What the error's message says. */
	cause?: RegExp;
	/** How often the call that goes wrong is made; nothing when it depends on the time. */
	calls?: number;
	/** How many tasks Wiro has started: 1 unless given, and none where one was there before. */
	paid?: number;
}

function spoiled({ endpoint }: Target, kind: FaultKind, times: Fault['times'] = 1): Fault[] {
	return [{ endpoint, ...kind, times }];
}

function isActedOn(kind: FaultKind): boolean {
	return 'acted' in kind
		? kind.acted === true
		: ['resetAfter', 'stall', 'breakHalfway'].includes(kind.kind);
}

function lostCase({ what, kind, cause }: ListedFault): FaultCase {
	return {
		title: `Run meets ${what}: it is sent once, and may have started a task`,
		target: RUN,
		faults: spoiled(RUN, kind),
		cause: new RegExp(`(?:${cause.source}).*so the task may or may not have started`),
		calls: 1,
		paid: Number(isActedOn(kind)),
	};
}

function passingCases({ what, kind, cause, once }: ListedFault, target: Target): FaultCase[] {
	const { name, polls, well } = target;
	const passing: FaultCase = {
		title: `${name} meets ${what} once: it is asked for again`,
		target,
		faults: spoiled(target, kind),
		item: well,
		...(!polls && { calls: 2 }),
	};
	if (once === true) return [passing];
	const lasting: FaultCase = {
		title: `${name} meets ${what} always: it fails in the end and says so`,
		target,
		faults: spoiled(target, kind, 'always'),
		cause,
		...(polls ? { options: SHORT } : { calls: 4 }),
	};
	return [passing, lasting];
}

function finalCase({ what, kind, cause }: ListedFault, target: Target): FaultCase {
	return {
		title: `${target.name} meets ${what}: it fails at once and says so`,
		target,
		faults: spoiled(target, kind, 'always'),
		cause,
		// Retry On Fail tries a Run once more.
		calls: target === RUN ? 2 : 1,
		paid: target === RUN ? 0 : 1,
	};
}

/** What there is of the outputs when a task has ended, and what the node makes of it. */
function outputCases(target: Target): FaultCase[] {
	const { name, polls, well } = target;
	const ended = (
		patch: JsonObject,
		times: Pick<Fault, 'times'> = { times: 'always' },
	): Pick<FaultCase, 'target' | 'faults'> => ({
		target,
		faults: [{ endpoint: 'detail', kind: 'patch', patch, ...times }],
	});
	const file = { id: '1', name: '0.mp4', contenttype: 'video/mp4', size: '5' };
	const noFile = { item: { completed: true, succeeded: false } };
	// For a while, and as often as it is asked for.
	const late = { times: 3 } as const;
	return [
		...[
			{ what: 'no outputs', patch: { outputs: [] } },
			{ what: 'an output without URL', patch: { outputs: [file] } },
		].flatMap(({ what, patch }): FaultCase[] => [
			{
				title: `${name} meets success with ${what}, for ever: it ended without a file`,
				...ended(patch),
				...(polls ? { cause: /ended without a file/ } : noFile),
			},
			{
				title: `${name} meets success with ${what}, at first: it checks for the file`,
				...ended(patch, late),
				item: { ...well, outputCount: 1 },
			},
		]),
		{
			title: `${name} meets an end with neither pexit nor outputs: the task has failed`,
			...ended({ outputs: null, pexit: null }),
			...(polls ? { cause: /failed on Wiro \(no output\)/ } : noFile),
		},
	];
}

/** All cases. */
export const FAULT_CASES: FaultCase[] = [
	...PASSING.flatMap((fault) =>
		fault.hits.flatMap((target) =>
			target === RUN ? [lostCase(fault)] : passingCases(fault, target),
		),
	),
	...NOT_ACCEPTED.map(
		([what, kind]): FaultCase => ({
			title: `Run meets ${what}: no task was started, so it is sent again`,
			target: RUN,
			faults: spoiled(RUN, kind),
			item: RUN.well,
			calls: 2,
		}),
	),
	...FINAL.flatMap((fault) => fault.hits.map((target) => finalCase(fault, target))),
	...ODD_STATUSES.flatMap(({ what, patches, shown }) =>
		SHOWING.map((target): FaultCase => {
			const { name, polls, well } = target;
			return {
				title: `${name} meets ${what}: ${polls ? 'it waits on' : 'it shows what it sees'}`,
				target,
				faults: patches.flatMap((patch) => spoiled(target, { kind: 'patch', patch })),
				item: polls ? well : shown,
				...(!polls && { calls: 1 }),
			};
		}),
	),
	...ODD_FIELDS.flatMap(([what, patch]) =>
		SHOWING.map(
			(target): FaultCase => ({
				title: `${target.name} meets ${what}: it makes do`,
				target,
				faults: spoiled(target, { kind: 'patch', patch }, 'always'),
				item: target.well,
			}),
		),
	),
	...ALL.filter((target) => target !== WAITING_RUN).map(
		(target): FaultCase => ({
			title: `${target.name} meets numbers instead of strings everywhere: it reads them`,
			target,
			faults: (['run', 'detail', 'kill', 'cancel'] as const).map(
				(endpoint): Fault => ({ endpoint, kind: 'bareNumbers', times: 'always' }),
			),
			item: target.well,
		}),
	),
	...['taskid', 'socketaccesstoken', 'result'].map(
		(key): FaultCase => ({
			title: `Run meets an answer without ${key}: the rest of it will do`,
			target: RUN,
			faults: spoiled(RUN, { kind: 'patch', patch: { [key]: null } }),
			item: RUN.well,
			calls: 1,
		}),
	),
	{
		title: 'Run meets an answer that names no task: it is sent once, and may have started a task',
		target: RUN,
		faults: spoiled(RUN, { kind: 'patch', patch: { taskid: null, socketaccesstoken: null } }),
		cause: /without naming the task, so the task may or may not have started/,
		calls: 1,
	},
	...[...WATCHING, DOWNLOAD].flatMap(outputCases),
	...API.filter((target) => target !== WAITING_RUN).map(
		(target): FaultCase => ({
			title: `${target.name} is refused the connection: it fails in the end and says so`,
			target,
			options: SHORT,
			// Nothing listens on this port.
			baseUrl: 'http://127.0.0.1:1/v1',
			cause: /could not be reached: the connection was refused/,
			calls: 0,
			paid: 0,
		}),
	),
];
