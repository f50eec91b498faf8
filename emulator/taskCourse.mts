import type { Fate, Settings, TaskStatus } from './control.mts';

/** How a run is to go: its fate with all defaults filled in. Times are emulated seconds. */
export interface Course {
	end: Fate['end'];
	pexit: string;
	debugoutput: string;
	debugerror: string;
	seconds: number;
	errorSeconds: number;
	requeued: boolean;
	outputs: number;
}

/** One stage of a task: the status that it reaches, and when. */
export interface Stage {
	status: TaskStatus;
	/** Emulated seconds since task_accept. */
	at: number;
	/** What the task must have before it can reach this status. */
	needs?: 'inputs' | 'products';
}

/** The stages of a task that ends in task_postprocess_end; `at` is a part of the task's seconds. */
const WHOLE_COURSE: readonly Stage[] = [
	{ status: 'task_accept', at: 0 },
	{ status: 'task_assign', at: 0.05 },
	{ status: 'task_preprocess_start', at: 0.1 },
	{ status: 'task_preprocess_end', at: 0.15, needs: 'inputs' },
	{ status: 'task_start', at: 0.2 },
	{ status: 'task_output', at: 0.8 },
	{ status: 'task_output_full', at: 0.85, needs: 'products' },
	{ status: 'task_end', at: 0.9 },
	{ status: 'task_postprocess_start', at: 0.95 },
	{ status: 'task_postprocess_end', at: 1 },
];

/** When an error before the run comes, as a part of the task's seconds. */
const ERROR_AT = 0.1;

/** The stages of a task that meets an error before its run, up to that error. */
const TO_ERROR: readonly Stage[] = [...upTo('task_assign'), { status: 'task_error', at: ERROR_AT }];

/** A task waits this part of its seconds in task_queue even when a slot is free. */
export const LEAST_QUEUE_TIME = 0.05;

/** The stages that a task still goes through, all at once, when it cannot go on. */
export const BREAKDOWN: readonly TaskStatus[] = [
	'task_end',
	'task_postprocess_start',
	'task_postprocess_end',
];

/** What a run that breaks down has printed before the reason. */
const FIRST_OUTPUT = 'Loading model';

/** `debugerror` of a failed run: it is unrelated to the failure. */
const HARMLESS_WARNING =
	'UserWarning: torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.';

/** `debugerror` of a task in task_error. */
const WORKER_LOST = 'The worker was lost before the run; the task waits for recovery.';

/** `pexit` of a task with this fate at its end. */
const PEXITS: Readonly<Record<Fate['end'], string>> = {
	success: '0',
	recovers: '0',
	fail: '1',
	error: '',
	cancel: '',
	never: '',
};

/** `debugerror` of a task with this fate; empty for the others. */
const DEBUGERRORS: Readonly<Partial<Record<Fate['end'], string>>> = {
	fail: HARMLESS_WARNING,
	error: WORKER_LOST,
	recovers: WORKER_LOST,
};

/**
 * The course of a task with this fate.
 * @param asked the number of outputs that the Run asks for
 */
export function courseOf(fate: Fate, settings: Settings, asked = settings.outputsPerTask): Course {
	const { end } = fate;
	const seconds = fate.seconds ?? settings.taskSeconds;
	const succeeds = end === 'success' || end === 'recovers';
	return {
		end,
		pexit: fate.pexit ?? PEXITS[end],
		// A fate that gives only debugerror has its reason there, so that both places can be played.
		debugoutput:
			fate.debugoutput ??
			(end === 'fail' && fate.debugerror === undefined
				? logEndingIn('RuntimeError: CUDA error: out of memory')
				: ''),
		debugerror: fate.debugerror ?? DEBUGERRORS[end] ?? '',
		seconds,
		errorSeconds: fate.errorSeconds ?? seconds / 4,
		requeued: fate.requeued ?? false,
		outputs: fate.outputs ?? (succeeds ? asked : 0),
	};
}

/** A `debugoutput` whose last line is the reason of a failure. */
export function logEndingIn(reason: string): string {
	return `${FIRST_OUTPUT}\n${reason.replace(/\s+/g, ' ').trim()}`;
}

/** The stages of a task on this course, from task_accept on. */
export function stagesOf(course: Course): Stage[] {
	const { end, seconds } = course;
	switch (end) {
		case 'success':
		case 'fail':
			return timed(WHOLE_COURSE, seconds);
		case 'recovers':
			return [...timed(TO_ERROR, seconds), ...recovery(course)];
		case 'error':
			return timed(TO_ERROR, seconds);
		case 'cancel':
			return timed([...upTo('task_start'), { status: 'task_cancel', at: 0.5 }], seconds);
		case 'never':
			return timed(upTo('task_start'), seconds);
	}
}

/** What comes after task_error: the rest of the course, or the queue and the whole of it. */
function recovery({ seconds, errorSeconds, requeued }: Course): Stage[] {
	if (!requeued) {
		return timed(WHOLE_COURSE.slice(TO_ERROR.length - 1), seconds, errorSeconds);
	}
	const again: Stage[] = [{ status: 'task_queue', at: 0 }, ...WHOLE_COURSE];
	return timed(again, seconds, ERROR_AT * seconds + errorSeconds);
}

function upTo(status: TaskStatus): readonly Stage[] {
	return WHOLE_COURSE.slice(0, WHOLE_COURSE.findIndex((stage) => stage.status === status) + 1);
}

/** The stages with their times in seconds, all of them `later` by so much. */
function timed(stages: readonly Stage[], seconds: number, later = 0): Stage[] {
	return stages.map((stage) => ({ ...stage, at: stage.at * seconds + later }));
}
