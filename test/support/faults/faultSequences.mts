/** Random sequences of faults for the Run operation, and what runs them. */
import * as fc from 'fast-check';
import type { IDataObject, INode } from 'n8n-workflow';

import type { Fate, Fault, FaultKind } from '../../../emulator/control.mts';
import type { RunResult } from '../../../n8n/engine/run.mts';
import { type Attempt, DROP, type StartedRun } from './faults.mts';
import { EACH_PROMPT, WIRO, retryOnFail } from '../wiro/useWiro.mts';

/** One execution of the node, and all that goes wrong with it. */
export interface Sequence {
	items: number;
	tries: 1 | 5;
	onError: NonNullable<INode['onError']>;
	waits: boolean;
	downloads: boolean;
	maxConcurrentTasks: number;
	/** In minutes. */
	timeout: number;
	faults: Fault[];
	fates: Fate[];
}

/** In seconds: two checks of most tasks, which take a tenth of one. */
const POLL_INTERVAL = 0.2;

const soon = { headers: { 'retry-after': '0' } };
const status = (code: number): FaultKind => ({ kind: 'status', status: code });
const refused = (code: number, message: string): FaultKind => ({
	kind: 'errors',
	errors: [{ code, message }],
});
const BROKEN: FaultKind[] = [
	{ kind: 'resetBefore' },
	{ kind: 'resetAfter' },
	{ kind: 'breakHalfway' },
	{ kind: 'timeout', acted: true, ...DROP },
	status(500),
	{ ...status(503), ...soon },
];
const UNREADABLE: FaultKind[] = [
	{ kind: 'invalidJson', acted: true },
	{ kind: 'invalidJson' },
	{ kind: 'emptyBody', acted: true },
	{ kind: 'emptyTasklist' },
];
const BUSY: FaultKind = { kind: 'status', status: 429, ...soon };
const RUN: FaultKind[] = [
	...BROKEN,
	...UNREADABLE,
	BUSY,
	refused(96, 'Concurrent task limit of 1 reached.'),
	refused(97, 'Insufficient balance.'),
	status(401),
	status(403),
	...['taskid', 'socketaccesstoken'].map(
		(key): FaultKind => ({ kind: 'patch', patch: { [key]: null } }),
	),
	{ kind: 'patch', patch: { taskid: null, socketaccesstoken: null } },
];
const DETAIL: FaultKind[] = [
	...BROKEN,
	...UNREADABLE,
	BUSY,
	...['There is no task yet.', 'task-not-founded', 'task-not-exist'].map((words) =>
		refused(1, words),
	),
	status(401),
	status(404),
	{ kind: 'patch', patch: { status: 'task_dreaming' } },
	{ kind: 'patch', patch: { status: 'task_queue' } },
	{ kind: 'patch', patch: { id: null, socketaccesstoken: null, createtime: null } },
	{ kind: 'patch', patch: { pexit: null } },
	{ kind: 'patch', patch: { elapsedseconds: 12.5, createtime: 1_700_000_000 } },
];
const FILE: FaultKind[] = [...BROKEN, status(404), status(403)];

function faultsOf(endpoint: Fault['endpoint'], kinds: FaultKind[]): fc.Arbitrary<Fault[]> {
	const fault = fc.record({
		kind: fc.constantFrom(...kinds),
		times: fc.integer({ min: 1, max: 2 }),
		after: fc.integer({ min: 0, max: 3 }),
	});
	return fc.array(
		fault.map(({ kind, times, after }): Fault => ({ endpoint, times, after, ...kind })),
		{ maxLength: 3 },
	);
}

const SUCCESS: Fate = { end: 'success' };

/** Tasks that make their video, though it takes some checks to see it. */
const LATE: Fate[] = [
	{ end: 'recovers', seconds: 200, errorSeconds: 200 },
	{ end: 'recovers', seconds: 200, errorSeconds: 200, requeued: true },
	{ ...SUCCESS, hiddenChecks: 2 },
	{ ...SUCCESS, filesAfterChecks: 2 },
	{ ...SUCCESS, filesAfterChecks: 1, lateFiles: 'noUrl' },
];

/** In minutes: longer than any task here takes that ends, on a busy machine too. */
const LONG = 2;

/** A task that never ends is for those who do not wait long. */
const patience = fc.oneof(
	fc.record({
		timeout: fc.constant(LONG),
		fates: fatesOf(SUCCESS, SUCCESS, { end: 'fail' }, { end: 'cancel' }, ...LATE),
	}),
	fc.record({
		timeout: fc.constant(0.02),
		fates: fatesOf(SUCCESS, { end: 'fail' }, { end: 'never' }, { end: 'error' }, ...LATE),
	}),
);

