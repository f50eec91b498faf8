import type { Fate, TaskStatus } from '../control.mts';

/** One stage of a task: the status it comes to, and when. */
export interface Stage {
	status: TaskStatus;
	/** Part of the task's seconds since task_accept. */
	at: number;
	/** What must be there before the task can come to this status. */
	needs?: 'picture' | 'videos';
}

/** The stages of a task that ends in task_postprocess_end. */
const WHOLE_COURSE: readonly Stage[] = [
	{ status: 'task_accept', at: 0 },
	{ status: 'task_assign', at: 0.05 },
	{ status: 'task_preprocess_start', at: 0.1 },
	{ status: 'task_preprocess_end', at: 0.15, needs: 'picture' },
	{ status: 'task_start', at: 0.2 },
	{ status: 'task_output', at: 0.8 },
	{ status: 'task_output_full', at: 0.85, needs: 'videos' },
	{ status: 'task_end', at: 0.9 },
	{ status: 'task_postprocess_start', at: 0.95 },
	{ status: 'task_postprocess_end', at: 1 },
];

/** A task waits this part of its seconds in task_queue even when a slot is free. */
export const LEAST_QUEUE_TIME = 0.05;

/** The stages of a task with this fate, from task_accept on. */
export function courseOf(end: Fate['end']): readonly Stage[] {
	switch (end) {
		case 'success':
		case 'fail':
			return WHOLE_COURSE;
		case 'error':
			return [...upTo('task_assign'), { status: 'task_error', at: 0.1 }];
		case 'cancel':
			return [...upTo('task_start'), { status: 'task_cancel', at: 0.5 }];
		case 'never':
			return upTo('task_start');
	}
}

/** The stages that a task still goes through, all at once, when it cannot go on. */
export const BREAKDOWN: readonly TaskStatus[] = [
	'task_end',
	'task_postprocess_start',
	'task_postprocess_end',
];

function upTo(status: TaskStatus): readonly Stage[] {
	return WHOLE_COURSE.slice(0, WHOLE_COURSE.findIndex((stage) => stage.status === status) + 1);
}