function fatesOf(...fates: Fate[]): fc.Arbitrary<Fate[]> {
	return fc.array(fc.constantFrom(...fates), { maxLength: 6 });
}

/** Whether nothing of the sequence keeps an item from its video. */
export function bringsAllHome({ faults, fates, timeout }: Sequence): boolean {
	return (
		timeout === LONG &&
		faults.length === 0 &&
		fates.every(({ end }) => end === 'success' || end === 'recovers')
	);
}

/** Any sequence. */
export const sequences: fc.Arbitrary<Sequence> = fc
	.record({
		items: fc.integer({ min: 1, max: 4 }),
		tries: fc.constantFrom(1 as const, 5 as const),
		onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
		waits: fc.boolean(),
		downloads: fc.boolean(),
		maxConcurrentTasks: fc.integer({ min: 1, max: 4 }),
		patience,
		faults: fc
			.tuple(faultsOf('run', RUN), faultsOf('detail', DETAIL), faultsOf('file', FILE))
			.map((faults) => faults.flat()),
	})
	.map(({ patience: { timeout, fates }, ...rest }) => ({ ...rest, timeout, fates }));

const ONE: Sequence = {
	items: 1,
	tries: 1,
	onError: 'stopWorkflow',
	waits: true,
	downloads: false,
	maxConcurrentTasks: 1,
	timeout: LONG,
	faults: [],
	fates: [],
};

/** Sequences that the node has failed once; they come first each time. */
export const FOUND: Sequence[] = [
	// The second try fails at the first item, before it comes to the last, whose Run was lost.
	{
		...ONE,
		items: 3,
		tries: 5,
		waits: false,
		faults: [
			{ endpoint: 'run', kind: 'resetAfter', after: 2 },
			{ endpoint: 'detail', times: 'always', ...status(401) },
		],
	},
	// The answer to Run has the token only, and the task cannot be checked.
	{
		...ONE,
		faults: [
			{ endpoint: 'run', kind: 'patch', patch: { taskid: null } },
			{ endpoint: 'detail', times: 'always', ...status(404) },
		],
	},
	// The tasks of four tries fail, and the Run of the last is lost.
	{
		...ONE,
		tries: 5,
		faults: [{ endpoint: 'run', kind: 'resetAfter', after: 4 }],
		fates: Array.from({ length: 4 }, () => ({ end: 'fail' })),
	},
	// A task that never shows a file, which takes ten seconds to tell.
	{ ...ONE, tries: 5, fates: [{ ...SUCCESS, outputs: 0 }] },
	// Everything that is late, and nothing that goes wrong.
	{ ...ONE, items: 4, maxConcurrentTasks: 4, downloads: true, fates: LATE.slice(0, 4) },
];

/** The prompt of an item of an attempt. */
export function promptOf(attempt: number, itemIndex: number): string {
	return `Attempt ${attempt}, item ${itemIndex}`;
}

/**
 * The execution that a sequence stands for.
 * @param attempt sets its prompts apart from those of all others
 */
export function attemptOf(sequence: Sequence, attempt: number): Attempt {
	const { items, tries, onError, waits, downloads, maxConcurrentTasks, timeout, ...rest } =
		sequence;
	return {
		faults: rest.faults,
		fates: rest.fates,
		parameters: {
			...EACH_PROMPT,
			waitForCompletion: waits,
			options: {
				pollInterval: POLL_INTERVAL,
				timeout,
				maxConcurrentTasks,
				downloadOutputs: downloads,
			},
		},
		setup: {
			node: { onError, ...(tries > 1 && retryOnFail(tries)) },
			startItems: Array.from({ length: items }, (_, itemIndex) => ({
				json: { prompt: promptOf(attempt, itemIndex) },
			})),
		},
	};
}

/** What a sequence came to, as far as it must be kept. */
export interface Result {
	/** The number of the attempt. */
	attempt: number;
	status: RunResult['status'];
	/** Nothing unless the node failed. */
	error?: { message: string; description: string };
	items: Array<{ itemIndex: number; json: IDataObject }>;
	started: StartedRun[];
	leaks: string[];
}

/** Takes from a run what is compared later, and lets go of the rest. */
export function resultOf(
	run: RunResult,
	rest: Pick<Result, 'attempt' | 'started' | 'leaks'>,
): Result {
	const { status, error } = run;
	const items = [...run.items(WIRO, 0), ...run.items(WIRO, 1)].map(({ json, pairedItem }) => ({
		json,
		itemIndex: typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1,
	}));
	const { message, description } = error ?? {};
	return {
		status,
		...(message !== undefined && { error: { message, description: description ?? '' } }),
		items,
		...rest,
	};
}
